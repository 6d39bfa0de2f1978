"""A course as it is published: the outline that learners follow, by version, and where each lesson's content lies."""

from typing import Annotated

from pydantic import Field

from lyceum.content.kinds import AssessmentKind, LessonKind
from lyceum.content.questions import Content, PartId
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id, derived_id
from lyceum.kernel.text import LocalizedText


def assessment_id(course: str, part: str) -> str:
    """The id of a course's assessment, from its id within the course: the same import gives the same id."""
    return derived_id("assessment", course, part)


class OutlineLesson(Content):
    """A lesson in the outline. Its content is `LESSON#<id>#<content>`."""

    id: PartId
    title: LocalizedText
    kind: LessonKind = LessonKind.TEXT
    required: bool = True
    preview: bool = False
    content: Annotated[int, Field(ge=1)]
    """Number of the content item; it changes when the content does, never in place."""
    assessment: Id | None = None
    """The lesson's one assessment (RULES S3-8)."""
    requires: tuple[PartId, ...] = ()
    """Lessons to complete first (RULES S2-7)."""


class OutlineChapter(Content):
    """A chapter in the outline."""

    id: PartId
    title: LocalizedText
    release_at: Instant | None = None
    """Locked before (RULES S3-7)."""
    lessons: tuple[OutlineLesson, ...] = ()


class OutlineAssessment(Content):
    """An assessment as the outline shows it."""

    id: Id
    title: LocalizedText
    kind: AssessmentKind = AssessmentKind.QUIZ
    lesson: PartId
    graded: bool
    """Whether passing it belongs to completing the course (weight > 0)."""


class Outline(Content):
    """Everything of a course but its content. Immutable once published as a version (RULES S1-12)."""

    course: Id
    version: Annotated[int, Field(ge=0)]
    """0 while it is a draft."""
    title: LocalizedText
    language: str = "en"
    sequential: bool = False
    """Each required lesson waits for the required one before it (RULES S2-7)."""
    chapters: tuple[OutlineChapter, ...] = ()
    assessments: tuple[OutlineAssessment, ...] = ()

    def lessons(self) -> dict[str, OutlineLesson]:
        """All lessons by id, in order."""
        return {lesson.id: lesson for chapter in self.chapters for lesson in chapter.lessons}

    def shows_assessment(self, assessment: str, lesson: str | None) -> bool:
        """Whether it shows the assessment, or the lesson that it belongs to."""
        lessons = self.lessons()
        listed = {each.id for each in self.assessments} | {each.assessment for each in lessons.values()}
        return assessment in listed or lesson in lessons
