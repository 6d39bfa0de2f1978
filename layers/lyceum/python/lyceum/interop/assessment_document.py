"""Questions as a course document: one lesson that holds one assessment, to be put into a chapter."""

import hashlib
from base64 import b32encode
from collections.abc import Sequence
from decimal import Decimal

from lyceum.content.kinds import AssessmentKind, LessonKind
from lyceum.content.outline import (
    AssessmentDocument,
    Asset,
    ChapterDocument,
    CourseDocument,
    LessonDocument,
    QuestionsBlock,
    Unit,
)
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel.text import LocalizedText


def assessment_document(
    questions: Sequence[AuthoredQuestion],
    *,
    title: LocalizedText,
    chapter: str,
    pass_mark: Decimal,
    time_limit_minutes: int | None,
    format: str = "gift",
    assets: Sequence[Asset] = (),
) -> CourseDocument:
    """A document of one chapter, one lesson and one assessment.

    Format, chapter and title name it: the same again is the same lesson, however its questions have changed. With a
    time limit it is an exam, without one a quiz (RULES S1-20).
    """
    part = _part_id(format, chapter, title.in_language())
    unit = Unit(id="u1", title=title, blocks=(QuestionsBlock(questions=tuple(q.question.id for q in questions)),))
    lesson = LessonDocument(id=part, title=title, kind=LessonKind.QUIZ, assessment=part, units=(unit,))
    assessment = AssessmentDocument(
        id=part,
        title=title,
        kind=AssessmentKind.EXAM if time_limit_minutes else AssessmentKind.QUIZ,
        chapter=chapter,
        lesson=part,
        pass_mark=pass_mark,
        time_limit_minutes=time_limit_minutes,
        questions=tuple(questions),
    )
    return CourseDocument(
        source=f"{format}:{part}",
        title=title,
        language=title.best()[0],
        chapters=(ChapterDocument(id=chapter, title=title, lessons=(lesson,)),),
        assessments=(assessment,),
        assets=tuple(assets),
    )


def _part_id(*names: str) -> str:
    digest = hashlib.sha256("\x00".join(names).encode()).digest()
    return b32encode(digest[:5]).decode("ascii").lower()
