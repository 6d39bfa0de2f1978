"""What publishing a draft changes, and when it may be published."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lyceum.catalog.errors import CourseIncomplete
from lyceum.catalog.model.course import About, Course, Draft, Status, outline_hash
from lyceum.content.published import Outline
from lyceum.kernel.clock import iso


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of an offer."""

    total: int | None
    """None: no limit."""
    left: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A published course as visitors see it."""

    course: Course
    outline: Outline
    seats: Seats
    open: bool


@dataclass(frozen=True, slots=True)
class Publication:
    """A draft as it goes out."""

    course: Course
    """As it will be."""
    outline: Outline
    """With its version number."""
    is_new_version: bool
    changes_anything: bool
    """False where the very same is published already."""

    @property
    def version(self) -> int:
        """The version that is published."""
        return self.outline.version


def publication(course: Course, draft: Draft, *, at: datetime) -> Publication:
    """What publishing the draft now would do. Raises CourseIncomplete (RULES S3-6).

    An unchanged outline makes no new version, a changed price or summary does not either (RULES S1-12).
    """
    check_complete(draft.outline)
    fingerprint = outline_hash(draft.outline)
    before = course.version or 0
    new = before == 0 or course.outline_hash != fingerprint
    version = before + 1 if new else before
    after = replace(
        course,
        status=Status.PUBLISHED,
        version=version,
        outline_hash=fingerprint,
        about=draft.about,
        published_at=course.published_at or at,
    )
    outline = draft.outline.model_copy(update={"version": version})
    return Publication(after, outline, is_new_version=new, changes_anything=after != course)


def check_complete(outline: Outline) -> None:
    """Raises CourseIncomplete for a course without a chapter or a chapter without a lesson (RULES S3-6)."""
    if not outline.chapters:
        raise CourseIncomplete("A course needs at least one chapter.", missing="chapter")
    for chapter in outline.chapters:
        if not chapter.lessons:
            raise CourseIncomplete("Each chapter needs at least one lesson.", missing="lesson", chapter=chapter.id)


def card(course: Course, outline: Outline, about: About) -> dict[str, Any]:
    """What lists show of a course."""
    shown: dict[str, Any] = {
        "course": course.id,
        "slug": course.slug,
        "code": course.code,
        "status": str(course.status),
        "title": outline.title.root,
        "language": outline.language,
        "summary": about.summary.root if about.summary else None,
        "level": str(about.level) if about.level else None,
        "price": about.price.model_dump() if about.price else None,
        "lessons": len(outline.lessons()),
        "version": course.version,
        "published_at": course.published_at,
    }
    return {name: value for name, value in shown.items() if value is not None}


def seats_left_shown(seats: int | None, left: int | None) -> str:
    """Seats left, coarsely: a page that is cached for a minute cannot be exact."""
    if seats is None or left is None:
        return "unlimited"
    if left <= 0:
        return "none"
    return "few" if left <= 3 or 10 * left <= seats else "many"


def sort_key(course: Course) -> str:
    """The place in the tenant's list of courses: by state, then by first publication or making."""
    return f"{course.status}#{iso(course.published_at or course.created_at)}#{course.id}"
