"""Which lessons are locked, and why (RULES S2-7, S3-7)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lyceum.content.published import Outline, OutlineChapter, OutlineLesson
from lyceum.learning.model.criteria import graded_assessments, is_done
from lyceum.learning.model.progress import Progress


class LockReason(StrEnum):
    """Why a lesson is locked."""

    NOT_RELEASED = "not_released"
    """Its chapter opens later (RULES S3-7)."""
    LESSONS_FIRST = "lessons_first"
    """Other lessons come before it (RULES S2-7)."""
    PASS_FIRST = "pass_first"  # nosec B105: not a password
    """An assessment of a lesson before it is to be passed (RULES S2-7)."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What keeps a lesson shut."""

    reason: LockReason
    until: datetime | None = None
    lessons: tuple[str, ...] = ()
    """Lessons to do first."""
    assessments: tuple[str, ...] = ()
    """Assessments to pass first."""


def locks(outline: Outline, progress: Progress, *, now: datetime) -> dict[str, Lock]:
    """The lessons that are locked, and why. A lesson that was completed stays open."""
    graded = graded_assessments(outline)
    found: dict[str, Lock] = {}
    for chapter, lesson, first in _in_order(outline):
        if lesson.id in progress.completions:
            continue
        if chapter.release_at is not None and now < chapter.release_at:
            found[lesson.id] = Lock(LockReason.NOT_RELEASED, until=chapter.release_at)
        elif lock := _lock(progress, graded, first):
            found[lesson.id] = lock
    return found


def _in_order(outline: Outline) -> Iterator[tuple[OutlineChapter, OutlineLesson, tuple[str, ...]]]:
    """Every lesson with its chapter and the lessons that come before it."""
    before: str | None = None
    for chapter in outline.chapters:
        for lesson in chapter.lessons:
            yield chapter, lesson, _first(lesson, before if outline.sequential else None)
            if lesson.required:
                before = lesson.id


def _first(lesson: OutlineLesson, before: str | None) -> tuple[str, ...]:
    """The lessons that come before this one; in a sequential course each required one waits for the one before it."""
    chain = (before,) if before is not None and lesson.required else ()
    return tuple(dict.fromkeys((*chain, *lesson.requires)))


def _lock(progress: Progress, graded: Mapping[str, str], first: tuple[str, ...]) -> Lock | None:
    missing = tuple(lesson for lesson in first if not is_done(progress, lesson, graded.get(lesson)))
    if not missing:
        return None
    unpassed = tuple(graded[lesson] for lesson in missing if lesson in graded)
    reason = LockReason.PASS_FIRST if unpassed else LockReason.LESSONS_FIRST
    return Lock(reason, lessons=missing, assessments=unpassed)
