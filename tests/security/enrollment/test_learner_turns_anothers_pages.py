"""A learner uses a cursor that was made for somebody else, for another list, or by themselves."""

import base64
from typing import Any

import pytest

from enrollment.enroll import handler as enroll
from enrollment.list_enrollments import handler
from lyceum.kernel.ids import new_id
from tests.http import Person, person, request
from tests.published_course import lesson, outline, publish

pytestmark = [pytest.mark.store, pytest.mark.security]
MINE = "GET /v1/{tenant}/me/enrollments"
ROSTER = "GET /v1/{tenant}/courses/{course}/enrollments"


@pytest.fixture
def cursor(table: str, tenant: str) -> str:
    """Of Ada's list."""
    ada = person("ada", tenant, "learner")
    for _ in range(2):
        course = new_id()
        publish(tenant, outline(course, [lesson("l1")]))
        request(enroll, "POST /v1/{tenant}/courses/{course}/enrollments", caller=ada, tenant=tenant, course=course)
    return str(page(ada, tenant, {"limit": "1"}).json["next_cursor"])


def page(caller: Person, tenant: str, query: dict[str, str], route: str = MINE, **path: Any) -> Any:
    return request(handler, route, caller=caller, query=query, tenant=tenant, **path)


def test_it_serves_its_owner(tenant: str, cursor: str) -> None:
    assert len(page(person("ada", tenant, "learner"), tenant, {"cursor": cursor}).json["items"]) == 1


def test_anothers_list(tenant: str, cursor: str) -> None:
    assert page(person("eve", tenant, "learner"), tenant, {"cursor": cursor}).status == 422


def test_another_kind_of_list(tenant: str, cursor: str) -> None:
    tess = person("tess", tenant, "instructor")
    assert page(tess, tenant, {"cursor": cursor}, ROSTER, course=new_id()).status == 422


def test_another_school(tenant: str, cursor: str) -> None:
    ada = person("ada", tenant, "learner")
    elsewhere = Person(ada.id, "another-school=learner")
    assert page(elsewhere, "another-school", {"cursor": cursor}).status == 422


def test_changed_by_hand(tenant: str, cursor: str) -> None:
    raw = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    raw[-3] ^= 1
    changed = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
    assert page(person("ada", tenant, "learner"), tenant, {"cursor": changed}).status == 422
