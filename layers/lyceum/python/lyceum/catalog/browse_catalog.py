"""What visitors and members see of a school's courses."""

from collections.abc import Sequence

from lyceum.catalog.errors import CatalogueClosed, CourseNotFound
from lyceum.catalog.model.listing import Cards
from lyceum.catalog.model.publication import Shown
from lyceum.catalog.store import branches, courses, publications
from lyceum.kernel.access import Caller
from lyceum.kernel.setting_catalogue import LIMIT_COURSES, PUBLIC_CATALOGUE
from lyceum.kernel.tenant_settings import setting


def browse(tenant: str, *, after: str | None, limit: int, branch: str | None = None) -> Cards:
    """Published courses as cards, newest first; of a branch, what it may use. Raises CatalogueClosed. 1 round trip."""
    _show(tenant)
    if branch is not None:
        return _of_branches(tenant, [branch], after=after, limit=limit)
    return courses.listed(tenant, prefix="published#", after=after, limit=limit, newest_first=True)


def browse_as_member(caller: Caller, *, after: str | None, limit: int) -> Cards:
    """What the caller can take: without courses that only other branches may use (RULES S4-3). 2 to 4 round trips."""
    own = branches.branches_of(caller.tenant, caller.person)
    return _of_branches(caller.tenant, own, after=after, limit=limit)


def _of_branches(tenant: str, some: Sequence[str], *, after: str | None, limit: int) -> Cards:
    """Where the school limits all courses to branches, theirs by id; else all but those of others, newest first."""
    if setting(tenant, LIMIT_COURSES):
        by_id = after if after is not None and after.startswith("COURSE#") else None
        return branches.usable(tenant, some, after=by_id, limit=limit)
    by_time = after if after is not None and after.startswith("published#") else None
    page = courses.listed(tenant, prefix="published#", after=by_time, limit=limit, newest_first=True)
    return branches.without_foreign(tenant, some, page)


def _show(tenant: str) -> None:
    if not setting(tenant, PUBLIC_CATALOGUE):
        raise CatalogueClosed(tenant=tenant)


def look_at(tenant: str, slug: str) -> Shown:
    """One published course with its outline. Raises CourseNotFound, CatalogueClosed. 2 round trips."""
    _show(tenant)
    course = courses.owner_of_slug(tenant, slug)
    found = publications.shown(tenant, course) if course is not None else None
    if found is None:
        raise CourseNotFound(slug=slug)
    return found
