"""Fixed windows at their borders, against a naive reference that remembers every use."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lyceum.identity.model.rate import (
    DEFAULT_LIMITS,
    UNUSED,
    WINDOWS,
    Limits,
    Standing,
    Usage,
    after,
    began,
    ends,
    exhausted,
)

MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)
STEPS = st.lists(
    st.one_of(
        st.integers(0, 3_000).map(lambda ms: timedelta(milliseconds=ms)),
        st.sampled_from([timedelta(seconds=59.999), timedelta(minutes=59), timedelta(hours=23, minutes=59)]),
    ),
    max_size=60,
)
LIMITS = st.builds(Limits, st.integers(1, 4), st.integers(1, 8), st.integers(1, 12))


class Remembering:
    """Keeps each use that was let in, and counts those in the window of an instant."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.uses = limits, list[datetime]()

    def counts(self, at: datetime) -> dict[str, int]:
        number = {name: int(at.timestamp()) // seconds for name, seconds in WINDOWS.items()}
        return {
            name: sum(int(use.timestamp()) // seconds == number[name] for use in self.uses)
            for name, seconds in WINDOWS.items()
        }

    def lets_in(self, at: datetime) -> bool:
        full = any(count >= getattr(self.limits, name) for name, count in self.counts(at).items())
        if not full:
            self.uses.append(at)
        return not full


def counted(usage: Usage, at: datetime) -> Usage:
    now = usage.within(at)
    return Usage(now.last, now.minute + 1, now.hour + 1, now.day + 1)


@given(STEPS, LIMITS, st.integers(0, 86_399_999))
def test_windows_let_in_what_a_full_memory_would(steps: list[timedelta], limits: Limits, began: int) -> None:
    at, usage, naive = MIDNIGHT + timedelta(milliseconds=began), Usage(), Remembering(limits)
    for step in steps:
        at += step
        full = exhausted(usage, limits, at=at)
        assert (full is None) == naive.lets_in(at)
        if full is None:
            left = after(usage, limits, at=at)
            usage = counted(usage, at)
            assert (usage.minute, usage.hour, usage.day) == tuple(naive.counts(at).values())
            assert left.remaining == min(getattr(limits, name) - n for name, n in naive.counts(at).items())
        else:
            # Told when to come again, the client is let in then, if it was not early.
            assert exhausted(usage, limits, at=at + timedelta(seconds=full.reset)) is None


def test_the_last_instant_of_a_minute_and_the_first_of_the_next() -> None:
    full = Usage(MIDNIGHT + timedelta(seconds=59.999), 60, 60, 60)
    last = exhausted(full, Limits(), at=MIDNIGHT + timedelta(seconds=59.999))
    assert last is not None
    assert (last.limit, last.remaining, last.reset) == (60, 0, 1)
    assert exhausted(full, Limits(), at=MIDNIGHT + timedelta(seconds=60)) is None


def test_the_longest_full_window_is_the_one_to_wait_for() -> None:
    noon = MIDNIGHT + timedelta(hours=12, minutes=30, seconds=30)
    full = Usage(noon, 60, 1_000, 10_000)
    waits = exhausted(full, Limits(), at=noon)
    assert waits is not None
    assert (waits.limit, waits.reset) == (10_000, 41_370)


def test_a_slow_clock_counts_in_the_windows_of_the_last_use() -> None:
    later = MIDNIGHT + timedelta(seconds=60.5)
    slow = MIDNIGHT + timedelta(seconds=59.9)
    assert Usage(later, 5, 5, 5).within(slow) == Usage(later, 5, 5, 5)
    assert exhausted(Usage(later, 60, 60, 60), Limits(), at=slow) is not None
    # That minute ends 60.1 seconds later by the slow clock.
    assert after(Usage(later, 5, 5, 5), Limits(10, 1_000, 10_000), at=slow) == Standing(10, 4, 61)


def test_windows_are_those_of_the_clock() -> None:
    at = datetime(2026, 11, 22, 12, 34, 56, 789_000, tzinfo=UTC)
    assert [began(at, name) for name in ("minute", "hour", "day")] == [
        datetime(2026, 11, 22, 12, 34, tzinfo=UTC),
        datetime(2026, 11, 22, 12, tzinfo=UTC),
        MIDNIGHT,
    ]
    assert [ends(at, name) for name in ("minute", "hour", "day")] == [
        datetime(2026, 11, 22, 12, 35, tzinfo=UTC),
        datetime(2026, 11, 22, 13, tzinfo=UTC),
        MIDNIGHT + timedelta(days=1),
    ]


def test_who_says_nothing_has_the_usual_limits() -> None:
    assert Limits(minute=60, hour=1_000, day=10_000) == Limits() == DEFAULT_LIMITS
    assert Usage(last=None, minute=0, hour=0, day=0) == Usage() == UNUSED


def test_each_window_counts_one_use_more() -> None:
    used = Usage(MIDNIGHT, 5, 5, 5)
    lefts = [after(used, limits, at=MIDNIGHT) for limits in (Limits(9, 99, 99), Limits(99, 9, 99), Limits(99, 99, 9))]
    assert lefts == [Standing(9, 3, 60), Standing(9, 3, 3_600), Standing(9, 3, 86_400)]


def test_the_first_use_of_all() -> None:
    assert exhausted(Usage(), Limits(1, 1, 1), at=MIDNIGHT) is None
    left = after(Usage(), Limits(), at=MIDNIGHT)
    assert (left.limit, left.remaining, left.reset) == (60, 59, 60)
