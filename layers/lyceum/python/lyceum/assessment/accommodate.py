"""Grant a learner more than others have, and let attempts that are open already have it, too (WISHES 12)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lyceum.assessment.errors import AccommodationNotFound, AssessmentNotFound, CourseNotFound, OwnAccommodation
from lyceum.assessment.extend_attempts import extend_attempts
from lyceum.assessment.model.accommodation import Accommodation
from lyceum.assessment.model.terms import Terms
from lyceum.assessment.store import accommodations, assessments, course_assignments
from lyceum.assessment.store.items import course_key
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.parents import demand_parent


@dataclass(frozen=True, slots=True)
class Place:
    """For whom, and where: in every assessment and assignment of a course, or in one."""

    learner: str
    course: str
    assessment: str | None = None
    """Also the id of an assignment."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Some accommodations."""

    items: Sequence[Accommodation]
    next_key: str | None


def accommodate(
    caller: Caller, place: Place, terms: Terms, *, expected_revision: int | None, at: datetime
) -> Accommodation:
    """Let these terms hold for a learner, in the place of those before. Attempts that are open get what is more in them
    at once, and lose nothing.

    Raises InvalidAccommodation, OwnAccommodation, AssessmentNotFound, CourseLearnerNotFound, ChangedInTheMeantime.
    3 round trips and 2 for each open attempt; 1 more for an assessment, 2 for an assignment.
    """
    terms.check()
    if place.learner == caller.person:
        raise OwnAccommodation
    _demand_assessment(caller.tenant, place)
    before = accommodations.find(caller.tenant, place.learner, place.course, place.assessment)
    revision = before.rev if before is not None else 0
    if expected_revision is not None and expected_revision != revision:
        raise ChangedInTheMeantime
    granted = before
    if granted is None or granted.terms != terms:
        new = Accommodation(
            learner=place.learner,
            course=place.course,
            assessment=place.assessment,
            terms=terms,
            granted_by=caller.person,
            granted_at=at,
            rev=revision,
        )
        accommodations.keep(caller.tenant, new)
        granted = replace(new, rev=revision + 1)
    extend_attempts(caller.tenant, place.learner, place.course, place.assessment, actor=caller.person, at=at)
    return granted


def find_accommodation(caller: Caller, place: Place) -> Accommodation:
    """What was granted there. Raises AssessmentNotFound, AccommodationNotFound.

    1 round trip; 2 for an assessment, 3 for an assignment.
    """
    _demand_assessment(caller.tenant, place)
    found = accommodations.find(caller.tenant, place.learner, place.course, place.assessment)
    if found is None:
        raise AccommodationNotFound
    return found


def list_accommodations(caller: Caller, course: str, *, after: str | None, limit: int) -> Listed:
    """What makes a difference in a course. 1 round trip; 2 where there is nothing. Raises CourseNotFound."""
    page = accommodations.of_course(caller.tenant, course, after=after, limit=limit)
    demand_parent(page, course_key(caller.tenant, course), CourseNotFound(course=course), after=after)
    return Listed(page.items, page.next_key)


def my_accommodations(caller: Caller) -> Sequence[Accommodation]:
    """What the caller was granted and still has. 1 round trip."""
    return [each for each in accommodations.of_learner(caller.tenant, caller.person) if each.gives_something]


def _demand_assessment(tenant: str, place: Place) -> None:
    if place.assessment is None:
        return
    found = assessments.find_if_there(tenant, place.assessment)
    course = found.course if found is not None else course_assignments.course_of(tenant, place.assessment)
    if course != place.course:
        raise AssessmentNotFound(assessment=place.assessment)
