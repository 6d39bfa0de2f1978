"""DELETE /v1/{tenant}/me/enrollments/{course}."""

import json
from pathlib import Path

import pytest

from enrollment.enroll import handler as enroll
from enrollment.withdraw import handler
from lyceum.kernel.ids import new_id
from tests.http import Answer, Person, person, request
from tests.published_course import lesson, outline, publish

pytestmark = pytest.mark.store
ROUTE = "DELETE /v1/{tenant}/me/enrollments/{course}"


@pytest.fixture
def ada(table: str, tenant: str) -> Person:
    return person("ada", tenant, "learner")


@pytest.fixture
def course(ada: Person, tenant: str) -> str:
    made = new_id()
    publish(tenant, outline(made, [lesson("l1")]), seats=3)
    route = "POST /v1/{tenant}/courses/{course}/enrollments"
    assert request(enroll, route, caller=ada, tenant=tenant, course=made).status == 201
    return made


def leave(caller: Person, tenant: str, course: str, **query: str) -> Answer:
    return request(handler, ROUTE, caller=caller, tenant=tenant, course=course, query=query)


def test_it_keeps_date_and_reason(ada: Person, tenant: str, course: str) -> None:
    answer = leave(ada, tenant, course, reason="difficulty")
    assert (answer.status, answer.json["status"], answer.json["reason"]) == (200, "withdrawn", "difficulty")
    again = leave(ada, tenant, course)
    assert again.json == answer.json


def test_refusals_have_their_names(ada: Person, tenant: str, course: str) -> None:
    assert leave(ada, tenant, course, reason="weather").status == 422
    assert leave(ada, tenant, new_id()).json["type"].endswith("/enrollment-not-found")
    assert leave(ada, tenant, "no-id").status == 422


def test_the_sample_event_is_understood(table: str) -> None:
    event = json.loads(Path("events/enrollment/withdraw.json").read_text(encoding="utf-8"))
    assert handler(event, None)["statusCode"] == 404  # no such enrollment in an empty table
