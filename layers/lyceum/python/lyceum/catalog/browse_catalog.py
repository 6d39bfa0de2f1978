"""What visitors see of a school's courses."""

from lyceum.catalog.errors import CourseNotFound
from lyceum.catalog.model.listing import Cards
from lyceum.catalog.model.publication import Shown
from lyceum.catalog.store import courses, publications


def browse(tenant: str, *, after: str | None, limit: int) -> Cards:
    """Published courses as cards, newest first. 1 round trip."""
    return courses.listed(tenant, prefix="published#", after=after, limit=limit, newest_first=True)


def look_at(tenant: str, slug: str) -> Shown:
    """One published course with its outline. Raises CourseNotFound. 2 round trips."""
    course = courses.owner_of_slug(tenant, slug)
    found = publications.shown(tenant, course) if course is not None else None
    if found is None:
        raise CourseNotFound(slug=slug)
    return found
