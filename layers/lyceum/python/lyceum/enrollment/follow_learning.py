"""Keep the enrollment in step with what learning tells."""

from datetime import datetime
from decimal import Decimal

from lyceum.enrollment import store
from lyceum.enrollment.errors import EnrollmentNotFound


def describe_enrollment(tenant: str, learner: str, course: str, *, version: int, at: datetime) -> None:
    """Learning opened on a version: the enrollment keeps it, and the title for the learner's list (RULES S1-16)."""
    offer = store.find_offer(tenant, course)
    store.describe(tenant, learner, course, version=version, title=offer.title if offer else None, at=at)


def copy_progress(
    tenant: str, learner: str, course: str, *, percent: Decimal, completed: bool, rev: int, at: datetime
) -> None:
    """Copy percent and state from a newer progress; an older or repeated one changes nothing."""
    enrollment = store.find(tenant, learner, course)
    if enrollment is None:
        raise EnrollmentNotFound(course=course)
    try:
        store.follow(enrollment.completed(at) if completed else enrollment.moved(percent), progress_rev=rev, at=at)
    except store.NotNewer:
        return
