"""A key is corrected after attempts were graded by it: what changes, and that taking it back changes it back."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.errors import AttemptClosed
from lyceum.assessment.model.attempt import Answer, Attempt, State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.corrections import Applied, Correction, CorrectionKind, corrected
from lyceum.assessment.model.marking import ManualGrade
from lyceum.assessment.model.question_set import KeyEntry, MarkingKey, split
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.model.sight import machine_mark, machine_marks
from lyceum.assessment.responses import ChoiceResponse, TextResponse, compact
from lyceum.content.questions import ChoiceKey
from tests.unit.assessment.samples import ADA, COURSE, EXAM, NOON, choice_question, essay_question, shares

SETTINGS = AssessmentSettings(pass_mark=Decimal(60))
CHOICE, ESSAY = 0, 1
ROME = Correction(CorrectionKind.KEY, ChoiceKey(shares=shares(rome="1", paris="0.5")))
CREDIT, DROP = Correction(CorrectionKind.FULL_CREDIT), Correction(CorrectionKind.DROP)
ALL = [ROME, CREDIT, DROP]


def marking_key(*applied: Applied) -> MarkingKey:
    """A choice worth 2 and an essay worth 10; what is corrected is the choice."""
    _, key = split(1, [choice_question(points=2), essay_question()])
    return MarkingKey(1, (corrected(key.entries[CHOICE], applied), *key.entries[1:]))


def handed_in(chosen: str | None, essay: str | None = None, *, key: MarkingKey | None = None) -> Attempt:
    said = {
        CHOICE: ChoiceResponse(choice=chosen) if chosen else None,
        ESSAY: TextResponse(text=essay) if essay else None,
    }
    answers = {place: Answer(1, compact(response)) for place, response in said.items() if response is not None}
    by = key or marking_key()
    begun = Attempt.begin(AttemptId(ADA, EXAM, 1, 1), course=COURSE, settings=SETTINGS, at=NOON)
    attempt = replace(begun, answers=answers)
    return attempt.submitted(machine_marks(attempt, by, {}), SETTINGS, at=NOON, scale=by.scale)


def remarked(attempt: Attempt, key: MarkingKey) -> Attempt:
    mark = machine_mark(attempt, CHOICE, key.entries[CHOICE], {})
    return attempt.remarked({CHOICE: mark}, settings=SETTINGS, scale=key.scale)


def points(attempt: Attempt) -> tuple[Decimal, Decimal]:
    assert attempt.score is not None
    return attempt.score.points, attempt.score.maximum


@pytest.mark.parametrize(
    ("correction", "chosen", "before", "after"),
    [
        (ROME, "rome", (0, 12), (2, 12)),  # −0.5 × 2 and no floor below 0: 0; then all of 2
        (ROME, "paris", (2, 12), (1, 12)),  # half of 2
        (ROME, None, (0, 12), (0, 12)),
        (CREDIT, "rome", (0, 12), (2, 12)),
        (CREDIT, None, (0, 12), (2, 12)),  # whatever they answered
        (DROP, "paris", (2, 12), (0, 10)),  # worth nothing, so the essay's 10 are all there is
        (DROP, None, (0, 12), (0, 10)),
    ],
)
def test_what_each_correction_makes_of_an_answer(
    correction: Correction, chosen: str | None, before: tuple[int, int], after: tuple[int, int]
) -> None:
    attempt = handed_in(chosen)
    assert points(attempt) == before
    assert points(remarked(attempt, marking_key(Applied("r1", correction)))) == after


def test_credit_for_all_and_dropping_bring_no_other_key() -> None:
    assert [each.key for each in (CREDIT, DROP)] == [None, None]


def test_what_changes_nothing_is_not_written() -> None:
    attempt = handed_in("oslo")
    assert remarked(attempt, marking_key(Applied("r1", ROME))) is attempt
    changed = remarked(handed_in("rome"), marking_key(Applied("r1", ROME)))
    assert changed.rev == handed_in("rome").rev + 1


def test_passing_follows() -> None:
    key = MarkingKey(1, (marking_key().entries[CHOICE],))
    other = MarkingKey(1, (corrected(key.entries[CHOICE], [Applied("r1", ROME)]),))
    failed = handed_in("rome", key=key)
    assert failed.score is not None
    passed = remarked(failed, other)
    assert passed.score is not None
    assert (failed.score.passed, passed.score.passed, passed.score.percent) == (False, True, Decimal(100))


def test_what_a_person_gave_stays_but_is_worth_no_more_than_the_question() -> None:
    attempt = handed_in("rome")
    given = ManualGrade(Decimal("1.5"), by="somebody", at=NOON)
    graded = attempt.graded_by_hand(CHOICE, given, maximum=Decimal(2), settings=SETTINGS, scale=marking_key().scale)
    assert points(graded) == (Decimal("1.5"), 12)
    assert points(remarked(graded, marking_key(Applied("r1", CREDIT)))) == (Decimal("1.5"), 12)
    assert points(remarked(graded, marking_key(Applied("r1", DROP)))) == (0, 10)


def test_an_attempt_that_waits_for_a_grader_waits_on() -> None:
    attempt = remarked(handed_in("rome", "An essay."), marking_key(Applied("r1", ROME)))
    assert (attempt.state, attempt.score, attempt.waiting) == (State.SUBMITTED, None, (ESSAY,))
    assert attempt.marks[CHOICE] == 2


def test_an_essay_that_is_dropped_is_waited_for_no_more() -> None:
    key = marking_key()
    without = MarkingKey(1, (key.entries[CHOICE], corrected(key.entries[ESSAY], [Applied("r1", DROP)])))
    attempt = handed_in("paris", "An essay.")
    mark = machine_mark(attempt, ESSAY, without.entries[ESSAY], {})
    done = attempt.remarked({ESSAY: mark}, settings=SETTINGS, scale=without.scale)
    assert (done.state, done.waiting, points(done)) == (State.GRADED, (), (2, 2))


def test_an_attempt_that_expired_stays_so_with_another_score() -> None:
    begun = Attempt.begin(AttemptId(ADA, EXAM, 1, 1), course=COURSE, settings=SETTINGS, at=NOON)
    key = marking_key()
    expired = begun.submitted(machine_marks(begun, key, {}), SETTINGS, at=NOON, by_timer=True, scale=key.scale)
    assert expired.state is State.EXPIRED
    credited = remarked(expired, marking_key(Applied("r1", CREDIT)))
    assert (credited.state, points(credited)) == (State.EXPIRED, (2, 12))


def test_open_and_abandoned_attempts_have_no_marks() -> None:
    begun = Attempt.begin(AttemptId(ADA, EXAM, 1, 1), course=COURSE, settings=SETTINGS, at=NOON)
    key = marking_key(Applied("r1", CREDIT))
    assert remarked(begun, key) is begun
    assert remarked(begun.abandoned(), key) == begun.abandoned()
    with pytest.raises(AttemptClosed):
        handed_in("rome").abandoned()


def test_corrections_stand_on_each_other() -> None:
    entry: KeyEntry = marking_key().entries[CHOICE]
    assert corrected(entry, []) == entry
    assert corrected(entry, [Applied("r1", CREDIT), Applied("r2", ROME)]) == ROME.of(entry)
    dropped = corrected(entry, [Applied("r1", ROME), Applied("r2", DROP)])
    assert (dropped.points, dropped.key) == (0, ROME.key)


applied = st.lists(st.sampled_from(ALL), max_size=4).map(
    lambda found: [Applied(f"r{place}", each) for place, each in enumerate(found)]
)


@given(st.sampled_from(["paris", "lyon", "rome", "oslo", None]), applied, st.sampled_from(ALL), st.booleans())
def test_a_regrade_and_its_undoing_leave_all_as_it_was(
    chosen: str | None, before: list[Applied], correction: Correction, essay: bool
) -> None:
    was = handed_in(chosen, "An essay." if essay else None, key=marking_key(*before))
    there = remarked(was, marking_key(*before, Applied("new", correction)))
    back = remarked(there, marking_key(*before))
    assert replace(back, rev=was.rev) == was


@given(st.sampled_from(["paris", "lyon", "rome", "oslo", None]), applied)
def test_remarked_is_as_graded_so_from_the_start(chosen: str | None, corrections: list[Applied]) -> None:
    key = marking_key(*corrections)
    again, anew = remarked(handed_in(chosen), key), handed_in(chosen, key=key)
    assert (again.score, again.state, again.marks) == (anew.score, anew.state, anew.marks)
