"""Give up a place in a course."""

from datetime import datetime

from lyceum.enrollment import store
from lyceum.enrollment.errors import EnrollmentNotFound
from lyceum.enrollment.model import Enrollment, WithdrawalReason
from lyceum.enrollment.seats import with_guess
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy

ATTEMPTS = 6


def withdraw(caller: Caller, course: str, *, reason: WithdrawalReason, at: datetime) -> Enrollment:
    """The caller's enrollment, withdrawn with date and reason; its seat is free for others. A repeat changes nothing.

    Raises EnrollmentNotFound, EnrollmentEnded, Busy. 2 round trips; one more where this process guesses wrong whether
    the course counts its seats. Source: RULES S1-16.
    """
    before = store.find(caller.tenant, caller.person, course)
    for _ in range(ATTEMPTS):
        if before is None:
            raise EnrollmentNotFound(course=course)
        after = before.withdrawn(reason, at)
        if after == before:
            return before
        try:
            _write(before, after, at=at)
        except store.EnrollmentChanged as changed:
            before = changed.enrollment  # learning told its progress meanwhile, or this write's answer was lost
        else:
            return after
    raise Busy("Others keep writing this enrollment.")


def _write(before: Enrollment, after: Enrollment, *, at: datetime) -> None:
    place = (after.tenant, after.course)
    with_guess(place, lambda counted: store.withdraw(before, after, at=at, seats_are_counted=counted))
