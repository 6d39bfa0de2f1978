"""GET /v1/{tenant}/courses/{course}/outline and …/lessons/{lesson}."""

import json
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from learning.record_progress import handler as record
from learning.study import handler
from lyceum.content.outline import HtmlBlock, LessonDocument, QuestionsBlock, Unit, UnknownBlock, VideoBlock
from lyceum.kernel.access import Caller
from lyceum.kernel.aws import client
from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table import CompressedJSONAttribute
from lyceum.kernel.text import LocalizedText
from lyceum.learning.complete_course import take_result
from lyceum.learning.model.progress import Result
from tests.http import Answer, Person, person, request
from tests.published_course import (
    enroll_by_hand,
    graded,
    lesson,
    outline,
    publish,
    publish_lesson,
    put,
    title,
)

pytestmark = pytest.mark.store
OUTLINE = "GET /v1/{tenant}/courses/{course}/outline"
LESSON = "GET /v1/{tenant}/courses/{course}/lessons/{lesson}"
PROGRESS = "PATCH /v1/{tenant}/courses/{course}/progress"


@pytest.fixture
def ada(table: str, tenant: str) -> Person:
    return person("ada", tenant, "learner")


@pytest.fixture
def bucket(emulator: str, table: str) -> Iterator[str]:
    """The content bucket."""
    name = f"content-{new_id().lower()}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTENT", name)
        settings.cache_clear()
        client.cache_clear()
        client("s3").create_bucket(Bucket=name)
        yield name
    settings.cache_clear()
    client.cache_clear()


def enrolled(ada: Person, tenant: str, course: str) -> None:
    enroll_by_hand(Caller(ada.id, tenant), course)


def read(caller: Person, tenant: str, course: str, **headers: str) -> Answer:
    return request(handler, OUTLINE, caller=caller, tenant=tenant, course=course, headers=headers)


def open_lesson(caller: Person, tenant: str, course: str, id: str, **headers: str) -> Answer:
    return request(handler, LESSON, caller=caller, tenant=tenant, course=course, lesson=id, headers=headers)


def complete(caller: Person, tenant: str, course: str, *lessons: str) -> Any:
    items = [{"lesson": one, "completed": True, "at": iso(now())} for one in lessons]
    return request(record, PROGRESS, caller=caller, tenant=tenant, course=course, body={"items": items}).json


def rows(answer: Answer) -> dict[str, Any]:
    return {row["id"]: row for chapter in answer.json["chapters"] for row in chapter["lessons"]}


def problem(answer: Answer) -> str:
    return str(answer.json["type"].rsplit("/", 1)[1])


def test_the_outline_explains_the_percentage_item_by_item(ada: Person, tenant: str) -> None:
    course = new_id()
    quiz = graded(course, "l3")
    lessons = [lesson("l1"), lesson("l2", required=False), lesson("l3", assessment=quiz.id), lesson("l4")]
    publish(tenant, outline(course, lessons, assessments=[quiz]))
    enrolled(ada, tenant, course)
    complete(ada, tenant, course, "l1", "l2")

    answer = read(ada, tenant, course)

    assert answer.status == 200
    assert Decimal(answer.json["percent"]) == Decimal("33.33")
    assert answer.json["requirements"] == {
        "required": 3,
        "done": 1,
        "items": [
            {"lesson": "l1", "assessment": None, "done": True},
            {"lesson": "l3", "assessment": quiz.id, "done": False},
            {"lesson": "l4", "assessment": None, "done": False},
        ],
    }
    assert rows(answer)["l2"]["done"] is True
    assert rows(answer)["l1"]["completed_at"] is not None
    assert answer.json["assessments"][0]["result"] is None


