"""The facts of a learner's progress: how it begins, whom it is open to, and which of two facts holds."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.kernel.ids import new_id
from lyceum.learning.model.progress import (
    CLOCK_SKEW,
    KEPT_POSITIONS,
    Access,
    Position,
    Progress,
    Result,
    bounded_ahead,
)
from tests.published_course import NOON

COURSE = new_id()
SECOND = timedelta(seconds=1)
BEGUN = Progress.begin("acme", "ada", COURSE, version=3, at=NOON)
NOW = NOON + timedelta(days=1)


def test_progress_begins_with_nothing_done_on_its_version() -> None:
    assert Progress.begin("acme", "ada", COURSE, version=3, at=NOON + timedelta(microseconds=999_999)) == Progress(
        tenant="acme",
        learner="ada",
        course=COURSE,
        version=3,
        opened_at=NOON,
        access=Access.ACTIVE,
        access_ends=None,
        completions={},
        positions={},
        results={},
        percent=Decimal(0),
        completed_at=None,
        evidence=None,
        rev=0,
    )


@pytest.mark.parametrize(
    ("access", "ends", "has"),
    [
        (Access.ACTIVE, None, True),
        (Access.ACTIVE, NOW + SECOND, True),
        (Access.ACTIVE, NOW, False),
        (Access.SUSPENDED, None, False),
        (Access.ENDED, NOW + SECOND, False),
    ],
)
def test_a_course_is_open_while_access_is_active_and_has_not_run_out(
    access: Access, ends: datetime | None, has: bool
) -> None:
    assert replace(BEGUN, access=access, access_ends=ends).has_access(NOW) is has


@given(st.integers(-400, 400), st.integers(0, 999_999))
def test_a_device_s_clock_runs_at_most_five_minutes_ahead(seconds: int, microseconds: int) -> None:
    at = NOW + timedelta(seconds=seconds, microseconds=microseconds)
    expected = min(NOW + timedelta(seconds=seconds), NOW + timedelta(minutes=5))
    assert bounded_ahead(at, now=NOW) == expected
    assert timedelta(minutes=5) == CLOCK_SKEW


def test_a_position_lies_between_the_opening_of_the_course_and_the_bound_ahead() -> None:
    for at, placed in ((NOON - SECOND, NOON), (NOW, NOW), (NOW + 2 * CLOCK_SKEW, NOW + CLOCK_SKEW)):
        assert BEGUN.placed(Position(at, 7, 9), now=NOW) == Position(placed, 7, 9)


@given(st.permutations(range(15)), st.integers(0, 14))
def test_the_positions_kept_are_the_newest_ten(order: list[int], alike: int) -> None:
    """Of those at the same instant, always the same ones, in whatever order they come."""
    moments = {f"l{number * 7 % 15:02}": NOON + timedelta(minutes=max(number, alike)) for number in order}
    progress = BEGUN
    for lesson, at in moments.items():
        progress = progress.moved(lesson, Position(at, 5), now=NOW)
    newest = sorted(moments, key=lambda lesson: (moments[lesson], lesson), reverse=True)[:KEPT_POSITIONS]
    assert set(progress.positions) == set(newest)
    assert len(newest) == 10


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 100), st.booleans()), min_size=1, max_size=8))
def test_until_it_is_known_what_counts_the_best_attempt_holds(told: list[tuple[int, int, bool]]) -> None:
    """A pass is better than any percent without."""
    progress = BEGUN
    for minutes, percent, passed in told:
        at = NOON + timedelta(minutes=minutes)
        progress = progress.graded("a1", Result(at, 1, Decimal(percent), passed=passed, settled=False))
    kept = progress.results["a1"]
    assert (kept.passed, kept.percent) == max((passed, Decimal(percent)) for _, percent, passed in told)


def test_results_of_other_assessments_stay() -> None:
    result = Result(NOON, 1, Decimal(50), passed=False, settled=False)
    progress = BEGUN.graded("a1", result).graded("a2", replace(result, percent=Decimal(20)))
    assert {id: one.percent for id, one in progress.results.items()} == {"a1": 50, "a2": 20}
    assert replace(progress, results={}) == BEGUN
