"""A learner reads, or marks as read, what the school told somebody else."""

import pytest

from community.notifications import handler
from lyceum.community.delivery import Told
from lyceum.community.model import Kind, Occasion
from lyceum.community.notify import notify
from lyceum.kernel.clock import now
from lyceum.kernel.ids import new_id
from tests.http import Person, request
from tests.store.community.schools import COURSE, School, found, raw_note

pytestmark = [pytest.mark.store, pytest.mark.security]
LIST = "GET /v1/{tenant}/me/notifications"
READ = "PUT /v1/{tenant}/me/notifications/{notification}/read"


@pytest.fixture
def school(table: str, tenant: str) -> School:
    return found(tenant)


@pytest.fixture
def letter(school: School) -> str:
    id = new_id()
    ada = school.add("ada", address=False)
    notify(Told(school.tenant, id, now()), Occasion(Kind.ENROLLED, ada, {"course": COURSE}), at=now())
    return id


@pytest.fixture
def eve(school: School) -> Person:
    return Person(school.add("eve", address=False), f"{school.tenant}=learner")


def test_by_listing(school: School, letter: str, eve: Person) -> None:
    assert request(handler, LIST, caller=eve, tenant=school.tenant).json["items"] == []


def test_by_its_id(school: School, letter: str, eve: Person) -> None:
    answer = request(handler, READ, caller=eve, tenant=school.tenant, notification=letter)
    assert answer.status == 404
    note = raw_note(school.tenant, school.person("ada"), letter)
    assert note is not None
    assert "r" not in note


def test_with_anothers_cursor(school: School, letter: str, eve: Person) -> None:
    ada = Person(school.person("ada"), f"{school.tenant}=learner")
    notify(Told(school.tenant, new_id(), now()), Occasion(Kind.REPORT_READY, ada.id, {"report": COURSE}), at=now())
    cursor = request(handler, LIST, caller=ada, query={"limit": "1"}, tenant=school.tenant).json["next_cursor"]
    assert cursor is not None
    answer = request(handler, LIST, caller=eve, query={"cursor": cursor}, tenant=school.tenant)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (422, "invalid-cursor")


def test_from_another_school(school: School, letter: str) -> None:
    stranger = Person(school.person("ada"), "another-school=learner")
    answer = request(handler, LIST, caller=stranger, tenant=school.tenant)
    assert answer.status == 403


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_or_writes_in_the_schools_name(school: School, role: str) -> None:
    from community.word_messages import handler as words

    route = "PUT /v1/{tenant}/message-templates/{template}/{language}"
    caller = Person(school.add("eve"), f"{school.tenant}={role}")
    body = {"subject": "Pay here", "note": "n", "text": "t"}
    answer = request(words, route, caller=caller, body=body, tenant=school.tenant, template="enrolled", language="en")
    assert answer.status == 403