def test_a_sequential_course_says_what_comes_first(ada: Person, tenant: str) -> None:
    course = new_id()
    quiz = graded(course, "l1")
    lessons = [lesson("l1", assessment=quiz.id), lesson("l2"), lesson("l3", required=False), lesson("l4")]
    publish(tenant, outline(course, lessons, assessments=[quiz], sequential=True))
    enrolled(ada, tenant, course)

    locks = {id: row["locked"] for id, row in rows(read(ada, tenant, course)).items()}

    assert locks["l1"] is None
    assert locks["l3"] is None
    assert locks["l2"] == {"reason": "pass_first", "until": None, "lessons": ["l1"], "assessments": [quiz.id]}
    assert locks["l4"] == {"reason": "lessons_first", "until": None, "lessons": ["l2"], "assessments": []}
    refused = open_lesson(ada, tenant, course, "l2")
    assert (refused.status, problem(refused)) == (409, "lesson-locked")
    assert refused.json["facts"] == {
        "lesson": "l2",
        "reason": "pass_first",
        "lessons": "l1",
        "assessments": quiz.id,
    }
    result = Result(now(), 1, Decimal(80), passed=True, settled=True)
    take_result(tenant, ada.id, course, quiz.id, result, at=now())
    after = read(ada, tenant, course)
    assert rows(after)["l2"]["locked"] is None
    assert after.json["assessments"][0]["result"] == {"attempt_number": 1, "percent": "80", "passed": True}


def test_a_result_that_the_assessment_withholds_has_no_percentage(ada: Person, tenant: str) -> None:
    course = new_id()
    quiz = graded(course, "l1")
    publish(tenant, outline(course, [lesson("l1", assessment=quiz.id)], assessments=[quiz]))
    enrolled(ada, tenant, course)
    result = Result(now(), 1, Decimal(80), passed=True, settled=True, withheld=True)
    take_result(tenant, ada.id, course, quiz.id, result, at=now())
    told = read(ada, tenant, course).json["assessments"][0]["result"]
    assert (told.get("percent"), told["passed"]) == (None, True)


def test_a_chapter_opens_at_its_date(ada: Person, tenant: str) -> None:
    course, tomorrow = new_id(), now() + timedelta(days=1)
    publish(tenant, outline(course, [lesson("l1")], [lesson("l2")], release_at={1: tomorrow}))
    enrolled(ada, tenant, course)

    answer = read(ada, tenant, course)

    assert rows(answer)["l1"]["locked"] is None
    lock = {"reason": "not_released", "until": iso(tomorrow), "lessons": [], "assessments": []}
    assert rows(answer)["l2"]["locked"] == lock
    assert open_lesson(ada, tenant, course, "l2").json["facts"]["until"] == iso(tomorrow)


def test_texts_have_the_callers_language_first_and_keep_the_others(ada: Person, tenant: str) -> None:
    course = new_id()
    publish(tenant, outline(course, [lesson("l1")]))
    enrolled(ada, tenant, course)

    answer = read(ada, tenant, course, **{"Accept-Language": "th-TH,en;q=0.5"})

    assert (answer.json["language"], answer.headers["Content-Language"]) == ("th", "th")
    assert list(answer.json["title"]) == ["th", "en"]
    assert list(read(ada, tenant, course).json["title"]) == ["en", "th"]


def test_a_lesson_shows_its_blocks_and_no_source_that_could_hold_answers(ada: Person, tenant: str, bucket: str) -> None:
    course = new_id()
    publish(tenant, outline(course, [lesson("l1")]))
    enrolled(ada, tenant, course)
    html = LocalizedText(
        {
            "en": '<p>See /static/flow.svg: <img src="/static/flow.svg" alt=""></p>',
            "th": "<img src='/static/a%20b.png?x=1'><img src=\"/static/gone.png\">",
        }
    )
    video = VideoBlock(
        sources=("/static/talk.mp4", "youtube:abc"), duration_seconds=60, captions={"th": "/static/talk.vtt"}
    )
    blocks = (HtmlBlock(html=html), video, QuestionsBlock(questions=("q1",)), UnknownBlock(tag="x", verbatim="42!"))
    unit = Unit(id="u1", title=title("Unit"), blocks=blocks)
    files = ["flow.svg", "a b.png", "talk.mp4", "talk.vtt"]
    assets = [{"path": path, "key": f"assets/{tenant}/{path}", "media_type": "image/svg+xml"} for path in files]
    publish_lesson(tenant, course, LessonDocument(id="l1", title=title("L1"), units=(unit,)), assets=assets)
    client("s3").put_object(Bucket=bucket, Key=f"assets/{tenant}/flow.svg", Body=b"<svg/>")

    answer = open_lesson(ada, tenant, course, "l1")

    assert answer.status == 200
    shown, film, questions, unknown = answer.json["units"][0]["blocks"]
    assert "<p>See /static/flow.svg: <img src=" in shown["html"]["en"]
    address = shown["html"]["en"].split('src="')[1].split('"')[0].replace("&amp;", "&")
    with urllib.request.urlopen(address) as response:
        assert response.read() == b"<svg/>"
    assert f"assets/{tenant}/a%20b.png" in shown["html"]["th"]
    assert 'src="/static/gone.png"' in shown["html"]["th"]
    assert f"assets/{tenant}/talk.mp4" in film["sources"][0]
    assert film["sources"][1] == "youtube:abc"
    assert f"assets/{tenant}/talk.vtt" in film["captions"]["th"]
    assert questions["questions"] == ["q1"]
    assert unknown == {"kind": "unknown", "title": None, "tag": "x"}
    assert "42!" not in answer.text


