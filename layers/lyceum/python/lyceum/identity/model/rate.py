"""How often a key may be used: fixed windows of a minute, an hour, a day, in UTC (RULES S1-40). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

WINDOWS: Final = {"minute": 60, "hour": 3_600, "day": 86_400}
"""Name → seconds. Each ends where a longer one may end, never the other way round."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests in each window."""

    minute: int = 60
    hour: int = 1_000
    day: int = 10_000


@dataclass(frozen=True, slots=True)
class Usage:
    """How often a key was used, in the windows of its last use."""

    last: datetime | None = None
    minute: int = 0
    hour: int = 0
    day: int = 0

    def within(self, at: datetime) -> "Usage":
        """The counts in the windows of `at`; of one that began since the last use, 0.

        Clocks of two machines differ: a use that seems older than the last one counts in that one's windows.
        """
        if self.last is None:
            return Usage(at)
        at = max(at, self.last)
        same = {name: began(at, name) == began(self.last, name) for name in WINDOWS}
        return Usage(at, *(getattr(self, name) if same[name] else 0 for name in WINDOWS))


DEFAULT_LIMITS: Final = Limits()
UNUSED: Final = Usage()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a client is told of one window."""

    limit: int
    remaining: int
    reset: int
    """Seconds until the window ends, at least 1."""


def exhausted(usage: Usage, limits: Limits, *, at: datetime) -> Standing | None:
    """The longest window that lets no further request in; None where there is one."""
    full = [standing for standing in _standings(usage.within(at), limits, at) if standing.remaining <= 0]
    return max(full, key=lambda standing: standing.reset, default=None)


def after(usage: Usage, limits: Limits, *, at: datetime) -> Standing:
    """The window with the least requests left after one more at `at`."""
    now = usage.within(at)
    counted = Usage(now.last, now.minute + 1, now.hour + 1, now.day + 1)
    return min(_standings(counted, limits, at), key=lambda standing: standing.remaining)


def began(at: datetime, window: str) -> datetime:
    """When the window that `at` lies in began."""
    seconds = WINDOWS[window]
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)


def ends(at: datetime, window: str) -> datetime:
    """When it ends: the first instant of the next one."""
    return began(at, window) + timedelta(seconds=WINDOWS[window])


def _standings(usage: Usage, limits: Limits, at: datetime) -> Iterator[Standing]:
    last = usage.last or at
    for name in WINDOWS:
        limit = getattr(limits, name)
        left = (ends(last, name) - at).total_seconds()
        yield Standing(limit, max(0, limit - getattr(usage, name)), max(1, -int(-left // 1)))
