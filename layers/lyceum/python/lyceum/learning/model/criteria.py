"""What completing a course takes, how much of it is done, and when it is complete (RULES S1-19, X17; WISHES 4)."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from lyceum.content.published import Outline
from lyceum.learning.model.progress import ZERO, Evidence, Progress

HUNDRED = Decimal(100)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One item that completing the course takes: a lesson, with its assessment passed where that is graded."""

    lesson: str
    assessment: str | None
    """The graded assessment to pass, None for a lesson that is only to be studied."""
    done: bool


def graded_assessments(outline: Outline) -> dict[str, str]:
    """Lesson → its assessment, where passing that belongs to completing the course."""
    return {assessment.lesson: assessment.id for assessment in outline.assessments if assessment.graded}


def is_done(progress: Progress, lesson: str, assessment: str | None) -> bool:
    """Whether a lesson is completed and its graded assessment, if it has one, is passed."""
    if lesson not in progress.completions:
        return False
    if assessment is None:
        return True
    result = progress.results.get(assessment)
    return result is not None and result.passed


def requirements(outline: Outline, progress: Progress) -> list[Requirement]:
    """What completing the course takes, in order: required lessons, and lessons with a graded assessment.

    Where an author required nothing at all, every lesson counts.
    """
    graded = graded_assessments(outline)
    lessons = outline.lessons()
    wanted = [lesson for lesson in lessons.values() if lesson.required or lesson.id in graded] or list(lessons.values())
    return [
        Requirement(lesson.id, graded.get(lesson.id), is_done(progress, lesson.id, graded.get(lesson.id)))
        for lesson in wanted
    ]


def percent_done(items: list[Requirement]) -> Decimal:
    """The share of required items that are done, rounded down to two places: 100 only when all are (WISHES 4)."""
    if not items:
        return ZERO
    done = sum(item.done for item in items)
    share = (HUNDRED * done / len(items)).quantize(CENT, ROUND_DOWN)
    # In the form that the table gives back, so that one value has one spelling everywhere: 50, not 50.00.
    return Decimal(format(share.normalize(), "f"))


def evaluated(outline: Outline, progress: Progress, *, now: datetime) -> Progress:
    """With percent computed, and completed where the criteria are met. A completed course stays as it was completed.

    Criteria: every required lesson completed, every graded assessment passed. Source: RULES S1-19, X17.
    """
    if progress.completed_at is not None:
        return progress
    items = requirements(outline, progress)
    progress = replace(progress, percent=percent_done(items))
    if not items or not all(item.done for item in items):
        return progress
    passed = {item.assessment: progress.results[item.assessment].percent for item in items if item.assessment}
    evidence = Evidence(how="automatic", version=outline.version, lessons=len(items), passed=passed)
    return replace(progress, completed_at=now, evidence=evidence)
