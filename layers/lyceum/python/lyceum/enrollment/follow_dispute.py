"""Places wait while the payment of their order is disputed."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from lyceum.enrollment.store import disputes
from lyceum.enrollment.store.disputes import DisputeMovedOn
from lyceum.enrollment.store.purchases import bought
from lyceum.kernel.errors import Busy, ChangedInTheMeantime
from lyceum.kernel.events import SYSTEM

ATTEMPTS = 6


def suspend_place(tenant: str, order: str, learner: str, course: str, *, at: datetime) -> None:
    """The place that this order had paid for is suspended, if its payment is disputed still; learning closes by event.

    Who is shut out, or gave the place up, stays as they are; a repeat changes nothing. 2 round trips. Raises Busy.
    """

    def act() -> None:
        before = bought(tenant, learner, course, order)
        after = before.disputed(order, by=SYSTEM, at=at) if before is not None else None
        if after is not None and after != before and after.ban is not None:
            disputes.suspend(after, after.ban, order, at=at)

    _settled(act)


def resume_place(tenant: str, order: str, learner: str, course: str, *, at: datetime) -> None:
    """The place is as it was before the dispute, if none is open any more; a repeat changes nothing.

    A ban that staff has put in its place stays. 2 round trips. Raises Busy.
    """

    def act() -> None:
        before = bought(tenant, learner, course, order)
        if before is not None and before.ban is not None and before.ban.order == order:
            disputes.resume(before, before.ban, order, at=at)

    _settled(act)


def _settled(act: Callable[[], None]) -> None:
    for _ in range(ATTEMPTS):
        with suppress(ChangedInTheMeantime):
            with suppress(DisputeMovedOn):
                act()
            return
    raise Busy("Others keep writing this enrollment.")
