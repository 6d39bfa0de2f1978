"""A row of the gradebook: in whatever order results come, the same row; and what is computed from it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.gradebooks.errors import GradeLocked
from lyceum.assessment.model.gradebook import (
    AssessmentResult,
    AttemptResult,
    Cell,
    CourseGrade,
    GradeLock,
    GradeStatus,
    Mark,
    Shown,
)
from lyceum.assessment.model.settings import ScorePolicy
from tests.unit.assessment.samples import ADA, BOB, COURSE, EXAM, NOON

EMPTY = CourseGrade(ADA, COURSE)


def rules(weight: int = 1, pass_mark: int = 60, policy: ScorePolicy = ScorePolicy.HIGHEST) -> AssessmentResult:
    return AssessmentResult(Decimal(weight), policy, Decimal(pass_mark))


def result(percent: int, rev: int = 1) -> AttemptResult:
    return AttemptResult(rev, Decimal(percent))


def test_before_anything_is_graded_there_is_no_grade() -> None:
    assert (EMPTY.results, EMPTY.rev, EMPTY.shown.current) == ({}, 0, None)
    assert rules().attempts == {}
    assert rules().percent == 0
    assert not rules().passed


def test_what_was_kept_in_few_words_says_nothing_more() -> None:
    assert result(40).points is None
    assert Mark(Decimal(1), BOB, NOON).note == ""
    assert (Cell(Decimal(1)).passed, Cell(Decimal(1)).overridden) == (False, False)
    assert Shown() == Shown(None, None, None, None, {}, frozenset(), frozenset(), 0)
    assert (EMPTY.marks, EMPTY.lock, EMPTY.status) == ({}, None, GradeStatus.CURRENT)


def test_a_former_row_shows_each_assessment_and_their_mean_by_weight() -> None:
    row = EMPTY.recorded(EXAM, 1, result(80), rules(weight=3)).recorded("other", 1, result(40), rules(weight=1))
    assert Shown.of_former(row.results) == Shown(
        Decimal(70), cells={EXAM: Cell(Decimal(80), passed=True), "other": Cell(Decimal(40))}
    )


def test_what_a_person_says_of_an_item_replaces_what_was_said_of_it_and_can_be_taken_back() -> None:
    first, second = Mark(Decimal(5), BOB, NOON), Mark(None, BOB, NOON, "Ill")
    row = EMPTY.marked("talk", first).marked("lab", first).marked("talk", second)
    assert row.marks == {"talk": second, "lab": first}
    assert row.marked("talk", None).marks == {"lab": first}
    assert EMPTY.marked("talk", None) == EMPTY


def test_nothing_but_unlocking_changes_a_locked_grade() -> None:
    lock = GradeLock(BOB, NOON, "Term is over", GradeStatus.INCOMPLETE, False, "{}")
    row = EMPTY.locked(lock)
    assert (row.lock, row.status) == (lock, GradeStatus.INCOMPLETE)
    with pytest.raises(GradeLocked):
        row.locked(lock)
    with pytest.raises(GradeLocked):
        row.marked("talk", None)
    assert row.recorded(EXAM, 1, result(80), rules()).results[EXAM].percent == 80
    assert row.unlocked() == EMPTY


def test_the_grade_is_the_weighted_mean_of_what_counts() -> None:
    row = EMPTY.recorded(EXAM, 1, result(40), rules(weight=3)).recorded(EXAM, 2, result(90), rules(weight=3))
    row = row.recorded("other", 1, result(50), rules(weight=1))
    assert row.results[EXAM].percent == 90
    assert Shown.of_former(row.results).current == 80
    assert (row.learner, row.course, row.rev) == (ADA, COURSE, 0)


@pytest.mark.parametrize(("percent", "passed"), [(59, False), (60, True), (61, True)])
def test_reaching_the_pass_mark_is_passing(percent: int, passed: bool) -> None:
    assert EMPTY.recorded(EXAM, 1, result(percent), rules()).results[EXAM].passed is passed


def test_a_regraded_attempt_replaces_and_an_older_or_repeated_one_does_not() -> None:
    row = EMPTY.recorded(EXAM, 1, result(80, rev=4), rules(weight=2))
    assert row.recorded(EXAM, 1, result(30, rev=3), rules(weight=9)) is row
    assert row.recorded(EXAM, 1, result(30, rev=4), rules(weight=9)) is row
    regraded = row.recorded(EXAM, 1, result(30, rev=5), rules(weight=9))
    assert regraded.results[EXAM].attempts == {1: result(30, rev=5)}
    assert regraded.results[EXAM].weight == 9


def test_the_rules_of_the_latest_attempt_hold() -> None:
    row = EMPTY.recorded(EXAM, 2, result(80), rules(weight=2))
    assert row.recorded(EXAM, 1, result(90), rules(weight=9)).results[EXAM].weight == 2
    assert row.recorded(EXAM, 3, result(90), rules(weight=9)).results[EXAM].weight == 9


TOLD = st.lists(
    st.tuples(st.sampled_from([EXAM, "other"]), st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=12
)


@given(TOLD, st.data())
def test_any_order_and_any_repetition_end_in_the_same_row(
    told: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    """Source: the bus keeps no order and repeats; the newest revision of each attempt counts."""
    shuffled = data.draw(st.permutations([*told, *told[:3]]))
    rows = []
    for order in (told, shuffled):
        row = EMPTY
        for assessment, number, rev in order:
            row = row.recorded(assessment, number, result(number * 10 + rev, rev), rules(weight=number * 10 + rev))
        rows.append(row)
    newest: dict[tuple[str, int], int] = {}
    for assessment, number, rev in told:
        newest[assessment, number] = max(rev, newest.get((assessment, number), 0))
    assert rows[0] == rows[1]
    assert {(id, number): one.rev for id, each in rows[0].results.items() for number, one in each.attempts.items()} == (
        newest
    )
    for id, each in rows[0].results.items():
        latest = max(each.attempts)
        assert each.weight == latest * 10 + newest[id, latest]
