"""Questions as a course document."""

from decimal import Decimal
from typing import Any

from lyceum.content.kinds import AssessmentKind, LessonKind
from lyceum.content.outline import CourseDocument
from lyceum.content.questions import AuthoredQuestion, EssayKey, Question, QuestionKind, RichText
from lyceum.interop.assessment_document import assessment_document
from lyceum.kernel.text import LocalizedText


def essay(id: str) -> AuthoredQuestion:
    return AuthoredQuestion(question=Question(id=id, kind=QuestionKind.ESSAY, stem=RichText.of("Why?")), key=EssayKey())


def made(*questions: AuthoredQuestion, **changed: Any) -> CourseDocument:
    given = {
        "title": LocalizedText({"th": "สอบ", "en": "Test"}),
        "chapter": "c1",
        "pass_mark": Decimal(50),
        "time_limit_minutes": 30,
    }
    return assessment_document(questions, **{**given, **changed})


def test_all_questions_are_in_one_assessment_of_one_lesson() -> None:
    document = made(essay("q1"), essay("q2"))

    ((lesson,),) = [chapter.lessons for chapter in document.chapters]
    (test,) = document.assessments
    assert (lesson.kind, lesson.assessment, test.lesson) == (LessonKind.QUIZ, test.id, lesson.id)
    assert lesson.units[0].blocks[0].model_dump()["questions"] == ("q1", "q2")
    assert [each.question.id for each in test.questions] == ["q1", "q2"]
    assert (test.kind, test.time_limit_minutes, test.pass_mark) == (AssessmentKind.EXAM, 30, 50)


def test_chapter_and_title_name_it_whatever_is_asked() -> None:
    first, more = made(essay("q1")), made(essay("q1"), essay("q2"), pass_mark=Decimal(70), time_limit_minutes=None)

    assert first.source == more.source
    assert first.assessments[0].id == more.assessments[0].id
    assert more.assessments[0].kind is AssessmentKind.QUIZ
    assert made(essay("q1"), chapter="c2").source != first.source
