"""Somebody gives up a place in a course that is not theirs to give up."""

import pytest

from enrollment.withdraw import handler
from lyceum.kernel.ids import new_id
from tests.http import Person, person, request
from tests.published_course import enroll_by_hand, kept, learner, lesson, outline, publish

pytestmark = [pytest.mark.store, pytest.mark.security]
ROUTE = "DELETE /v1/{tenant}/me/enrollments/{course}"


@pytest.fixture
def course(table: str, tenant: str) -> str:
    course = new_id()
    publish(tenant, outline(course, [lesson("l1")]))
    enroll_by_hand(learner(tenant, person("ada", tenant, "learner").id), course)
    return course


def leave(caller: Person, tenant: str, course: str) -> int:
    return request(handler, ROUTE, caller=caller, tenant=tenant, course=course).status


def test_by_naming_a_course_that_another_learner_takes(tenant: str, course: str) -> None:
    assert leave(person("eve", tenant, "learner"), tenant, course) == 404
    assert leave(person("eve", "another-school", "learner"), tenant, course) == 403
    assert leave(person("tess", tenant, "instructor"), tenant, course) == 403
    ada = person("ada", tenant, "learner")
    assert kept(tenant, "U", ada.id, f"ENROLLMENT#{course}")["s"] == {"S": "enrolled"}
