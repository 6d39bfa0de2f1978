"""Give somebody a place in a course: a program of the school that keeps its rosters."""

from datetime import datetime

from lyceum.enrollment import store
from lyceum.enrollment.enroll import take_place
from lyceum.enrollment.errors import AlreadyEnrolled, BannedFromCourse
from lyceum.enrollment.model import Enrollment, Source, Status
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id


def enroll_person(
    caller: Caller, person: str, course: str, *, at: datetime, branch: str | None = None
) -> tuple[Enrollment, bool]:
    """The person's place, and whether it is new: who has one keeps it as it is, so a roster can be sent again.

    By the same rules as they would take it themselves, but whatever they have completed before. Raises as `enroll`, and
    LearnerNotFound; AlreadyEnrolled for who gave the place up. 1 round trip, 2 where there is a place already.
    """
    wanted = Enrollment.begin(Caller(person, caller.tenant), course, source=Source.ADMIN, at=at)
    try:
        return take_place(wanted, Creation(new_id()), branch=branch, by=caller.person), True
    except AlreadyEnrolled:
        kept = store.find(caller.tenant, person, course)
        if kept is None or kept.status is Status.WITHDRAWN:
            raise
        if kept.ban is not None:
            raise BannedFromCourse(course=course) from None
        return kept, False
