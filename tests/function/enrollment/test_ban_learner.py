"""PUT, DELETE …/courses/{course}/bans/{person}: enrolling, studying and completing under a ban."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from enrollment.ban_learner import handler
from lyceum.enrollment import seats
from lyceum.enrollment.ban_learner import lift_course_ban
from lyceum.enrollment.enroll import enroll
from lyceum.enrollment.errors import BannedFromCourse
from lyceum.enrollment.follow_learning import copy_progress
from lyceum.enrollment.list_enrollments import my_enrollments
from lyceum.enrollment.store import bans
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso, now
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import compound_id, new_id
from lyceum.learning.errors import AccessEnded
from lyceum.learning.follow_bans import follow_ban
from lyceum.learning.open_access import open_access
from lyceum.learning.study import course_outline
from tests.http import Answer
from tests.published_course import lesson, outline, publish
from tests.school_of_people import SchoolOfPeople, problem

pytestmark = pytest.mark.store
ROUTE = "/v1/{tenant}/courses/{course}/bans/{person}"
WHY = {"reason": "Disturbs the class."}


@pytest.fixture
def school(table: str, tenant: str) -> SchoolOfPeople:
    seats.forget()
    return SchoolOfPeople.founded(tenant, "ada", "bo")


@pytest.fixture
def course(school: SchoolOfPeople) -> str:
    made = new_id()
    publish(school.tenant, outline(made, [lesson("l1")]))
    return made


def caller(school: SchoolOfPeople) -> Caller:
    return Caller(school.id("ada"), school.tenant, frozenset({"learner"}))


def take(school: SchoolOfPeople, course: str) -> str:
    return str(enroll(caller(school), course, creation=Creation(new_id()), at=now()).status)


def ban(school: SchoolOfPeople, course: str, **more: Any) -> Any:
    answer = school.ask(handler, f"PUT {ROUTE}", body={**WHY, **more}, of="ada", course=course)
    assert answer.status == 200, answer.text
    return answer.json


def test_who_is_shut_out_takes_no_place_until_they_are_let_in(school: SchoolOfPeople, course: str) -> None:
    made = ban(school, course)
    assert (made["reason"], made["until"], made["by"]) == (WHY["reason"], None, school.id("head"))
    assert ban(school, course) == made
    with pytest.raises(BannedFromCourse):
        take(school, course)
    assert my_enrollments(caller(school), after=None, limit=5).items == []
    for _ in range(2):
        assert school.ask(handler, f"DELETE {ROUTE}", of="ada", course=course).status == 204
    assert my_enrollments(caller(school), after=None, limit=5).items == []
    assert take(school, course) == "enrolled"
    ban(school, course)
    with pytest.raises(BannedFromCourse):
        take(school, course)


def test_a_place_is_suspended_and_theirs_again(school: SchoolOfPeople, course: str) -> None:
    take(school, course)
    ban(school, course)
    assert [str(one.status) for one in my_enrollments(caller(school), after=None, limit=5).items] == ["suspended"]
    school.ask(handler, f"DELETE {ROUTE}", of="ada", course=course)
    assert [str(one.status) for one in my_enrollments(caller(school), after=None, limit=5).items] == ["enrolled"]


def test_a_course_completed_meanwhile_is_completed_afterwards(school: SchoolOfPeople, course: str) -> None:
    take(school, course)
    ban(school, course)
    copy_progress(school.tenant, school.id("ada"), course, percent=Decimal(100), completed=True, rev=9, at=now())
    kept, _ = bans.find(school.tenant, school.id("ada"), course)
    assert kept is not None
    assert kept.status == "suspended"
    school.ask(handler, f"DELETE {ROUTE}", of="ada", course=course)
    kept, _ = bans.find(school.tenant, school.id("ada"), course)
    assert kept is not None
    assert kept.status == "completed"


def test_it_ends_when_its_time_is_over_and_not_before(school: SchoolOfPeople, course: str) -> None:
    until = now() + timedelta(minutes=5)
    ban(school, course, until=iso(until))
    id = compound_id(school.id("ada"), course)
    lift_course_ban(school.tenant, id, at=until - timedelta(seconds=1))
    with pytest.raises(BannedFromCourse):
        take(school, course)
    for _ in range(2):
        lift_course_ban(school.tenant, id, at=until)
    assert take(school, course) == "enrolled"
    lift_course_ban(school.tenant, "x", at=until)


def test_learning_closes_and_opens_whatever_the_order(school: SchoolOfPeople, course: str) -> None:
    take(school, course)
    place = (school.tenant, school.id("ada"), course)
    open_access(*place, at=now())
    follow_ban(*place, shut=True, rev=2, at=now())
    with pytest.raises(AccessEnded):
        course_outline(caller(school), course, at=now())
    follow_ban(*place, shut=False, rev=3, at=now())
    follow_ban(*place, shut=True, rev=2, at=now())
    assert course_outline(caller(school), course, at=now())


def test_what_cannot_be_banned(school: SchoolOfPeople, course: str) -> None:
    def ask(of: str, where: str, **more: Any) -> Answer:
        return school.ask(handler, f"PUT {ROUTE}", body={**WHY, **more}, of=of, course=where)

    assert problem(ask("head", course)) == (403, "not-yourself")
    assert problem(ask("nobody", course)) == (404, "learner-not-found")
    assert problem(ask("ada", new_id())) == (404, "course-not-found")
    assert problem(ask("ada", course, until=iso(now()))) == (422, "ban-too-short")


def test_who_is_not_shut_out_may_be_let_in_and_nobody_else(school: SchoolOfPeople, course: str) -> None:
    def ask(of: str, where: str) -> Answer:
        return school.ask(handler, f"DELETE {ROUTE}", of=of, course=where)

    for _ in range(2):
        assert ask("bo", course).status == 204
    assert problem(ask("nobody", course)) == (404, "learner-not-found")
    assert problem(ask("ada", new_id())) == (404, "course-not-found")
    assert problem(ask("nobody", new_id())) == (404, "course-not-found")
    assert bans.find(school.tenant, school.id("nobody"), course) == (None, 0)


@pytest.mark.security
def test_a_learner_or_an_instructor_of_another_course_bans_nobody(school: SchoolOfPeople, course: str) -> None:
    for roles in (("learner",), ("instructor",)):
        eve = school.as_("bo", *roles)
        claims = eve.claims(iat=str(int(now().timestamp()) + 1))
        answer = school.ask(handler, f"PUT {ROUTE}", eve, WHY, of="ada", course=course, claims=claims)
        assert problem(answer) == (403, "permission-denied")
