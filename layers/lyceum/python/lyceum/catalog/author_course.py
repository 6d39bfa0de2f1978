"""Authors make and change courses."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from lyceum.catalog.drafts import attempts, change_draft, check_revision
from lyceum.catalog.errors import SlugTaken
from lyceum.catalog.markup import safe
from lyceum.catalog.model.course import Course, CourseWish, Draft, Status, second_slug, slug_from
from lyceum.catalog.model.drafting import order_chapters, with_outline
from lyceum.catalog.model.listing import Cards
from lyceum.catalog.model.prerequisites import sound
from lyceum.catalog.store import courses
from lyceum.content.published import Outline
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy, ChangedInTheMeantime

_OUTLINE = ("title", "language", "sequential")
_ABOUT = ("summary", "description_html", "level", "price", "seats", "prerequisites")


def create_course(caller: Caller, wish: CourseWish, *, creation: Creation, at: datetime) -> tuple[Course, Draft]:
    """A new course as a draft. The same creation again gives the same course, as it is now.

    Raises SlugTaken and CodeTaken (RULES X15), CoursePrerequisiteUnsuitable. A slug that nobody chose makes way.
    2 round trips, and one for each course that prerequisites are one after the other.
    """
    about, slug = wish.about, wish.slug
    if about.prerequisites:
        about = about.model_copy(update={"prerequisites": _sound(caller, creation.id, about.prerequisites)})
    if about.description_html is not None:
        about = about.model_copy(update={"description_html": safe(about.description_html)})
    outline = Outline(
        course=creation.id, version=0, title=wish.title, language=wish.language, sequential=wish.sequential
    )
    draft = Draft(outline=outline, about=about)
    chosen = slug or slug_from(wish.title, creation.id)
    course = Course(caller.tenant, creation.id, chosen, Status.DRAFT, caller.person, at, code=wish.code)
    try:
        courses.add(course, draft, creation)
    except SlugTaken:
        if slug is not None:
            raise
        courses.add(replace(course, slug=second_slug(chosen, course.id)), draft, creation)
    return courses.find(caller.tenant, course.id)


def read_course(caller: Caller, course: str) -> tuple[Course, Draft]:
    """A course with its draft. Raises CourseNotFound. 1 round trip."""
    return courses.find(caller.tenant, course)


def list_courses(caller: Caller, *, after: str | None, limit: int) -> Cards:
    """Every course of the school, by state. 1 round trip."""
    return courses.listed(caller.tenant, prefix="", after=after, limit=limit, newest_first=False)


def change_course(
    caller: Caller, course: str, changes: Mapping[str, Any], *, expected: int | None, at: datetime
) -> tuple[Course, Draft]:
    """Change what `changes` names: attributes of the course by name, and `chapters` for their order.

    Slug and code change at once, everything else when the course is published. Raises CourseNotFound, SlugTaken,
    CodeTaken, OrderIncomplete, CoursePrerequisiteUnsuitable, ChangedInTheMeantime. 2 round trips, and those of
    `create_course` for prerequisites.
    """
    if changes.get("prerequisites") is not None:
        changes = {**changes, "prerequisites": _sound(caller, course, changes["prerequisites"])}
    if not {"slug", "code"} & set(changes):
        return change_draft(caller, course, lambda _, draft: _changed(draft, changes), expected=expected, at=at)
    for _ in attempts():
        before, draft = courses.find(caller.tenant, course)
        check_revision(draft, expected)
        after = replace(before, slug=changes.get("slug") or before.slug, code=changes.get("code", before.code))
        changed = _changed(draft, changes)
        if (after, changed) == (before, draft):
            return before, draft
        try:
            courses.rename(before, after, changed, actor=caller.person, at=at)
        except ChangedInTheMeantime:
            if expected is not None:
                raise
            continue
        return after, replace(changed, revision=draft.revision + 1)
    raise Busy("Others are changing the course.")


def _sound(caller: Caller, course: str, wanted: Sequence[str]) -> tuple[str, ...]:
    return sound(course, wanted, partial(courses.prerequisites, caller.tenant))


def _changed(draft: Draft, changes: Mapping[str, Any]) -> Draft:
    outline = {name: changes[name] for name in _OUTLINE if changes.get(name) is not None}
    about = {name: changes[name] for name in _ABOUT if name in changes}
    if about.get("prerequisites", ()) is None:
        del about["prerequisites"]
    if about.get("description_html") is not None:
        about["description_html"] = safe(about["description_html"])
    changed = with_outline(draft, **outline) if outline else draft
    changed = replace(changed, about=changed.about.model_copy(update=about)) if about else changed
    order = changes.get("chapters")
    return order_chapters(changed, order) if order is not None else changed
