"""What a batch adds, counter by counter, and what of it lies beyond a mark."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.insight.counting import MARKS_KEPT, OLDEST, Counted, CourseDay, Occurrence, padded, tallies

ONE = CourseDay("demo", "c1", date(2026, 11, 22))
OTHER = CourseDay("demo", "c1", date(2026, 11, 23))

NUMBERS = st.integers(0, 10**40 - 1)


def at(sequence: int, where: CourseDay = ONE, what: Counted = Counted.ENROLLMENTS, number: int = 1) -> Occurrence:
    return Occurrence(padded(str(sequence)), where, what, number)


@given(NUMBERS, NUMBERS)
def test_the_order_of_texts_is_that_of_numbers(one: int, other: int) -> None:
    assert (padded(str(one)) < padded(str(other))) is (one < other)


@pytest.mark.parametrize("wrong", ["", "-1", "1.5", "１２", "abc", "1" * 41])
def test_nothing_else_is_a_sequence_number(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a sequence number"):
        padded(wrong)


def test_each_day_of_a_course_is_a_counter() -> None:
    first, second = tallies([at(2, OTHER), at(1), at(3, what=Counted.LESSONS_COMPLETED, number=4), at(4)])
    assert (first.where, dict(first.counts())) == (ONE, {"enrollments": 2, "lessons_completed": 4})
    assert (second.where, dict(second.counts())) == (OTHER, {"enrollments": 1})
    assert (first.first, first.last) == (padded("1"), padded("4"))


@given(st.lists(st.integers(0, 50), min_size=1), st.integers(0, 50))
def test_beyond_a_mark_lies_what_is_newer(sequences: list[int], mark: int) -> None:
    (tally,) = tallies(map(at, sequences))
    left = tally.beyond(padded(str(mark)))
    assert (sum(left.counts().values()) if left else 0) == sum(sequence > mark for sequence in sequences)


def test_marks_outlive_whatever_may_still_be_counted() -> None:
    """A record is counted at most OLDEST after it was written, and sealed no earlier than it was counted."""
    assert timedelta(hours=24) <= OLDEST < MARKS_KEPT
