"""Somebody takes a place in a course of a school that they do not belong to."""

import pytest

from enrollment.enroll import handler
from lyceum.kernel.ids import new_id
from tests.http import Person, person, request
from tests.published_course import kept, lesson, outline, publish

pytestmark = [pytest.mark.store, pytest.mark.security]
ROUTE = "POST /v1/{tenant}/courses/{course}/enrollments"


@pytest.fixture
def course(table: str, tenant: str) -> str:
    course = new_id()
    publish(tenant, outline(course, [lesson("l1")]))
    return course


def status(caller: Person, tenant: str, course: str) -> int:
    return request(handler, ROUTE, caller=caller, tenant=tenant, course=course).status


def test_by_naming_the_other_school(tenant: str, course: str) -> None:
    eve = person("eve", "another-school", "learner")
    assert status(eve, tenant, course) == 403
    assert kept(tenant, "U", eve.id, f"ENROLLMENT#{course}") == {}


def test_by_naming_the_other_schools_course_in_ones_own(tenant: str, course: str) -> None:
    eve = person("eve", "another-school", "learner")
    assert status(eve, "another-school", course) == 404
    assert kept("another-school", "U", eve.id, f"ENROLLMENT#{course}") == {}


def test_without_the_learners_role(tenant: str, course: str) -> None:
    assert status(person("tess", tenant, "instructor"), tenant, course) == 403
