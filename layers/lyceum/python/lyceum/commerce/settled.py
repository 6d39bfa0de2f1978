"""Doing something to an order until nobody else was quicker."""

from collections.abc import Callable

from lyceum.kernel.contention import rounds
from lyceum.kernel.errors import Busy, ChangedInTheMeantime

ATTEMPTS = 8


def settled[R](act: Callable[[], R]) -> R:
    """What `act` answers, which reads and writes under the revision that it read. Raises Busy."""
    for _ in rounds(ATTEMPTS, first_pause=0.05):
        try:
            return act()
        except ChangedInTheMeantime:
            continue
    raise Busy("Others keep writing this order.")
