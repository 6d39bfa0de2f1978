"""Keep the enrollment in step with what learning tells."""

from datetime import datetime
from decimal import Decimal

from lyceum.enrollment import store
from lyceum.enrollment.errors import EnrollmentNotFound
from lyceum.kernel.errors import Busy

ATTEMPTS = 6


def describe_enrollment(tenant: str, learner: str, course: str, *, version: int, at: datetime) -> None:
    """Keep the version that learning opened on, and the course's title for the learner's list (RULES S1-16).

    A repeat changes nothing. 2 round trips. Raises EnrollmentNotFound.
    """
    offer = store.find_offer(tenant, course)
    store.describe(tenant, learner, course, version=version, title=offer.title if offer else None, at=at)


def copy_progress(
    tenant: str, learner: str, course: str, *, percent: Decimal, completed: bool, rev: int, at: datetime
) -> None:
    """Copy percent and state from a newer progress; an older or repeated one changes nothing. 2 round trips.

    Raises EnrollmentNotFound, Busy. Source: RULES S1-16, S2-12.
    """
    before = store.find(tenant, learner, course)
    for _ in range(ATTEMPTS):
        if before is None:
            raise EnrollmentNotFound(course=course)
        after = before.completed(at, progress_rev=rev) if completed else before.moved(percent, progress_rev=rev)
        if after == before:
            return
        try:
            store.follow(before, after, at=at)
        except store.EnrollmentChanged as changed:
            before = changed.enrollment
        else:
            return
    raise Busy("Others keep writing this enrollment.")
