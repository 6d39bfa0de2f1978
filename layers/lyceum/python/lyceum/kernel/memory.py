"""What an environment may remember between requests, and for how long: the reason why authorizing costs no read."""

import time
from typing import Any, Final

from cachetools import TTLCache

SECONDS: Final = 50
"""A right that was taken away is gone within a minute: this long in memory, and the rest for reading behind writes."""

_ALL: list[TTLCache[Any, Any]] = []


def ticks() -> float:
    """Seconds of a clock that never goes back, for measuring how old something in memory is. Tests put their own."""
    return time.monotonic()


def remembered[K, V](*, most: int) -> TTLCache[K, V]:
    """A memory of at most `most` things, each for `SECONDS`; the least recently used make way."""
    made: TTLCache[K, V] = TTLCache(maxsize=most, ttl=SECONDS, timer=lambda: ticks())
    _ALL.append(made)
    return made


def forget() -> None:
    """Forget everything, as a new environment would: for tests that do not want to wait."""
    for memory in _ALL:
        memory.clear()
