"""Who is online."""

from datetime import timedelta

import pytest

from identity.presence import handler
from lyceum.identity import presence
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.ids import new_id
from tests.meter import metered
from tests.school_of_people import SchoolOfPeople

pytestmark = pytest.mark.store
PUT = "PUT /v1/{tenant}/me/presence"


@pytest.fixture
def school(table: str, tenant: str) -> SchoolOfPeople:
    return SchoolOfPeople.founded(tenant, "ada", "bo")


def online(school: SchoolOfPeople, course: str = "") -> list[str]:
    path = "/v1/{tenant}/courses/{course}/presence" if course else "/v1/{tenant}/presence"
    answer = school.ask(handler, f"GET {path}", **({"course": course} if course else {}))
    assert answer.status == 200, answer.text
    return [one["name"] for one in answer.json["items"]]


def test_who_said_so_is_there_newest_first(school: SchoolOfPeople) -> None:
    for name in ("ada", "bo"):
        answer = school.ask(handler, PUT, name, {})
        assert (answer.status, answer.json["again_in"]) == (200, 300)
    assert online(school) == ["Bo", "Ada"]


def test_a_course_has_a_list_of_its_own(school: SchoolOfPeople) -> None:
    course = new_id()
    school.ask(handler, PUT, "ada", {"course": course})
    school.ask(handler, PUT, "bo", {})
    assert online(school, course) == ["Ada"]
    assert online(school) == ["Bo", "Ada"]


def test_who_does_not_want_to_be_seen_is_not_until_they_do(school: SchoolOfPeople) -> None:
    school.ask(handler, PUT, "ada", {})
    school.ask(handler, PUT, "ada", {"shown": False})
    school.ask(handler, PUT, "ada", {})
    assert online(school) == []
    school.ask(handler, PUT, "ada", {"shown": True})
    assert online(school) == ["Ada"]


def test_who_was_not_heard_of_for_ten_minutes_is_gone(school: SchoolOfPeople) -> None:
    ada = Caller(school.id("ada"), school.tenant)
    presence.say_here(ada, course=None, shown=None, at=now() - timedelta(minutes=11))
    assert online(school) == []


def test_within_five_minutes_nothing_is_written(school: SchoolOfPeople) -> None:
    school.ask(handler, PUT, "ada", {})
    with metered() as cost:
        school.ask(handler, PUT, "ada", {})
    assert all(call.refused for call in cost.calls if call.write_units)
