"""Fixed windows: the counts after a use, and what is left."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.kernel.limits import Counts, TooOften, Window, allowance, counted

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE, HOUR = Window(timedelta(minutes=1), 3), Window(timedelta(hours=1), 5)


def test_windows_begin_at_multiples_of_their_length() -> None:
    assert MINUTE.number(NOON + timedelta(seconds=59)) == MINUTE.number(NOON)
    assert MINUTE.number(NOON + timedelta(seconds=60)) == MINUTE.number(NOON) + 1
    assert MINUTE.resets_in(NOON + timedelta(seconds=20)) == 40


def test_a_full_window_says_when_to_come_again() -> None:
    counts: Counts = {}
    for _ in range(3):
        counts = counted(counts, [MINUTE, HOUR], NOON)
    with pytest.raises(TooOften) as refused:
        counted(counts, [MINUTE, HOUR], NOON + timedelta(seconds=10))
    assert refused.value.retry_after == 50


def test_of_two_full_windows_the_longer_wait_is_said() -> None:
    with pytest.raises(TooOften) as refused:
        counted({60: (MINUTE.number(NOON), 3), 3600: (HOUR.number(NOON), 5)}, [MINUTE, HOUR], NOON)
    assert refused.value.retry_after == 3600


def test_what_is_left_is_that_of_the_tightest() -> None:
    counts = counted({3600: (HOUR.number(NOON), 3)}, [MINUTE, HOUR], NOON)
    left = allowance(counts, [MINUTE, HOUR], NOON)
    assert (left.limit, left.remaining, left.resets_in) == (5, 1, 3600)


@given(st.lists(st.integers(0, 200), max_size=60))
def test_never_more_than_allowed_in_any_window(pauses: list[int]) -> None:
    """Against a naive reference that remembers every use."""
    counts: Counts = {}
    at, used = NOON, list[datetime]()
    for pause in pauses:
        at += timedelta(seconds=pause)
        expected = all(
            sum(window.number(one) == window.number(at) for one in used) < window.most for window in (MINUTE, HOUR)
        )
        try:
            counts = counted(counts, [MINUTE, HOUR], at)
        except TooOften:
            assert not expected
        else:
            assert expected
            used.append(at)
