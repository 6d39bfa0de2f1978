"""GET /v1/{tenant}/me/enrollments and GET /v1/{tenant}/courses/{course}/enrollments."""

import json
from pathlib import Path
from typing import Any

import pytest

from enrollment.enroll import handler as enroll
from enrollment.list_enrollments import handler
from lyceum.kernel.directory import member_key
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from tests.http import Answer, Person, person, request
from tests.published_course import lesson, outline, publish, put

pytestmark = pytest.mark.store
MINE = "GET /v1/{tenant}/me/enrollments"
ROSTER = "GET /v1/{tenant}/courses/{course}/enrollments"


@pytest.fixture
def ada(table: str, tenant: str) -> Person:
    return person("ada", tenant, "learner")


@pytest.fixture
def tess(table: str, tenant: str) -> Person:
    return person("tess", tenant, "instructor")


def enrolled(tenant: str, *people: Person) -> str:
    course = new_id()
    publish(tenant, outline(course, [lesson("l1")]))
    for one in people:
        route = "POST /v1/{tenant}/courses/{course}/enrollments"
        assert request(enroll, route, caller=one, tenant=tenant, course=course).status == 201
    return course


def pages(route: str, caller: Person, limit: int, **path: Any) -> list[Any]:
    """All items of a list, page by page."""
    found: list[Any] = []
    cursor: str | None = None
    for _ in range(20):
        query = {"limit": str(limit)} | ({"cursor": cursor} if cursor else {})
        answer = request(handler, route, caller=caller, query=query, **path)
        assert answer.status == 200, answer.text
        assert len(answer.json["items"]) <= limit
        found += answer.json["items"]
        cursor = answer.json["next_cursor"]
        if cursor is None:
            return found
    raise AssertionError("the list has no end")


def test_my_courses_page_by_page(ada: Person, tenant: str) -> None:
    courses = {enrolled(tenant, ada) for _ in range(5)}
    found = [item["course"] for item in pages(MINE, ada, 2, tenant=tenant)]
    assert (len(found), set(found)) == (5, courses)


def test_my_courses_are_mine_alone(ada: Person, tenant: str) -> None:
    enrolled(tenant, person("bob", tenant, "learner"))
    assert pages(MINE, ada, 10, tenant=tenant) == []


def test_the_roster_has_names_and_nobody_twice(tess: Person, tenant: str) -> None:
    people = [person(f"learner-{number}", tenant, "learner") for number in range(11)]
    course = enrolled(tenant, *people)
    name_member(tenant, people[0], "Ada Lovelace")

    found = pages(ROSTER, tess, 3, tenant=tenant, course=course)

    assert len(found) == 11
    assert {item["learner"] for item in found} == {one.id for one in people}
    assert [item["name"] for item in found if item["learner"] == people[0].id] == ["Ada Lovelace"]
    assert {item["status"] for item in found} == {"enrolled"}


def test_a_new_course_has_nobody_and_an_unknown_one_is_not_there(tess: Person, tenant: str) -> None:
    course = new_id()
    put(tenant, course, "COURSE")
    assert pages(ROSTER, tess, 10, tenant=tenant, course=course) == []
    assert request(handler, ROSTER, caller=tess, tenant=tenant, course=new_id()).status == 404


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"cursor": "AAAA"}])
def test_a_wrong_page_is_refused(ada: Person, tenant: str, query: dict[str, str]) -> None:
    answer: Answer = request(handler, MINE, caller=ada, query=query, tenant=tenant)
    assert answer.status == 422


def test_the_sample_event_is_understood(table: str) -> None:
    event = json.loads(Path("events/enrollment/list_enrollments.json").read_text(encoding="utf-8"))
    assert json.loads(handler(event, None)["body"]) == {"items": [], "next_cursor": None}


def name_member(tenant: str, someone: Person, name: str) -> None:
    key = member_key(tenant, someone.id)
    item = {"PK": {"S": key.pk}, "SK": {"S": key.sk}, "p": {"S": someone.id}, "n": {"S": name}, "s": {"S": "active"}}
    dynamodb().put_item(TableName=settings().table, Item=item)
