"""Changes of a draft's outline: chapters and lessons come, change, move and go. Each returns a new draft."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from lyceum.catalog.errors import ChapterNotFound, LessonNotFound, OrderIncomplete, PrerequisiteUnknown
from lyceum.catalog.model.course import Draft
from lyceum.content.published import OutlineAssessment, OutlineChapter, OutlineLesson


def with_outline(draft: Draft, **changes: Any) -> Draft:
    """With other attributes of the outline."""
    return replace(draft, outline=draft.outline.model_copy(update=changes))


def chapter_of(draft: Draft, chapter: str) -> OutlineChapter:
    """Raises ChapterNotFound."""
    for found in draft.outline.chapters:
        if found.id == chapter:
            return found
    raise ChapterNotFound(chapter=chapter)


def lesson_of(draft: Draft, chapter: str, lesson: str) -> OutlineLesson:
    """Raises ChapterNotFound or LessonNotFound."""
    for found in chapter_of(draft, chapter).lessons:
        if found.id == lesson:
            return found
    raise LessonNotFound(lesson=lesson)


def add_chapter(draft: Draft, chapter: OutlineChapter) -> Draft:
    """At the end."""
    return with_outline(draft, chapters=(*draft.outline.chapters, chapter))


def change_chapter(draft: Draft, chapter: str, change: Callable[[OutlineChapter], OutlineChapter]) -> Draft:
    """Raises ChapterNotFound."""
    changed = change(chapter_of(draft, chapter))
    return with_outline(draft, chapters=_replaced(draft.outline.chapters, changed))


def remove_chapter(draft: Draft, chapter: str) -> Draft:
    """With its lessons, their assessments and what required them. Raises ChapterNotFound."""
    gone = {lesson.id for lesson in chapter_of(draft, chapter).lessons}
    kept = tuple(found for found in draft.outline.chapters if found.id != chapter)
    return _without_lessons(with_outline(draft, chapters=kept), gone)


def order_chapters(draft: Draft, order: Sequence[str]) -> Draft:
    """Raises OrderIncomplete where the order does not name each chapter once."""
    return with_outline(draft, chapters=_ordered(draft.outline.chapters, order))


def order_lessons(chapter: OutlineChapter, order: Sequence[str]) -> OutlineChapter:
    """Raises OrderIncomplete where the order does not name each lesson of the chapter once."""
    return chapter.model_copy(update={"lessons": _ordered(chapter.lessons, order)})


def add_lesson(draft: Draft, chapter: str, lesson: OutlineLesson) -> Draft:
    """At the end of its chapter. Raises ChapterNotFound, PrerequisiteUnknown."""
    added = change_chapter(draft, chapter, lambda found: found.model_copy(update={"lessons": (*found.lessons, lesson)}))
    return _with_sound_prerequisites(added)


def change_lesson(draft: Draft, chapter: str, changed: OutlineLesson, *, to: str | None = None) -> Draft:
    """Replace a lesson, and move it to the end of another chapter where `to` names one.

    Raises ChapterNotFound, LessonNotFound, PrerequisiteUnknown.
    """
    lesson_of(draft, chapter, changed.id)
    if to is None or to == chapter:
        swapped = change_chapter(
            draft, chapter, lambda found: found.model_copy(update={"lessons": _replaced(found.lessons, changed)})
        )
        return _with_sound_prerequisites(swapped)
    left = change_chapter(draft, chapter, lambda found: _without(found, {changed.id}))
    return add_lesson(left, to, changed)


def remove_lesson(draft: Draft, chapter: str, lesson: str) -> Draft:
    """With its assessment and what required it. Raises ChapterNotFound, LessonNotFound."""
    lesson_of(draft, chapter, lesson)
    return _without_lessons(change_chapter(draft, chapter, lambda found: _without(found, {lesson})), {lesson})


def with_assessment(draft: Draft, shown: OutlineAssessment) -> Draft:
    """With an assessment at its lesson; unchanged where the lesson is not there or has another one (RULES S3-8)."""
    lesson = draft.outline.lessons().get(shown.lesson)
    if lesson is None or lesson.assessment not in (None, shown.id):
        return draft

    def placed(part: OutlineLesson) -> OutlineLesson:
        """An assessment that moved leaves the lesson that it was at."""
        if part.id != shown.lesson and part.assessment != shown.id:
            return part
        return part.model_copy(update={"assessment": shown.id if part.id == shown.lesson else None})

    chapters = tuple(
        chapter.model_copy(update={"lessons": tuple(placed(part) for part in chapter.lessons)})
        for chapter in draft.outline.chapters
    )
    assessments = {**{found.id: found for found in draft.outline.assessments}, shown.id: shown}
    return with_outline(draft, chapters=chapters, assessments=tuple(assessments.values()))


def _without(chapter: OutlineChapter, gone: set[str]) -> OutlineChapter:
    return chapter.model_copy(update={"lessons": tuple(kept for kept in chapter.lessons if kept.id not in gone)})


def _without_lessons(draft: Draft, gone: set[str]) -> Draft:
    """Nothing may point at a lesson that is gone."""
    assessments = tuple(found for found in draft.outline.assessments if found.lesson not in gone)
    chapters = tuple(
        chapter.model_copy(update={"lessons": tuple(_not_requiring(lesson, gone) for lesson in chapter.lessons)})
        for chapter in draft.outline.chapters
    )
    return with_outline(draft, chapters=chapters, assessments=assessments)


def _not_requiring(lesson: OutlineLesson, gone: set[str]) -> OutlineLesson:
    return lesson.model_copy(update={"requires": tuple(found for found in lesson.requires if found not in gone)})


def _with_sound_prerequisites(draft: Draft) -> Draft:
    """Raises PrerequisiteUnknown for a lesson that is not there, or for a circle that nobody could ever enter."""
    requires = {lesson.id: lesson.requires for lesson in draft.outline.lessons().values()}
    for lesson, wanted in requires.items():
        if unknown := next((found for found in wanted if found not in requires), None):
            raise PrerequisiteUnknown(lesson=lesson, requires=unknown)
    done: set[str] = set()
    while ready := [name for name, wanted in requires.items() if name not in done and done.issuperset(wanted)]:
        done.update(ready)
    if circle := sorted(set(requires) - done):
        raise PrerequisiteUnknown(lesson=circle[0], requires=requires[circle[0]][0])
    return draft


def _replaced[P: (OutlineChapter, OutlineLesson)](parts: Sequence[P], changed: P) -> tuple[P, ...]:
    return tuple(changed if part.id == changed.id else part for part in parts)


def _ordered[P: (OutlineChapter, OutlineLesson)](parts: Sequence[P], order: Sequence[str]) -> tuple[P, ...]:
    by_id = {part.id: part for part in parts}
    if sorted(order) != sorted(by_id):
        raise OrderIncomplete(parts=len(by_id))
    return tuple(by_id[name] for name in order)
