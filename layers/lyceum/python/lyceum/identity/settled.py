"""Read, decide, write if nothing changed since, and once more where something did."""

from collections.abc import Callable

from lyceum.kernel.errors import Busy, ChangedInTheMeantime, NotFound

ATTEMPTS = 4


def settled[R](act: Callable[[], R], *, wanted: int | None = None) -> R:
    """What `act` gives. It is repeated where others wrote in between, unless a revision was `wanted`.

    Raises Busy, and ChangedInTheMeantime where the caller wanted a revision that is no more.
    """
    for _ in range(ATTEMPTS):
        try:
            return act()
        except ChangedInTheMeantime:
            if wanted is not None:
                raise
    raise Busy("Others are changing the same thing.")


def settled_without(act: Callable[[], None], *, gone: type[NotFound], wanted: int | None = None) -> None:
    """As `settled`, for taking something away: where it is gone at a repeat, our own write whose answer was lost, or
    another's, has done what was wanted.
    """
    tried = 0

    def once_more() -> None:
        nonlocal tried
        tried += 1
        try:
            act()
        except gone:
            if tried == 1:
                raise

    settled(once_more, wanted=wanted)
