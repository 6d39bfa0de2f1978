"""From section to section: what is kept of where the learner was, and which move changes nothing."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from lyceum.assessment.errors import AttemptClosed, SectionNotEntered, SectionOutOfOrder, SectionOver
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.movement import entered, left
from lyceum.assessment.model.sections import SectionClock, SectionOrder, Structure
from lyceum.assessment.model.terms import NONE, Terms
from tests.unit.assessment.samples import ADA, COURSE, EXAM, MINUTE, NOON, section, settings


def three(order: SectionOrder = SectionOrder.FREE, minutes: tuple[int | None, ...] = (10, None, 20)) -> Structure:
    parts = tuple(section(name, name, minutes=limit) for name, limit in zip("abc", minutes, strict=True))
    return Structure(order=order, sections=parts)


FREE, FIXED = three(), three(SectionOrder.FIXED)
UNTIMED = three(SectionOrder.FIXED, (None, None, None))


def begun(structure: Structure, terms: Terms = NONE) -> Attempt:
    limits = (each.time_limit_seconds for each in structure.sections)
    clocks = [SectionClock(MINUTE * limit / 60 if limit else None) for limit in limits]
    id = AttemptId(ADA, EXAM, 1, 1)
    return Attempt.begin(id, course=COURSE, settings=settings(), at=NOON, sections=clocks, terms=terms)


def after(minutes: int) -> datetime:
    return NOON + minutes * MINUTE


def test_entering_moves_the_learner_starts_that_clock_and_leaves_the_others() -> None:
    attempt = begun(FREE)
    inside = entered(attempt, 2, FREE, after(1))
    clocks = (attempt.sections[0], attempt.sections[1], SectionClock(20 * MINUTE, after(1), after(21)))
    assert inside == replace(attempt, section=2, sections=clocks, rev=attempt.rev + 1)


def test_a_learners_factor_makes_each_section_longer() -> None:
    inside = entered(begun(FREE, Terms(time_factor=Decimal("1.5"))), 0, FREE, NOON)
    assert inside.sections[0].until == after(15)


def test_leaving_a_section_without_a_clock_in_free_order_keeps_it_open() -> None:
    inside = entered(begun(FREE), 1, FREE, NOON)
    out = left(inside, 1, FREE, after(1))
    assert out == replace(inside, section=None, rev=inside.rev + 1)
    back = entered(out, 1, FREE, after(2))
    assert back == replace(out, section=1, rev=out.rev + 1)


def test_leaving_a_section_with_a_clock_ends_it_and_no_other() -> None:
    inside = entered(entered(begun(FREE), 1, FREE, NOON), 0, FREE, NOON)
    out = left(inside, 0, FREE, after(3))
    assert [clock.until for clock in out.sections] == [after(3), None, None]
    assert (out.section, out.rev) == (None, inside.rev + 1)


def test_in_a_fixed_order_a_section_is_over_once_it_is_left_though_it_has_no_clock() -> None:
    inside = entered(begun(UNTIMED), 0, UNTIMED, NOON)
    out = left(inside, 0, UNTIMED, after(3))
    assert [clock.until for clock in out.sections] == [after(3), None, None]
    with pytest.raises(SectionOver) as refused:
        entered(out, 0, UNTIMED, after(4))
    assert refused.value.facts == {"section": "a"}


def test_who_left_a_section_that_is_not_over_leaves_it_again_without_effect() -> None:
    on = entered(entered(begun(FREE), 1, FREE, NOON), 0, FREE, after(1))
    assert left(on, 1, FREE, after(2)) is on


def test_the_next_section_is_the_first_that_is_not_over() -> None:
    for index, at in ((1, "b"), (2, "c")):
        with pytest.raises(SectionOutOfOrder) as refused:
            entered(begun(UNTIMED), index, UNTIMED, NOON)
        assert refused.value.facts == {"section": at, "next": "a"}
    inside = entered(begun(UNTIMED), 0, UNTIMED, NOON)
    with pytest.raises(SectionOutOfOrder) as skipped:
        entered(inside, 2, UNTIMED, NOON)
    assert skipped.value.facts == {"section": "c", "next": "b"}
    second = entered(inside, 1, UNTIMED, after(1))
    third = entered(second, 2, UNTIMED, after(2))
    assert [clock.until for clock in third.sections] == [after(1), after(2), None]


def test_a_section_that_ran_out_is_passed_over_at_the_instant_of_its_end() -> None:
    timed = three(SectionOrder.FIXED, (10, 10, 10))
    first = entered(begun(timed), 0, timed, NOON)
    out = replace(first, section=None)
    with pytest.raises(SectionOutOfOrder):
        entered(out, 1, timed, after(9))
    assert entered(out, 1, timed, after(10)).section == 1


def test_a_section_that_ended_with_its_attempt_is_left_without_a_word_and_no_other() -> None:
    inside = entered(begun(FREE), 0, FREE, NOON)
    out = left(inside, 0, FREE, after(1)).submitted({}, settings(), at=after(2))
    assert left(out, 0, FREE, after(3)) is out
    with pytest.raises(AttemptClosed):
        left(out, 1, FREE, after(3))


def test_a_section_that_was_never_entered_is_not_left() -> None:
    inside = entered(begun(FREE), 0, FREE, NOON)
    with pytest.raises(SectionNotEntered) as refused:
        left(inside, 2, FREE, after(1))
    assert refused.value.facts == {"section": "c"}
