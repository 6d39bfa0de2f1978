"""A learner's courses, and a course's learners."""

from lyceum.enrollment import store
from lyceum.enrollment.errors import CourseNotFound
from lyceum.enrollment.model import Enrollment
from lyceum.kernel.access import Caller
from lyceum.kernel.directory import Member, members
from lyceum.kernel.pages import Page
from lyceum.kernel.parents import course_of, demand_parent


def my_enrollments(caller: Caller, *, after: str | None, limit: int) -> Page[Enrollment]:
    """The caller's own enrollments with their progress. 1 round trip, ≤ 3 RCU for 20."""
    return store.of_learner(caller.tenant, caller.person, after=after, limit=limit)


def roster(
    caller: Caller, course: str, *, after: str | None, limit: int
) -> Page[tuple[dict[str, object], Member | None]]:
    """Who is enrolled in a course, with names. 2 round trips. Raises CourseNotFound."""
    page = store.of_course(caller.tenant, course, after=after, limit=limit)
    demand_parent(page, course_of(caller.tenant, course), CourseNotFound(course=course), after=after)
    known = members(caller.tenant, (str(card["learner"]) for card in page.items))
    return Page([(card, known.get(str(card["learner"]))) for card in page.items], page.next_key)
