"""Give a buyer the place that they have paid for: a task of commerce's workflow."""

from datetime import datetime

from lyceum.enrollment.model import Enrollment, Source
from lyceum.enrollment.store.purchases import admit
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation


def enroll_buyer(tenant: str, learner: str, course: str, order: str, *, held: bool, at: datetime) -> None:
    """The buyer's place, with source `purchase`; the same order once more changes nothing. 1 round trip.

    Raises AlreadyEnrolled, BannedFromCourse, PurchaseOver, SeatNeeded, CourseNotFound (FEATURES CO3; RULES S3-9).
    """
    place = Enrollment.begin(Caller(learner, tenant), course, source=Source.PURCHASE, at=at)
    cause = Creation.of(f"order-{order}", tenant=tenant, caller=learner, operation="purchase", body=course)
    admit(place, cause, order, held=held)
