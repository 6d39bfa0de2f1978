"""A learner gets on without doing what it takes, or at another's cost."""

from typing import Any

import pytest

from learning.complete_course import handler as complete
from learning.record_progress import handler
from learning.study import handler as study
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from tests.function.learning.test_complete_course import SAMPLE
from tests.http import Person, person, request
from tests.published_course import enroll_by_hand, graded, kept, lesson, outline, publish

pytestmark = [pytest.mark.store, pytest.mark.security]
ROUTE = "PATCH /v1/{tenant}/courses/{course}/progress"


@pytest.fixture
def eve(table: str, tenant: str) -> Person:
    return person("eve", tenant, "learner")


@pytest.fixture
def course(eve: Person, tenant: str) -> str:
    course = new_id()
    test = graded(course, "l2")
    publish(tenant, outline(course, [lesson("l1"), lesson("l2", assessment=test.id)], assessments=[test]))
    enroll_by_hand(Caller(eve.id, tenant), course)
    return course


def send(caller: Person, tenant: str, course: str, **item: Any) -> Any:
    body = {"items": [{"at": iso(now())} | item]}
    return request(handler, ROUTE, caller=caller, tenant=tenant, course=course, body=body)


def test_by_reporting_a_test_as_done(eve: Person, tenant: str, course: str) -> None:
    answer = send(eve, tenant, course, lesson="l2", completed=True)
    assert answer.json["items"] == [{"lesson": "l2", "status": "refused", "code": "pass_first"}]
    assert answer.json["completed_at"] is None


def test_by_writing_into_anothers_progress(eve: Person, tenant: str, course: str) -> None:
    """Whose progress it is comes from the token alone."""
    ada = person("ada", tenant, "learner")
    enroll_by_hand(Caller(ada.id, tenant), course)
    assert send(eve, tenant, course, lesson="l1", completed=True, learner=ada.id).status == 422
    send(eve, tenant, course, lesson="l1", completed=True)
    assert kept(tenant, "U", ada.id, f"PROGRESS#{course}") == {}


def test_by_an_old_event_told_again(eve: Person, tenant: str, course: str) -> None:
    """A pass that was taken back stays taken back when the first event is replayed."""
    facts = {"learner": eve.id, "course": course, "assessment": graded(course, "l2").id}
    detail = SAMPLE["detail"] | {"tenant": tenant, "data": SAMPLE["detail"]["data"] | facts}
    later = iso(now())
    taken_back = detail | {"name": "GradeRecorded", "at": later, "data": detail["data"] | {"passed": False}}

    complete(SAMPLE | {"detail": detail}, None)
    complete(SAMPLE | {"detail": taken_back}, None)
    complete(SAMPLE | {"detail": detail}, None)

    outline = request(study, "GET /v1/{tenant}/courses/{course}/outline", caller=eve, tenant=tenant, course=course).json
    assert outline["percent"] in ("0", "0.00")
    assert outline["assessments"][0]["result"]["passed"] is False
