"""End places whose money went back."""

from datetime import datetime

from lyceum.enrollment import store
from lyceum.enrollment.model import Enrollment
from lyceum.enrollment.seats import with_guess
from lyceum.enrollment.store.purchases import bought
from lyceum.kernel.errors import Busy
from lyceum.kernel.events import SYSTEM

ATTEMPTS = 6


def end_purchase(tenant: str, order: str, learner: str, course: str, *, seat_is_free: bool, at: datetime) -> None:
    """The place that this order had paid for is withdrawn, and its seat is free; a repeat changes nothing.

    A place that came about otherwise, or was bought again since, stays. `seat_is_free`: the order has given its seat
    back itself. 2 round trips, and one more where this process guesses wrong whether the course counts its seats.
    Raises Busy. Source: FEATURES CO7.
    """
    for _ in range(ATTEMPTS):
        before = bought(tenant, learner, course, order)
        after = before.bought_back(at) if before is not None else None
        if before is None or after is None or after == before:
            return
        try:
            _write(before, after, at=at, frees_seat=not seat_is_free)
        except store.EnrollmentChanged:
            continue
        return
    raise Busy("Others keep writing this enrollment.")


def _write(before: Enrollment, after: Enrollment, *, at: datetime, frees_seat: bool) -> None:
    def write(counted: bool) -> None:
        store.withdraw(before, after, at=at, seats_are_counted=counted, actor=SYSTEM, frees_seat=frees_seat)

    with_guess((after.tenant, after.course), write)
