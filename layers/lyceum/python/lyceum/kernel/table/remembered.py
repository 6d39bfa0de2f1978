"""Items that every request needs and that seldom change: read once in a while by each process, not for each request."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from lyceum.kernel.errors import Busy
from lyceum.kernel.table.items import Item, Key
from lyceum.kernel.table.read import get, in_parallel

FRESH_SECONDS = 50.0
"""How old what is remembered may be: a change holds everywhere within a minute."""

STALE_SECONDS = 600.0
"""How old it may be while the table does not answer."""

_MOST = 2_000


@dataclass(frozen=True, slots=True)
class _Seen:
    item: Any
    at: float


_known: dict[tuple[type[Item], Key], _Seen] = {}
_reading = threading.Lock()


def remembered[I: Item](item: type[I], key: Key) -> I | None:
    """The item as it was at most 50 s ago, or None where there was none. Mostly 0 round trips, else 1 (0.5 RCU)."""
    (found,) = all_remembered(item, [key])
    return found


def all_remembered[I: Item](item: type[I], keys: Sequence[Key]) -> list[I | None]:
    """Several, in the order of their keys: 1 round trip for all that are not remembered."""
    seen = [_fresh(item, key) for key in keys]
    if None in seen:
        with _reading:  # many threads that find it old at once read it once
            seen = in_parallel(*(partial(_look, item, key) for key in keys))
    return [one.item for one in seen if one is not None]


def _look(item: type[Item], key: Key) -> _Seen:
    return _fresh(item, key) or _read(item, key)


def _fresh(item: type[Item], key: Key) -> _Seen | None:
    seen = _known.get((item, key))
    return seen if seen is not None and time.monotonic() - seen.at < FRESH_SECONDS else None


def _read(item: type[Item], key: Key) -> _Seen:
    seen, present = _known.get((item, key)), time.monotonic()
    try:
        found = get(item, key)
    except Busy:
        if seen is None or present - seen.at >= STALE_SECONDS:
            raise
        return seen
    if len(_known) >= _MOST:
        _known.clear()
    _known[item, key] = _Seen(found, present)
    return _known[item, key]


def forget() -> None:
    """Remember nothing: for tests, and for a process that has just written what it remembers."""
    _known.clear()
