"""A school with one published course and its final test, each item written as its owner writes it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from lyceum.assessment.activate_assessments import activate_assessments
from lyceum.assessment.author_assessment import author_assessment
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.store.items import (
    CourseItem,
    EnrollmentItem,
    OutlineItem,
    course_key,
    enrollment_key,
    outline_key,
)
from lyceum.content.published import Outline, OutlineChapter, OutlineLesson
from lyceum.content.questions import (
    AuthoredQuestion,
    Choice,
    ChoiceKey,
    Question,
    QuestionKind,
    RichText,
    TrueFalseKey,
)
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Conflict
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table import Item, Key, tenant_key, transaction
from lyceum.kernel.table.client import dynamodb
from lyceum.kernel.text import LocalizedText

QUESTIONS = 20
LESSONS = 20
_TITLE = LocalizedText({"en": "Building serverless systems", "th": "การสร้างระบบไร้เซิร์ฟเวอร์"})
_NUMBER = {"N": "1"}


@dataclass(frozen=True)
class School:
    """What there is to call for."""

    tenant: str
    course: str
    assessment: str


def found_school(tenant: str = "acme") -> School:
    """A course of 20 lessons without a limit of seats, and a timed test of 20 questions (choice, true or false)."""
    course, at = new_id(), now()
    outline = _outline(course)
    keep(tenant, CourseItem, course_key(tenant, course), at)
    place = outline_key(tenant, course)
    for part in (place, Key(place.pk, "VERSION#00001")):
        keep(tenant, OutlineItem, part, at, document=outline.model_dump(mode="json"), version=1)
    _offer(tenant, course)
    made = author_assessment(
        Caller(person=new_id(), tenant=tenant, roles=frozenset({"instructor"})),
        course,
        title=LocalizedText({"en": "Final test", "th": "สอบปลายภาค"}),
        lesson=outline.chapters[0].lessons[-1].id,
        settings=AssessmentSettings(time_limit_minutes=60, max_attempts=None, show_correct_answers=False),
        questions=[_question(number) for number in range(QUESTIONS)],
        creation=Creation(new_id()),
        at=at,
    )
    activate_assessments(tenant, course, published_at=at, at=at)
    return School(tenant, course, made.assessment.id)


def answer_to(number: int) -> dict[str, Any]:
    """A right response to question `q<number>`."""
    return {"choice": "true" if number % 2 else "b"}


def keep(tenant: str, item: type[Item], key: Key, at: datetime, *, version: int | None = None, **parts: Any) -> None:
    """Write an item of another context."""
    with transaction(tenant=tenant, at=at) as write:
        write.put(item(key.pk, key.sk, **parts), when=Item.absent(), otherwise=Conflict())
    if version is not None:
        _set(key, n={"N": str(version)})


def enrolled(tenant: str, person: str, course: str) -> None:
    """The learner's enrollment, as enrollment keeps it."""
    key = enrollment_key(tenant, person, course)
    keep(tenant, EnrollmentItem, key, now(), status="enrolled")


def _outline(course: str) -> Outline:
    lessons = tuple(OutlineLesson(id=f"l{number}", title=_TITLE, content=1) for number in range(LESSONS))
    return Outline(
        course=course, version=1, title=_TITLE, chapters=(OutlineChapter(id="c1", title=_TITLE, lessons=lessons),)
    )


def _offer(tenant: str, course: str) -> None:
    """Free, open, without a limit: what catalog writes at publication."""
    names = {language: {"S": text} for language, text in _TITLE.root.items()}
    key = {"PK": {"S": tenant_key(tenant, "C", course)}, "SK": {"S": "OFFER"}}
    parts = {"o": {"BOOL": True}, "p": {"N": "0"}, "n": _NUMBER, "rev": _NUMBER, "ti": {"M": names}}
    dynamodb().put_item(TableName=settings().table, Item=key | parts)


def _set(key: Key, **parts: Any) -> None:
    dynamodb().update_item(
        TableName=settings().table,
        Key={"PK": {"S": key.pk}, "SK": {"S": key.sk}},
        UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in parts),
        ExpressionAttributeNames={f"#{name}": name for name in parts},
        ExpressionAttributeValues={f":{name}": value for name, value in parts.items()},
    )


def _question(number: int) -> AuthoredQuestion:
    stem = RichText.of(f"Question {number}: what happens to a request that is repeated with the same key?")
    if number % 2:
        shown = Question(id=f"q{number}", kind=QuestionKind.TRUE_FALSE, stem=stem, points=Decimal(1))
        return AuthoredQuestion(question=shown, key=TrueFalseKey(answer=True))
    choices = tuple(Choice(id=id, text=RichText.of(f"Choice {id} of question {number}")) for id in "abcd")
    shown = Question(id=f"q{number}", kind=QuestionKind.MULTIPLE_CHOICE, stem=stem, points=Decimal(1), choices=choices)
    return AuthoredQuestion(question=shown, key=ChoiceKey(shares={"b": Decimal(1)}))