def test_a_large_lesson_comes_from_the_bucket(ada: Person, tenant: str, bucket: str) -> None:
    course = new_id()
    publish(tenant, outline(course, [lesson("l1")]))
    enrolled(ada, tenant, course)
    document = LessonDocument(id="l1", title=title("L1"), units=(Unit(id="u1", title=title("Long")),))
    key = f"lessons/{tenant}/{course}/l1/1.json"
    client("s3").put_object(Bucket=bucket, Key=key, Body=json.dumps(document.model_dump(mode="json")).encode())
    put(tenant, course, "LESSON#l1#00001", s3={"S": key})

    assert open_lesson(ada, tenant, course, "l1").json["units"][0]["title"]["en"] == "Long"


def test_a_lesson_shows_where_the_learner_stands(ada: Person, tenant: str, bucket: str) -> None:
    course = new_id()
    publish(tenant, outline(course, [lesson("l1")]))
    publish_lesson(tenant, course, LessonDocument(id="l1", title=title("L1")))
    enrolled(ada, tenant, course)
    items = [{"lesson": "l1", "position_seconds": 42, "duration_seconds": 60, "at": iso(now())}]
    request(record, PROGRESS, caller=ada, tenant=tenant, course=course, body={"items": items})

    assert open_lesson(ada, tenant, course, "l1").json["position_seconds"] == 42
    assert rows(read(ada, tenant, course))["l1"]["duration_seconds"] == 60


def test_a_preview_lesson_is_open_to_every_member(ada: Person, tenant: str, bucket: str) -> None:
    course = new_id()
    publish(tenant, outline(course, [lesson("l1", preview=True), lesson("l2")]))
    for one in ("l1", "l2"):
        publish_lesson(tenant, course, LessonDocument(id=one, title=title(one)))
    teacher = person("tess", tenant, "instructor")

    assert open_lesson(ada, tenant, course, "l1").status == 200
    assert open_lesson(teacher, tenant, course, "l1").status == 200
    refused = open_lesson(ada, tenant, course, "l2")
    assert (refused.status, problem(refused)) == (403, "not-enrolled")
    assert problem(open_lesson(teacher, tenant, course, "l2")) == "permission-denied"


def test_what_is_not_there_is_not_found(ada: Person, tenant: str) -> None:
    course = new_id()
    answer = read(ada, tenant, course)
    assert (answer.status, problem(answer)) == (404, "course-not-published")
    assert open_lesson(ada, tenant, course, "l1").status == 404
    publish(tenant, outline(course, [lesson("l1")]))
    enrolled(ada, tenant, course)
    answer = open_lesson(ada, tenant, course, "l9")
    assert (answer.status, problem(answer)) == (404, "lesson-not-found")


def test_an_outline_survives_the_course_being_taken_back(ada: Person, tenant: str) -> None:
    """Who is enrolled keeps their version (RULES S1-12)."""
    course = new_id()
    publish(tenant, outline(course, [lesson("l1")]))
    enrolled(ada, tenant, course)
    read(ada, tenant, course)
    from lyceum.learning.store import progress

    put(tenant, course, "OUTLINE", doc={"B": _changed(course)}, n={"N": "2"})
    progress.forget()
    assert read(ada, tenant, course).json["version"] == 1


def _changed(course: str) -> bytes:
    return CompressedJSONAttribute().serialize(outline(course, [lesson("x")], version=2).model_dump(mode="json"))
