"""Take a place in a course."""

from datetime import datetime

from lyceum.enrollment import store
from lyceum.enrollment.errors import CourseFull
from lyceum.enrollment.model import Enrollment, Source, refusal
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation

_counted: dict[tuple[str, str], bool] = {}
"""Whether a course counts its seats, as this process last saw it. A wrong guess costs one round trip, nothing else."""

_full: set[tuple[str, str]] = set()
"""Courses that were full when last asked here: an eventual read turns callers away before the transaction."""

_REMEMBERED = 10_000


def enroll(caller: Caller, course: str, *, creation: Creation, at: datetime) -> Enrollment:
    """Give the caller a place in a free, open course with a seat left.

    Raises CourseNotFound, AlreadyEnrolled, CourseFull, EnrollmentClosed, PaymentNeeded (RULES S1-11, S1-16, S3-9).
    """
    place = (caller.tenant, course)
    if place in _full:
        verdict = refusal(store.find_offer(caller.tenant, course), course)
        if isinstance(verdict, CourseFull) and store.find(caller.tenant, caller.person, course) is None:
            raise verdict
        _full.discard(place)
    enrollment = Enrollment.begin(caller, course, source=Source.SELF, at=at)
    try:
        return _add(enrollment, creation, place)
    except CourseFull:
        _remember(_full, place)
        raise


def _add(enrollment: Enrollment, creation: Creation, place: tuple[str, str]) -> Enrollment:
    counted = _counted.get(place, False)
    try:
        return store.add(enrollment, creation, seats_are_counted=counted)
    except store.OfferHasSeats:
        if len(_counted) >= _REMEMBERED:
            _counted.clear()
        _counted[place] = not counted
        return store.add(enrollment, creation, seats_are_counted=not counted)


def _remember(places: set[tuple[str, str]], place: tuple[str, str]) -> None:
    if len(places) >= _REMEMBERED:
        places.clear()
    places.add(place)
