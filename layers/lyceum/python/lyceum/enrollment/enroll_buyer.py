"""Give a buyer the place that they have paid for: a task of commerce's workflow."""

from datetime import datetime

from lyceum.enrollment.model import Enrollment, Source
from lyceum.enrollment.store.purchases import PlaceGivenUp, admit, readmit
from lyceum.kernel.access import Caller


def enroll_buyer(tenant: str, learner: str, course: str, order: str, *, held: bool, at: datetime) -> None:
    """The buyer's place, with source `purchase`; the same order once more changes nothing. 1 round trip.

    Who had given the place up goes on where they were; 1 round trip more. Raises AlreadyEnrolled, BannedFromCourse,
    PurchaseOver, SeatNeeded, CourseNotFound, Busy (FEATURES CO3; RULES S3-9).
    """
    place = Enrollment.begin(Caller(learner, tenant), course, source=Source.PURCHASE, at=at)
    try:
        admit(place, order, held=held)
    except PlaceGivenUp as before:
        readmit(before.enrollment, place, order, held=held)
