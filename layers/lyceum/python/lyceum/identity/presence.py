"""Who is online (FEATURES ID11)."""

from collections.abc import Mapping
from datetime import datetime

from lyceum.identity.errors import CourseNotFound
from lyceum.identity.store import presence
from lyceum.kernel.access import Caller
from lyceum.kernel.directory import Member, members
from lyceum.kernel.pages import Page
from lyceum.kernel.parents import course_of, demand_parent


def say_here(caller: Caller, *, course: str | None, shown: bool | None, at: datetime) -> int:
    """Note that the caller is there, or does not want to be shown; seconds until it is worth saying again."""
    if shown is False:
        presence.hide(caller.tenant, caller.person, at=at)
    else:
        presence.here(caller.tenant, caller.person, course=course, shown=shown, at=at)
    return int(presence.AGAIN.total_seconds())


def who_is_online(
    caller: Caller, *, course: str | None, at: datetime, after: str | None, limit: int
) -> tuple[Page[tuple[str, str]], Mapping[str, Member]]:
    """Who was heard of within ten minutes, newest first, with names. 2 round trips. Raises CourseNotFound."""
    page = presence.online(caller.tenant, course=course, at=at, after=after, limit=limit)
    if course is not None:
        demand_parent(page, course_of(caller.tenant, course), CourseNotFound(course=course), after=after)
    return page, members(caller.tenant, (person for person, _ in page.items))
