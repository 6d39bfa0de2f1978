"""Authors make, change, order and remove chapters."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lyceum.catalog.drafts import change_draft, part_id, remember, was_created
from lyceum.catalog.model.course import Course, Draft
from lyceum.catalog.model.drafting import (
    add_chapter,
    change_chapter,
    chapter_of,
    order_lessons,
    remove_chapter,
)
from lyceum.catalog.store import courses
from lyceum.content.published import OutlineChapter
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.text import LocalizedText


def create_chapter(
    caller: Caller,
    course: str,
    *,
    title: LocalizedText,
    release_at: datetime | None,
    creation: Creation,
    expected: int | None,
    at: datetime,
) -> tuple[OutlineChapter, Draft]:
    """A new chapter at the end of the draft. Raises CourseNotFound, ChangedInTheMeantime, IdempotencyKeyReused."""
    chapter = OutlineChapter(id=part_id(creation), title=title, release_at=release_at)

    def change(_: Course, draft: Draft) -> Draft:
        if was_created(draft, creation):
            return draft
        return remember(add_chapter(draft, chapter), creation)

    _, draft = change_draft(caller, course, change, expected=expected, at=at)
    return chapter_of(draft, chapter.id), draft


def read_chapters(caller: Caller, course: str) -> Draft:
    """The draft with its chapters. Raises CourseNotFound. 1 round trip."""
    return courses.find(caller.tenant, course)[1]


def read_chapter(caller: Caller, course: str, chapter: str) -> tuple[OutlineChapter, Draft]:
    """Raises CourseNotFound, ChapterNotFound. 1 round trip."""
    draft = courses.find(caller.tenant, course)[1]
    return chapter_of(draft, chapter), draft


def update_chapter(
    caller: Caller, course: str, chapter: str, changes: Mapping[str, Any], *, expected: int | None, at: datetime
) -> tuple[OutlineChapter, Draft]:
    """Change what `changes` names: `title`, `release_at`, and `lessons` for their order.

    Raises CourseNotFound, ChapterNotFound, OrderIncomplete, ChangedInTheMeantime. 2 round trips.
    """
    named = {name: changes[name] for name in ("title", "release_at") if name in changes}
    order = changes.get("lessons")

    def one(found: OutlineChapter) -> OutlineChapter:
        changed = found.model_copy(update=named)
        return order_lessons(changed, order) if order is not None else changed

    _, draft = change_draft(
        caller, course, lambda _, draft: change_chapter(draft, chapter, one), expected=expected, at=at
    )
    return chapter_of(draft, chapter), draft


def delete_chapter(caller: Caller, course: str, chapter: str, *, expected: int | None, at: datetime) -> None:
    """Take a chapter with its lessons out of the draft; published versions keep them.

    Raises CourseNotFound, ChapterNotFound, ChangedInTheMeantime. 2 round trips.
    """
    change_draft(caller, course, lambda _, draft: remove_chapter(draft, chapter), expected=expected, at=at)
