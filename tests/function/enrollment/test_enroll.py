"""POST /v1/{tenant}/courses/{course}/enrollments."""

import json
from pathlib import Path
from typing import Any

import pytest

from enrollment.enroll import handler
from lyceum.kernel.ids import new_id
from tests.http import Answer, Person, person, request
from tests.published_course import lesson, outline, publish

pytestmark = pytest.mark.store
ROUTE = "POST /v1/{tenant}/courses/{course}/enrollments"


@pytest.fixture
def ada(table: str, tenant: str) -> Person:
    return person("ada", tenant, "learner")


def offered(tenant: str, **offer: Any) -> str:
    course = new_id()
    publish(tenant, outline(course, [lesson("l1")]), **offer)
    return course


def take(caller: Person, tenant: str, course: str, key: str | None = None) -> Answer:
    headers = {"Idempotency-Key": key} if key else {}
    return request(handler, ROUTE, caller=caller, tenant=tenant, course=course, headers=headers)


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status, str(answer.json["type"].rsplit("/", 1)[1])


def test_a_place_in_the_course(ada: Person, tenant: str) -> None:
    course = offered(tenant)

    answer = take(ada, tenant, course)

    assert answer.status == 201
    assert answer.headers["Location"] == f"/v1/{tenant}/me/enrollments"
    assert {name: answer.json[name] for name in ("course", "status", "source", "percent")} == {
        "course": course,
        "status": "enrolled",
        "source": "self",
        "percent": "0",
    }


def test_a_repeat_with_the_same_key_is_the_same_enrollment(ada: Person, tenant: str) -> None:
    course = offered(tenant, seats=3)
    first = take(ada, tenant, course, "a-key-of-mine")
    assert take(ada, tenant, course, "a-key-of-mine").json == first.json
    assert refusal(take(ada, tenant, course)) == (409, "already-enrolled")


def test_refusals_have_their_names(ada: Person, tenant: str) -> None:
    assert refusal(take(ada, tenant, offered(tenant, seats=0))) == (409, "course-full")
    assert refusal(take(ada, tenant, offered(tenant, price=100))) == (402, "payment-needed")
    assert refusal(take(ada, tenant, new_id())) == (404, "course-not-found")
    assert refusal(take(ada, tenant, "not-an-id")) == (422, "invalid-request")
    assert refusal(take(ada, tenant, offered(tenant), "short")) == (422, "invalid-request")


def test_the_sample_event_is_understood(table: str, tenant: str) -> None:
    sample = Path("events/enrollment/enroll.json").read_text(encoding="utf-8")
    event = json.loads(sample.replace("demo", tenant))  # a school of its own, in which nobody made anything
    assert handler(event, None)["statusCode"] == 404  # there is no such course
