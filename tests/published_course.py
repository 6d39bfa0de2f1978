"""A published course as catalog leaves it in the table, for tests of the contexts that read it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from lyceum.content.kinds import AssessmentKind
from lyceum.content.outline import LessonDocument
from lyceum.content.published import Outline, OutlineAssessment, OutlineChapter, OutlineLesson, assessment_id
from lyceum.kernel.access import Caller
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table import CompressedJSONAttribute, tenant_key
from lyceum.kernel.table.client import dynamodb
from lyceum.kernel.text import LocalizedText

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

_ZIP = CompressedJSONAttribute()


def learner(tenant: str, person: str | None = None) -> Caller:
    """A learner of the tenant."""
    return Caller(person=person or new_id(), tenant=tenant, roles=frozenset({"learner"}))


def title(english: str, thai: str | None = None) -> LocalizedText:
    """A title in two languages."""
    return LocalizedText({"en": english, "th": thai or f"บท {english}"})


def lesson(id: str, **parts: Any) -> OutlineLesson:
    """A lesson of an outline; content number 1."""
    return OutlineLesson.model_validate({"id": id, "title": title(f"Lesson {id}"), "content": 1} | parts)


def graded(course: str, lesson: str, *, counts: bool = True) -> OutlineAssessment:
    """An assessment of a lesson, graded or for practice."""
    return OutlineAssessment(
        id=assessment_id(course, f"a-{lesson}"),
        title=title(f"Quiz of {lesson}"),
        kind=AssessmentKind.QUIZ,
        lesson=lesson,
        graded=counts,
    )


def outline(
    course: str,
    *chapters: Iterable[OutlineLesson],
    version: int = 1,
    sequential: bool = False,
    assessments: Iterable[OutlineAssessment] = (),
    release_at: Mapping[int, datetime] | None = None,
) -> Outline:
    """An outline of these chapters; `release_at` by the chapter's place."""
    released = release_at or {}
    return Outline(
        course=course,
        version=version,
        title=title("Building serverless systems", "การสร้างระบบไร้เซิร์ฟเวอร์"),
        sequential=sequential,
        chapters=tuple(
            OutlineChapter(
                id=f"c{place}", title=title(f"Chapter {place}"), release_at=released.get(place), lessons=tuple(lessons)
            )
            for place, lessons in enumerate(chapters)
        ),
        assessments=tuple(assessments),
    )


def publish(tenant: str, outline: Outline, *, seats: int | None = None, price: int = 0) -> Outline:
    """Write OUTLINE, VERSION and OFFER of a course."""
    document = {"B": _ZIP.serialize(outline.model_dump(mode="json"))}
    number = {"N": str(outline.version)}
    course = outline.course
    put(tenant, course, "OUTLINE", doc=document, n=number)
    put(tenant, course, f"VERSION#{outline.version:05d}", doc=document, n=number)
    offer = {"o": {"BOOL": True}, "p": {"N": str(price)}, "n": number}
    names = {language: {"S": text} for language, text in outline.title.root.items()}
    counted = {"sl": {"N": str(seats)}} if seats is not None else {}
    put(tenant, course, "OFFER", **offer, ti={"M": names}, **counted)
    return outline


def publish_lesson(
    tenant: str, course: str, document: LessonDocument, *, content: int = 1, assets: Iterable[Mapping[str, str]] = ()
) -> None:
    """Write the content of a lesson."""
    kept = document.model_dump(mode="json") | {"assets": [dict(asset) for asset in assets]}
    put(tenant, course, f"LESSON#{document.id}#{content:05d}", doc={"B": _ZIP.serialize(kept)})


def put(tenant: str, course: str, part: str, **attributes: Any) -> None:
    """Write one item of a course's partition."""
    key = {"PK": {"S": tenant_key(tenant, "C", course)}, "SK": {"S": part}}
    dynamodb().put_item(TableName=settings().table, Item=key | {"rev": {"N": "1"}} | attributes)


def enroll_by_hand(caller: Caller, course: str, *, status: str = "enrolled") -> None:
    """Write an enrollment without its event."""
    key = {"PK": {"S": tenant_key(caller.tenant, "U", caller.person)}, "SK": {"S": f"ENROLLMENT#{course}"}}
    dynamodb().put_item(TableName=settings().table, Item=key | {"s": {"S": status}, "rev": {"N": "1"}})


def kept(tenant: str, kind: str, id: str, part: str) -> dict[str, Any]:
    """An item in wire form; empty where there is none."""
    key = {"PK": {"S": tenant_key(tenant, kind, id)}, "SK": {"S": part}}
    answer = dynamodb().get_item(TableName=settings().table, Key=key, ConsistentRead=True)
    found: dict[str, Any] = answer.get("Item", {})
    return found


def told(item: Mapping[str, Any]) -> list[str]:
    """Names of the events that an item's last write told."""
    return [event["M"]["n"]["S"] for event in item.get("events", {"L": []})["L"]]
