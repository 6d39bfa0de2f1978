"""Somebody reads a course that they did not enroll in, or whose access has ended."""

from datetime import timedelta

import pytest

from learning.record_progress import handler as record
from learning.study import handler
from lyceum.content.outline import LessonDocument
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from lyceum.learning.open_access import open_access
from lyceum.learning.store import progress
from lyceum.learning.store.items import progress_key
from tests.http import Answer, Person, person, request
from tests.published_course import enroll_by_hand, lesson, outline, publish, publish_lesson, title

pytestmark = [pytest.mark.store, pytest.mark.security]
OUTLINE = "GET /v1/{tenant}/courses/{course}/outline"
LESSON = "GET /v1/{tenant}/courses/{course}/lessons/{lesson}"
PROGRESS = "PATCH /v1/{tenant}/courses/{course}/progress"


@pytest.fixture
def course(table: str, tenant: str) -> str:
    course = new_id()
    publish(tenant, outline(course, [lesson("l1"), lesson("l2", requires=("l1",))]))
    for one in ("l1", "l2"):
        publish_lesson(tenant, course, LessonDocument(id=one, title=title(one)))
    return course


def answers(caller: Person, tenant: str, course: str, lesson: str = "l1") -> list[Answer]:
    """What all three routes say."""
    body = {"items": [{"lesson": lesson, "completed": True, "at": iso(now())}]}
    return [
        request(handler, OUTLINE, caller=caller, tenant=tenant, course=course),
        request(handler, LESSON, caller=caller, tenant=tenant, course=course, lesson=lesson),
        request(record, PROGRESS, caller=caller, tenant=tenant, course=course, body=body),
    ]


def test_as_a_member_who_is_not_enrolled(tenant: str, course: str) -> None:
    assert [answer.status for answer in answers(person("eve", tenant, "learner"), tenant, course)] == [403] * 3


def test_as_an_instructor(tenant: str, course: str) -> None:
    assert [answer.status for answer in answers(person("tess", tenant, "instructor"), tenant, course)] == [403] * 3


def test_as_a_member_of_another_school(tenant: str, course: str) -> None:
    eve = person("eve", "another-school", "learner", "instructor", "administrator")
    assert [answer.status for answer in answers(eve, tenant, course)] == [403] * 3
    assert [answer.status for answer in answers(eve, "another-school", course)] == [404] * 3


@pytest.mark.parametrize("status", ["withdrawn", "suspended", "expired", "failed"])
def test_as_somebody_whose_place_is_gone(tenant: str, course: str, status: str) -> None:
    eve = person("eve", tenant, "learner")
    enroll_by_hand(Caller(eve.id, tenant), course, status=status)
    assert [answer.status for answer in answers(eve, tenant, course)] == [403] * 3


def test_after_access_has_ended(tenant: str, course: str) -> None:
    eve = person("eve", tenant, "learner")
    enroll_by_hand(Caller(eve.id, tenant), course)
    open_access(tenant, eve.id, course, at=now())
    key = progress_key(tenant, eve.id, course)
    dynamodb().update_item(
        TableName=settings().table,
        Key={"PK": {"S": key.pk}, "SK": {"S": key.sk}},
        UpdateExpression="SET #e = :e ADD rev :one",
        ExpressionAttributeNames={"#e": "end"},
        ExpressionAttributeValues={":e": {"S": iso(now() - timedelta(seconds=1))}, ":one": {"N": "1"}},
    )
    for forgetting in (False, True):
        if forgetting:
            progress.forget()
        read, opened, recorded = answers(eve, tenant, course)
        assert (read.status, opened.status, recorded.status) == (403, 403, 200)
        assert recorded.json["items"][0]["code"] == "access_ended"


def test_a_locked_lesson_by_its_address(tenant: str, course: str) -> None:
    eve = person("eve", tenant, "learner")
    enroll_by_hand(Caller(eve.id, tenant), course)
    _, opened, recorded = answers(eve, tenant, course, "l2")
    assert opened.status == 409
    assert recorded.json["items"][0]["code"] == "locked"
