"""Sections: how they divide an assessment, their clocks, and the way through them."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from lyceum.assessment.errors import (
    AttemptClosed,
    DeadlinePassed,
    InvalidScoring,
    InvalidSections,
    SectionNotEntered,
    SectionNotFound,
    SectionOutOfOrder,
    SectionOver,
)
from lyceum.assessment.model import movement
from lyceum.assessment.model.assessment import Version
from lyceum.assessment.model.attempt import Answer, Attempt, State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.question_set import QuestionSet, presented
from lyceum.assessment.model.scoring import Scale, ScaledSection
from lyceum.assessment.model.sections import (
    Scoring,
    Section,
    SectionAt,
    SectionClock,
    SectionOrder,
    Structure,
    all_over_at,
    scaled,
)
from lyceum.assessment.model.structuring import check_structure
from lyceum.kernel.errors import DomainError
from tests.unit.assessment.samples import (
    ADA,
    COURSE,
    EXAM,
    MINUTE,
    NOON,
    choice_question,
    numeric_question,
    section,
    settings,
    short_question,
    stems,
    true_false_question,
    two_parts,
)

FOUR = (choice_question(), true_false_question(), numeric_question(), short_question())
FIXED = two_parts(SectionOrder.FIXED)
FREE = two_parts()
UNTIMED = two_parts(first=None, second=None)


def questions(structure: Structure) -> QuestionSet:
    return Version.of(EXAM, 1, FOUR, structure).questions


def begun(structure: Structure, minutes: int | None = None) -> Attempt:
    return Attempt.begin(
        AttemptId(ADA, EXAM, 1, 1),
        course=COURSE,
        settings=settings(time_limit_minutes=minutes),
        at=NOON,
        sections=questions(structure).clocks,
    )


def save(attempt: Attempt, place: int, minute: int, structure: Structure = FREE) -> Attempt:
    found = questions(structure)
    where = found.sections[found.questions[place].id]
    return attempt.saved(place, Answer(1, "cx"), NOON + minute * MINUTE, where)


def refusal(call: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as met:
        call()
    return met.value


def at(minute: int, move: Callable[..., Attempt], attempt: Attempt, index: int, structure: Structure) -> Attempt:
    return move(attempt, index, structure, NOON + minute * MINUTE)


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        ((section("a", "capital", "round", "pi"),), {"question": "author"}),
        ((section("a", "capital", "round"), section("b", "round", "pi", "author")), {"question": "round"}),
        ((section("a", "capital", "capital", "round", "pi", "author"),), {"question": "capital"}),
        ((section("a", "capital", "round", "pi", "author", "else"),), {"question": "else"}),
        ((section("a", "capital", "round"), section("a", "pi", "author")), {"section": "a"}),
        ((section("none"), section("b", "capital", "round", "pi", "author")), {"section": "none"}),
        ((section("none"), section("a", "capital"), section("a", "round")), {"section": "a"}),
        ((section("a", "else", "capital", "round"),), {"question": "else"}),
    ],
)
def test_every_question_is_in_one_section(parts: tuple[Section, ...], named: dict[str, str]) -> None:
    with pytest.raises(InvalidSections) as refused:
        check_structure(Structure(sections=parts), FOUR)
    assert refused.value.facts == named


@pytest.mark.parametrize(
    "structure",
    [
        Structure(scoring=Scoring.FIXED),
        Structure(maximum=Decimal(10)),
        Structure(scoring=Scoring.PER_SECTION),
        Structure(scoring=Scoring.PER_SECTION, maximum=Decimal(10), sections=FREE.sections),
    ],
)
def test_scoring_has_what_it_needs(structure: Structure) -> None:
    with pytest.raises(InvalidScoring) as refused:
        check_structure(structure, FOUR)
    assert refused.value.facts == {"scoring": str(structure.scoring)}


@pytest.mark.parametrize("structure", [Structure(), FREE, FIXED, Structure(scoring=Scoring.FIXED, maximum=Decimal(10))])
def test_what_fits_is_taken(structure: Structure) -> None:
    check_structure(structure, FOUR)
    assert Version.of(EXAM, 1, FOUR, structure).questions.structure == structure


def test_other_sections_are_another_version_and_none_are_the_old_one() -> None:
    plain = Version.of(EXAM, 1, FOUR).digest
    assert Version.of(EXAM, 1, FOUR, Structure()).digest == plain
    assert len({plain, *(Version.of(EXAM, 1, FOUR, each).digest for each in (FREE, FIXED, UNTIMED))}) == 4


def test_the_maximum_of_a_version_is_that_of_its_scoring() -> None:
    assert Version.of(EXAM, 1, FOUR).key.maximum == 4
    assert Version.of(EXAM, 1, FOUR, Structure(scoring=Scoring.FIXED, maximum=Decimal(100))).key.maximum == 100


def test_points_are_measured_by_the_sections_their_maxima_and_the_scoring() -> None:
    parts = (section("late", "pi", "author", maximum=Decimal(40)), section("early", "capital", "round"))
    structure = Structure(scoring=Scoring.PER_SECTION, sections=parts)
    assert Version.of(EXAM, 1, FOUR, structure).key.scale == Scale(
        worth=(Decimal(1), Decimal(1), Decimal(1), Decimal(1)),
        scoring=Scoring.PER_SECTION,
        fixed=None,
        sections=(ScaledSection("late", (2, 3), Decimal(40)), ScaledSection("early", (0, 1), None)),
    )
    plain = Structure(scoring=Scoring.FIXED, maximum=Decimal(100))
    assert Version.of(EXAM, 1, FOUR, plain).key.scale == Scale((Decimal(1),) * 4, Scoring.FIXED, Decimal(100), ())


def test_a_question_knows_its_section_and_a_section_its_place() -> None:
    found = questions(FREE)
    assert found.sections["pi"] == found.section("reading") == SectionAt(1, "reading")
    assert questions(Structure()).sections == {}
    with pytest.raises(SectionNotFound) as refused:
        found.section("writing")
    assert refused.value.facts == {"section": "writing"}


@pytest.mark.parametrize("shuffle", [False, True])
def test_sections_are_shown_in_their_order_whatever_is_shuffled(shuffle: bool) -> None:
    turned = Structure(sections=(section("b", "author", "pi"), section("a", "round", "capital")))
    orders = {tuple(stems(presented(questions(turned), seed=str(seed), shuffle=shuffle))) for seed in range(40)}
    assert {(frozenset(order[:2]), frozenset(order[2:])) for order in orders} == {
        (frozenset({"author", "pi"}), frozenset({"round", "capital"}))
    }
    assert orders == {("author", "pi", "round", "capital")} if not shuffle else len(orders) == 4


def test_no_clock_runs_before_a_section_is_entered() -> None:
    attempt = begun(FREE)
    assert attempt.ends_at is None
    assert [clock.is_open(NOON) for clock in attempt.sections] == [False, False]
    met = refusal(lambda: save(attempt, 0, 0))
    assert (type(met), met.facts) == (SectionNotEntered, {"section": "listening"})


def test_a_sections_clock_runs_from_its_first_entry() -> None:
    inside = at(1, movement.entered, begun(FREE), 0, FREE)
    assert inside.section == 0
    assert inside.sections[0] == SectionClock(10 * MINUTE, NOON + MINUTE, NOON + 11 * MINUTE)
    assert at(5, movement.entered, inside, 0, FREE) is inside
    assert save(inside, 0, 10).answers[0].revision == 1
    met = refusal(lambda: save(inside, 0, 11))
    assert (type(met), met.facts) == (SectionOver, {"section": "listening"})
    assert isinstance(refusal(lambda: save(inside, 2, 5)), SectionNotEntered)


def test_leaving_a_section_with_a_clock_ends_it() -> None:
    inside = at(0, movement.entered, begun(FREE), 0, FREE)
    on = at(3, movement.entered, inside, 1, FREE)
    assert (on.section, on.sections[0].until, on.sections[1].until) == (1, NOON + 3 * MINUTE, NOON + 23 * MINUTE)
    assert isinstance(refusal(lambda: save(on, 0, 3)), SectionOver)
    assert isinstance(refusal(lambda: at(4, movement.entered, on, 0, FREE)), SectionOver)
    out = at(4, movement.left, inside, 0, FREE)
    assert (out.section, out.sections[0].until, out.rev) == (None, NOON + 4 * MINUTE, inside.rev + 1)
    assert at(5, movement.left, out, 0, FREE) is out


def test_a_section_that_ran_out_ended_then_and_not_when_it_was_left() -> None:
    inside = at(0, movement.entered, begun(FREE), 0, FREE)
    assert at(15, movement.entered, inside, 1, FREE).sections[0].until == NOON + 10 * MINUTE


def test_sections_without_clocks_are_come_back_to() -> None:
    attempt = at(0, movement.entered, begun(UNTIMED), 1, UNTIMED)
    attempt = at(1, movement.entered, attempt, 0, UNTIMED)
    assert save(attempt, 2, 2).answers[2].revision == 1
    again = at(3, movement.entered, attempt, 1, UNTIMED)
    assert (again.section, again.sections[1].entered_at, again.ends_at) == (1, NOON, None)
    out = at(4, movement.left, again, 1, UNTIMED)
    assert (out.section, out.sections[1].until) == (None, None)


def test_in_a_fixed_order_sections_come_one_after_the_other() -> None:
    order = two_parts(SectionOrder.FIXED, first=None, second=None)
    met = refusal(lambda: at(0, movement.entered, begun(order), 1, order))
    assert (type(met), met.facts) == (SectionOutOfOrder, {"section": "reading", "next": "listening"})
    on = at(2, movement.entered, at(0, movement.entered, begun(order), 0, order), 1, order)
    assert on.sections[0].until == NOON + 2 * MINUTE
    assert isinstance(refusal(lambda: at(3, movement.entered, on, 0, order)), SectionOver)


def test_a_section_whose_time_ran_out_is_no_hindrance_to_the_next() -> None:
    inside = at(0, movement.entered, begun(FIXED), 0, FIXED)
    assert at(30, movement.entered, inside, 1, FIXED).section == 1


def test_the_attempt_ends_with_the_last_of_its_clocks() -> None:
    on = at(5, movement.entered, at(0, movement.entered, begun(FREE), 0, FREE), 1, FREE)
    assert on.ends_at == NOON + 25 * MINUTE
    assert on.is_open(NOON + 24 * MINUTE)
    assert on.overdue(NOON + 25 * MINUTE)
    assert isinstance(refusal(lambda: save(on, 2, 25)), DeadlinePassed)
    assert on.submitted({}, settings(), at=NOON + 60 * MINUTE).submitted_at == NOON + 25 * MINUTE


def test_the_deadline_of_the_whole_ends_sections_too() -> None:
    inside = at(5, movement.entered, begun(FREE, minutes=12), 0, FREE)
    assert inside.ends_at == NOON + 12 * MINUTE
    assert isinstance(refusal(lambda: save(inside, 0, 12)), DeadlinePassed)
    assert isinstance(refusal(lambda: at(12, movement.entered, inside, 1, FREE)), DeadlinePassed)


def test_leaving_the_last_section_ends_the_attempt_and_may_be_repeated() -> None:
    on = at(5, movement.entered, at(0, movement.entered, begun(FREE), 0, FREE), 1, FREE)
    out = at(7, movement.left, on, 1, FREE)
    assert out.overdue(NOON + 7 * MINUTE)
    assert at(7, movement.left, out, 1, FREE) is out
    assert isinstance(refusal(lambda: at(8, movement.entered, out, 1, FREE)), DeadlinePassed)


def test_who_is_not_in_a_section_does_not_leave_it() -> None:
    met = refusal(lambda: at(0, movement.left, begun(FREE), 1, FREE))
    assert (type(met), met.facts) == (SectionNotEntered, {"section": "reading"})


def test_nobody_moves_in_an_attempt_that_was_handed_in() -> None:
    closed = at(0, movement.entered, begun(FREE), 0, FREE).submitted({}, settings(), at=NOON + MINUTE)
    assert closed.state is State.GRADED
    for move in (movement.entered, movement.left):
        assert isinstance(refusal(partial(at, 2, move, closed, 0, FREE)), AttemptClosed)


def test_an_attempt_that_knows_of_no_sections_has_none_open() -> None:
    old = begun(Structure())
    assert old.clock(1) == SectionClock()
    assert isinstance(refusal(lambda: save(old, 0, 0)), SectionNotEntered)


@pytest.mark.parametrize(
    ("seconds", "factor", "expected"),
    [(600, "1", 600_000), (600, "1.5", 900_000), (1, "1.25", 1_250), (7, "1.333", 9_331), (3, "1.0001", 3_000)],
)
def test_a_factor_is_exact_to_the_millisecond(seconds: int, factor: str, expected: int) -> None:
    assert scaled(timedelta(seconds=seconds), Decimal(factor)) == timedelta(milliseconds=expected)
    assert SectionClock(timedelta(seconds=seconds)).limit_for(Decimal(factor)) == timedelta(milliseconds=expected)


def test_a_running_clock_gets_longer_and_never_shorter() -> None:
    running = SectionClock(10 * MINUTE).entered(NOON, Decimal(1))
    longer = running.with_factor(Decimal(2), NOON + MINUTE)
    assert longer.until == NOON + 20 * MINUTE
    assert longer.with_factor(Decimal("1.5"), NOON + MINUTE) == longer
    assert running.with_factor(Decimal(2), NOON + 10 * MINUTE) == running  # over: it stays so
    for other in (SectionClock(10 * MINUTE), SectionClock().entered(NOON, Decimal(1))):
        assert other.with_factor(Decimal(2), NOON) == other


def test_all_sections_are_over_with_the_last_of_them() -> None:
    one, other = SectionClock(until=NOON), SectionClock(until=NOON + MINUTE)
    assert all_over_at([one, other]) == NOON + MINUTE
    assert all_over_at([one, SectionClock()]) is None
    assert all_over_at([]) is None
