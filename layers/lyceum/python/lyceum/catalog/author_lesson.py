"""Authors make, change, move and remove lessons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lyceum.catalog.drafts import change_draft, part_id, remember, was_created
from lyceum.catalog.errors import LessonNotFound
from lyceum.catalog.markup import safe_block
from lyceum.catalog.model.course import Draft
from lyceum.catalog.model.drafting import (
    add_lesson,
    change_lesson,
    chapter_of,
    lesson_of,
    remove_lesson,
)
from lyceum.catalog.model.importing import (
    LessonContent,
    LessonWish,
    UnitWish,
    content_number,
    lesson_content,
    outline_lesson,
)
from lyceum.catalog.store import courses, lessons
from lyceum.content.outline import LessonDocument, Unit
from lyceum.content.published import OutlineChapter, OutlineLesson
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation


@dataclass(frozen=True, slots=True)
class LessonInDraft:
    """A lesson of a draft."""

    outline: OutlineLesson
    content: LessonContent
    draft: Draft


def create_lesson(
    caller: Caller,
    course: str,
    chapter: str,
    wish: LessonWish,
    *,
    creation: Creation,
    expected: int | None,
    at: datetime,
) -> LessonInDraft:
    """A new lesson at the end of a chapter of the draft.

    Raises CourseNotFound, ChapterNotFound, PrerequisiteUnknown, LessonTooLarge, ChangedInTheMeantime,
    IdempotencyKeyReused. 4 round trips.
    """
    _, seen = courses.find(caller.tenant, course)
    chapter_of(seen, chapter)
    document = LessonDocument(
        id=part_id(creation),
        title=wish.title,
        kind=wish.kind,
        required=wish.required,
        preview=wish.preview,
        units=units_of(wish.units),
    )
    if was_created(seen, creation):
        return _read(caller, seen, chapter, document.id)
    content = _kept(caller, seen, document, at=at)
    shown = outline_lesson(course, document, content_number(content))
    lesson = shown.model_copy(update={"requires": tuple(wish.requires)})

    def change(draft: Draft) -> Draft:
        return draft if was_created(draft, creation) else remember(add_lesson(draft, chapter, lesson), creation)

    _, draft = change_draft(caller, course, lambda _, draft: change(draft), expected=expected, at=at)
    return LessonInDraft(lesson_of(draft, chapter, lesson.id), content, draft)


def read_lessons(caller: Caller, course: str, chapter: str) -> tuple[OutlineChapter, Draft]:
    """A chapter with its lessons. Raises CourseNotFound, ChapterNotFound. 1 round trip."""
    draft = courses.find(caller.tenant, course)[1]
    return chapter_of(draft, chapter), draft


def read_lesson(caller: Caller, course: str, chapter: str, lesson: str) -> LessonInDraft:
    """A lesson with its content. Raises CourseNotFound, ChapterNotFound, LessonNotFound. 2 round trips."""
    return _read(caller, courses.find(caller.tenant, course)[1], chapter, lesson)


def _read(caller: Caller, draft: Draft, chapter: str, lesson: str) -> LessonInDraft:
    outline = lesson_of(draft, chapter, lesson)
    content = lessons.find(caller.tenant, draft.course, lesson, outline.content)
    if content is None:
        raise LessonNotFound(lesson=lesson)
    return LessonInDraft(outline, content, draft)


def update_lesson(
    caller: Caller,
    course: str,
    chapter: str,
    lesson: str,
    changes: Mapping[str, Any],
    *,
    expected: int | None,
    at: datetime,
) -> LessonInDraft:
    """Change what `changes` names: attributes of the lesson, all its `units`, or its `chapter`.

    The published version keeps the content that it has: a changed content is another item.
    Raises CourseNotFound, ChapterNotFound, LessonNotFound, PrerequisiteUnknown, ChangedInTheMeantime. 5 round trips.
    """
    there = read_lesson(caller, course, chapter, lesson)
    named = {name: changes[name] for name in ("title", "kind", "required", "preview") if changes.get(name) is not None}
    document = {**_without_assets(there.content), **named}
    if changes.get("units") is not None:
        document["units"] = units_of(changes["units"])
    content = _kept(caller, there.draft, LessonDocument.model_validate(document), at=at)
    update: dict[str, Any] = {**named, "content": content_number(content)}
    if changes.get("requires") is not None:
        update["requires"] = tuple(changes["requires"])

    def change(draft: Draft) -> Draft:
        changed = lesson_of(draft, chapter, lesson).model_copy(update=update)
        return change_lesson(draft, chapter, changed, to=changes.get("chapter"))

    _, draft = change_draft(caller, course, lambda _, draft: change(draft), expected=expected, at=at)
    return LessonInDraft(lesson_of(draft, changes.get("chapter") or chapter, lesson), content, draft)


def delete_lesson(
    caller: Caller, course: str, chapter: str, lesson: str, *, expected: int | None, at: datetime
) -> None:
    """Take a lesson out of the draft; published versions keep it.

    Raises CourseNotFound, ChapterNotFound, LessonNotFound, ChangedInTheMeantime. 2 round trips.
    """
    change_draft(caller, course, lambda _, draft: remove_lesson(draft, chapter, lesson), expected=expected, at=at)


def units_of(wishes: Sequence[UnitWish]) -> tuple[Unit, ...]:
    """Pages with ids of their own and safe HTML."""
    taken = {wish.id for wish in wishes if wish.id}
    free = (name for name in (f"u{number}" for number in range(1, 10_000)) if name not in taken)
    return tuple(
        Unit(id=wish.id or next(free), title=wish.title, blocks=tuple(safe_block(block) for block in wish.blocks))
        for wish in wishes
    )


def _without_assets(content: LessonContent) -> dict[str, Any]:
    return {name: getattr(content, name) for name in LessonDocument.model_fields}


def _kept(caller: Caller, draft: Draft, document: LessonDocument, *, at: datetime) -> LessonContent:
    """Contents come first: a draft never names one that is not there."""
    content = lesson_content(document, {link.path: link for link in draft.about.assets})
    entry = [(content_number(content), content)]
    lessons.keep(caller.tenant, draft.course, entry, actor=caller.person, at=at)
    return content
