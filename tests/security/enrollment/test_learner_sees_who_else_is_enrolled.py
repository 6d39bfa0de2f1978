"""A learner lists the people of a course."""

import pytest

from enrollment.list_enrollments import handler
from lyceum.kernel.ids import new_id
from tests.http import person, request

pytestmark = [pytest.mark.store, pytest.mark.security]
ROUTE = "GET /v1/{tenant}/courses/{course}/enrollments"


def test_as_a_learner(table: str, tenant: str) -> None:
    answer = request(handler, ROUTE, caller=person("eve", tenant, "learner"), tenant=tenant, course=new_id())
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (403, "permission-denied")


def test_as_an_instructor_of_another_school(table: str, tenant: str) -> None:
    eve = person("eve", "another-school", "instructor")
    answer = request(handler, ROUTE, caller=eve, tenant=tenant, course=new_id())
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (403, "not-a-member")
