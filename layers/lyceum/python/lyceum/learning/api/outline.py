"""The outline of a course with a learner's progress."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, Field

from lyceum.content.kinds import AssessmentKind, LessonKind
from lyceum.content.published import OutlineAssessment, OutlineLesson
from lyceum.content.questions import PartId
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id
from lyceum.kernel.text import LocalizedText
from lyceum.learning.api.texts import Texts
from lyceum.learning.model.criteria import graded_assessments, is_done, requirements
from lyceum.learning.model.locks import Lock, LockReason
from lyceum.learning.model.progress import Progress, Result, Study

Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]


class LockView(BaseModel):
    """Why a lesson is locked."""

    reason: LockReason
    until: Instant | None = None
    lessons: tuple[PartId, ...] = Field(default=(), description="Lessons to do first.")
    assessments: tuple[Id, ...] = Field(default=(), description="Assessments to pass first.")


class LessonRow(BaseModel):
    """A lesson in the outline."""

    id: PartId
    title: LocalizedText
    kind: LessonKind
    required: bool
    preview: bool
    assessment: Id | None = None
    done: bool = Field(description="Completed, and its graded assessment passed where it has one.")
    completed_at: Instant | None = None
    position_seconds: int | None = None
    duration_seconds: int | None = None
    locked: LockView | None = None


class ChapterRow(BaseModel):
    """A chapter in the outline."""

    id: PartId
    title: LocalizedText
    release_at: Instant | None = None
    lessons: list[LessonRow]


class AssessmentResultView(BaseModel):
    """How the caller did in an assessment."""

    attempt_number: int
    percent: Percent | None = None
    """Absent where the assessment did not show results yet when it was graded: `GET …/me/grades` follows the date."""
    passed: bool


class AssessmentRow(BaseModel):
    """An assessment in the outline."""

    id: Id
    title: LocalizedText
    kind: AssessmentKind
    lesson: PartId
    graded: bool
    result: AssessmentResultView | None = None


class RequirementRow(BaseModel):
    """One item of the percentage."""

    lesson: PartId
    assessment: Id | None = Field(default=None, description="To be passed; without it the lesson is to be completed.")
    done: bool


class RequirementsView(BaseModel):
    """How `percent` comes about: done of required items, rounded down to two places."""

    required: int
    done: int
    items: list[RequirementRow]


class OutlineView(BaseModel):
    """A course as its learner sees it, on the version that they are on."""

    course: Id
    version: int
    language: str = Field(description="The language chosen for the caller; texts have it first where they have it.")
    title: LocalizedText
    sequential: bool
    percent: Percent
    requirements: RequirementsView
    completed_at: Instant | None = None
    access_ends: Instant | None = None
    chapters: list[ChapterRow]
    assessments: list[AssessmentRow]

    @classmethod
    def of(cls, study: Study, locks: Mapping[str, Lock], wanted: Sequence[str]) -> Self:
        """From a learner's progress and the lessons that are locked."""
        outline, progress = study.outline, study.progress
        texts = Texts(outline, wanted)
        graded = graded_assessments(outline)
        items = requirements(outline, progress)
        return cls(
            course=outline.course,
            version=outline.version,
            language=texts.language,
            title=texts.of(outline.title),
            sequential=outline.sequential,
            percent=progress.percent,
            requirements=RequirementsView(
                required=len(items),
                done=sum(item.done for item in items),
                items=[RequirementRow(lesson=it.lesson, assessment=it.assessment, done=it.done) for it in items],
            ),
            completed_at=progress.completed_at,
            access_ends=progress.access_ends,
            chapters=[
                ChapterRow(
                    id=chapter.id,
                    title=texts.of(chapter.title),
                    release_at=chapter.release_at,
                    lessons=[
                        _row(lesson, progress, graded.get(lesson.id), locks.get(lesson.id), texts)
                        for lesson in chapter.lessons
                    ],
                )
                for chapter in outline.chapters
            ],
            assessments=[_assessment(assessment, progress, texts) for assessment in outline.assessments],
        )


def _row(
    lesson: OutlineLesson, progress: Progress, assessment: str | None, lock: Lock | None, texts: Texts
) -> LessonRow:
    position = progress.positions.get(lesson.id)
    return LessonRow(
        id=lesson.id,
        title=texts.of(lesson.title),
        kind=lesson.kind,
        required=lesson.required,
        preview=lesson.preview,
        assessment=lesson.assessment,
        done=is_done(progress, lesson.id, assessment),
        completed_at=progress.completions.get(lesson.id),
        position_seconds=position.seconds if position else None,
        duration_seconds=position.duration or None if position else None,
        locked=LockView(reason=lock.reason, until=lock.until, lessons=lock.lessons, assessments=lock.assessments)
        if lock
        else None,
    )


def _assessment(assessment: OutlineAssessment, progress: Progress, texts: Texts) -> AssessmentRow:
    result = progress.results.get(assessment.id)
    return AssessmentRow(
        id=assessment.id,
        title=texts.of(assessment.title),
        kind=assessment.kind,
        lesson=assessment.lesson,
        graded=assessment.graded,
        result=_result(result) if result else None,
    )


def _result(result: Result) -> AssessmentResultView:
    percent = None if result.withheld else result.percent
    return AssessmentResultView(attempt_number=result.number, percent=percent, passed=result.passed)
