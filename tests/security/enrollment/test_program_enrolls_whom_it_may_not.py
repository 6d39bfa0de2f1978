"""A program with an API key gives places that are not its to give."""

import pytest

from enrollment.enroll_person import handler
from lyceum.enrollment import store
from tests.function.enrollment.test_enroll_person import ROUTE, give, key_of, offered
from tests.http import request
from tests.identity_school import School, kind, school
from tests.service import asked

pytestmark = [pytest.mark.store, pytest.mark.security]
__all__ = ["school"]


def test_without_the_permission(school: School) -> None:
    (key, _), course, ada = key_of(school, "enrollment.list"), offered(school), school.member("ada")
    assert kind(give(school, key, course, ada.id)) == (403, "permission-denied")


def test_in_another_school(school: School) -> None:
    (key, _), other = key_of(school), School(f"{school.tenant}b")
    course, ada = offered(other), other.member("ada")
    assert kind(give(other, key, course, ada.id)) == (401, "api-key-refused")
    admitted = asked(key, ROUTE, tenant=school.tenant, course=course)["context"]
    forged = request(handler, ROUTE, admitted=admitted, body={"person": ada.id}, tenant=other.tenant, course=course)
    assert kind(forged) == (401, "api-key-refused")
    assert store.find(other.tenant, ada.id, course) is None


def test_a_member_of_another_school(school: School) -> None:
    (key, _), course, stranger = key_of(school), offered(school), School(f"{school.tenant}b").member("eve")
    assert kind(give(school, key, course, stranger.id)) == (404, "learner-not-found")
    assert store.find(school.tenant, stranger.id, course) is None


def test_with_a_persons_token(school: School) -> None:
    course, ada = offered(school), school.member("ada")
    answer = request(handler, ROUTE, caller=school.head, body={"person": ada.id}, tenant=school.tenant, course=course)
    assert kind(answer) == (401, "api-key-refused")


def test_beyond_the_last_seat(school: School) -> None:
    (key, _), course = key_of(school), offered(school, seats=1)
    assert give(school, key, course, school.member("ada").id).status == 201
    for _ in range(2):  # also where the process knows that the course is full
        assert kind(give(school, key, course, school.member("bo").id)) == (409, "course-full")
