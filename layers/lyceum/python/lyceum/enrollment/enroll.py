"""Take a place in a course."""

from datetime import datetime

from lyceum.enrollment import store
from lyceum.enrollment.errors import BranchNeeded, CourseFull
from lyceum.enrollment.model import Enrollment, Source, refusal
from lyceum.enrollment.seats import with_guess
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy
from lyceum.kernel.setting_catalogue import LIMIT_COURSES
from lyceum.kernel.tenant_settings import setting

_full: set[tuple[str, str]] = set()
"""Courses that were full when last asked here: an eventual read turns callers away before the transaction."""

_required: dict[tuple[str, str], tuple[str, ...]] = {}
"""Courses that a course demands, as this process last saw it: a wrong guess costs one round trip, nothing else."""

_REMEMBERED = 10_000
_TRIES = 3


def enroll(caller: Caller, course: str, *, creation: Creation, at: datetime, branch: str | None = None) -> Enrollment:
    """Give the caller a place in a free, open course with a seat left.

    A course that demands a branch, as its offer or the setting `branches.limit_courses` says, is taken through one:
    `branch`, or else one of the caller's own that may use the course (2 round trips to find it).
    Raises CourseNotFound, AlreadyEnrolled, CourseFull, EnrollmentClosed, PaymentNeeded, BranchNeeded, BranchRefused,
    PrerequisiteMissing, BannedFromCourse (RULES S1-11, S1-16, S3-9, S4-3).
    """
    return take_place(Enrollment.begin(caller, course, source=Source.SELF, at=at), creation, branch=branch)


def take_place(enrollment: Enrollment, creation: Creation, *, branch: str | None, by: str | None = None) -> Enrollment:
    """Keep the enrollment as `enroll` does; `by`: who gives the place, where that is not the learner.

    Raises as `enroll`, and LearnerNotFound where `by` gives it to who is no active member.
    """
    tenant, learner, course = enrollment.tenant, enrollment.learner, enrollment.course
    place = (tenant, course)
    if place in _full:
        verdict = refusal(store.find_offer(tenant, course), course)
        if isinstance(verdict, CourseFull) and store.find(tenant, learner, course) is None:
            raise verdict
        _full.discard(place)
    if branch is not None:
        enrollment = enrollment.through(branch)
    elif setting(tenant, LIMIT_COURSES):
        enrollment = _through_own(enrollment)
    try:
        return _add(enrollment, creation, place, by)
    except store.OfferDemandsBranch:
        return _add(_through_own(enrollment), creation, place, by)
    except CourseFull:
        _remember(_full, place)
        raise


def _through_own(enrollment: Enrollment) -> Enrollment:
    branch = store.way_in(enrollment.tenant, enrollment.learner, enrollment.course)
    if branch is None:
        raise BranchNeeded(course=enrollment.course)
    return enrollment.through(branch)


def _add(enrollment: Enrollment, creation: Creation, place: tuple[str, str], by: str | None) -> Enrollment:
    for _ in range(_TRIES):
        required = _required.get(place, ())

        def write(counted: bool, required: tuple[str, ...] = required) -> Enrollment:
            return store.add(enrollment, creation, seats_are_counted=counted, by=by, required=required)

        try:
            return with_guess(place, write)
        except store.OfferDemandsCourses as demanded:
            if len(_required) >= _REMEMBERED:
                _required.clear()
            _required[place] = demanded.courses
    raise Busy("The course is being published over and over.")


def _remember(places: set[tuple[str, str]], place: tuple[str, str]) -> None:
    if len(places) >= _REMEMBERED:
        places.clear()
    places.add(place)
