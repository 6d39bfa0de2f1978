"""Enrolling: one place for each learner and course, never more than there are seats."""

from dataclasses import replace
from typing import Any

import pytest

from lyceum.enrollment import enroll as use_case
from lyceum.enrollment.enroll import enroll
from lyceum.enrollment.enroll_person import enroll_person
from lyceum.enrollment.errors import (
    AlreadyEnrolled,
    CourseFull,
    CourseNotFound,
    EnrollmentClosed,
    PaymentNeeded,
    PrerequisiteMissing,
)
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table import tenant_key
from lyceum.kernel.table.client import dynamodb
from tests.published_course import NOON, kept, learner, lesson, outline, publish, put, told

pytestmark = pytest.mark.store


@pytest.fixture
def ada(table: str, tenant: str) -> Caller:
    return learner(tenant)


def offered(tenant: str, **offer: Any) -> str:
    course = new_id()
    publish(tenant, outline(course, [lesson("l1")]), **offer)
    return course


def take(caller: Caller, course: str, key: str | None = None, body: str = "") -> Any:
    creation = Creation.of(key, tenant=caller.tenant, caller=caller.person, operation="enroll", body=body or course)
    return enroll(caller, course, creation=creation, at=NOON)


def seats_left(tenant: str, course: str) -> int:
    return int(kept(tenant, "C", course, "OFFER")["sl"]["N"])


def test_the_enrollment_and_its_event_are_one_write(ada: Caller) -> None:
    course = offered(ada.tenant)

    take(ada, course)

    item = kept(ada.tenant, "U", ada.person, f"ENROLLMENT#{course}")
    assert told(item) == ["LearnerEnrolled"]
    assert item["s"] == {"S": "enrolled"}
    assert item["GSI1PK"]["S"].startswith(f"T#{ada.tenant}#C#{course}#ROSTER#")


def test_the_last_seat_goes_to_whoever_comes_first(ada: Caller) -> None:
    course, bob = offered(ada.tenant, seats=1), learner(ada.tenant)
    take(ada, course)
    for _ in range(2):
        with pytest.raises(CourseFull):
            take(bob, course)
    assert seats_left(ada.tenant, course) == 0
    assert kept(bob.tenant, "U", bob.person, f"ENROLLMENT#{course}") == {}


def test_a_full_course_turns_away_without_a_transaction_until_a_seat_is_free(ada: Caller) -> None:
    course = offered(ada.tenant, seats=0)
    with pytest.raises(CourseFull):
        take(ada, course)
    assert (ada.tenant, course) in use_case._full
    put(ada.tenant, course, "OFFER", o={"BOOL": True}, p={"N": "0"}, sl={"N": "1"})

    take(ada, course)

    assert seats_left(ada.tenant, course) == 0


def test_who_is_enrolled_hears_so_even_when_the_course_is_full(ada: Caller) -> None:
    course, bob = offered(ada.tenant, seats=1), learner(ada.tenant)
    take(ada, course)
    with pytest.raises(CourseFull):
        take(bob, course)
    with pytest.raises(AlreadyEnrolled):
        take(ada, course)
    assert seats_left(ada.tenant, course) == 0


def test_enrolling_again_takes_no_second_seat(ada: Caller) -> None:
    course = offered(ada.tenant, seats=5)
    take(ada, course)
    with pytest.raises(AlreadyEnrolled):
        take(ada, course)
    assert seats_left(ada.tenant, course) == 4


@pytest.mark.parametrize("seats", [None, 5])
def test_the_same_key_again_gives_the_same_enrollment(ada: Caller, seats: int | None) -> None:
    course = offered(ada.tenant, seats=seats)
    first = take(ada, course, "key-number-1")
    again = take(ada, course, "key-number-1")
    assert replace(again, rev=0) == first
    with pytest.raises(IdempotencyKeyReused):
        take(ada, course, "key-number-1", body="another")
    with pytest.raises(AlreadyEnrolled):
        take(ada, course, "key-number-2")
    if seats:
        assert seats_left(ada.tenant, course) == seats - 1


def test_the_offer_decides(ada: Caller) -> None:
    with pytest.raises(CourseNotFound):
        take(ada, new_id())
    with pytest.raises(PaymentNeeded):
        take(ada, offered(ada.tenant, price=990))
    with pytest.raises(PaymentNeeded):
        take(ada, offered(ada.tenant, price=990, seats=3))
    closed = offered(ada.tenant)
    put(ada.tenant, closed, "OFFER", o={"BOOL": False}, p={"N": "0"})
    with pytest.raises(EnrollmentClosed):
        take(ada, closed)


def test_a_seat_is_for_who_waits(ada: Caller) -> None:
    course = offered(ada.tenant)
    put(ada.tenant, course, "OFFER", o={"BOOL": True}, p={"N": "0"}, sl={"N": "2"}, w={"N": "1"})
    with pytest.raises(CourseFull):
        take(ada, course)
    assert seats_left(ada.tenant, course) == 2


def test_an_offer_that_begins_to_count_is_noticed(ada: Caller) -> None:
    course, bob, eve = offered(ada.tenant), learner(ada.tenant), learner(ada.tenant)
    take(ada, course)
    put(ada.tenant, course, "OFFER", o={"BOOL": True}, p={"N": "0"}, sl={"N": "1"})
    take(bob, course)
    assert seats_left(ada.tenant, course) == 0
    put(ada.tenant, course, "OFFER", o={"BOOL": True}, p={"N": "0"})
    take(eve, course)
    assert "sl" not in kept(ada.tenant, "C", course, "OFFER")


def demanding(tenant: str, *courses: str, **offer: Any) -> str:
    """A course that is taken after others."""
    course = offered(tenant, **offer)
    put(tenant, course, "OFFER", **(kept(tenant, "C", course, "OFFER") | {"rq": {"S": " ".join(courses)}}))
    return course


def complete(caller: Caller, course: str) -> None:
    take(caller, course)
    item = kept(caller.tenant, "U", caller.person, f"ENROLLMENT#{course}")
    dynamodb().put_item(TableName=settings().table, Item=item | {"s": {"S": "completed"}, "done": {"S": iso(NOON)}})


@pytest.mark.parametrize("seats", [None, 1])
def test_a_course_is_taken_once_those_before_it_are_completed(ada: Caller, seats: int | None) -> None:
    first, second = offered(ada.tenant), offered(ada.tenant)
    course = demanding(ada.tenant, first, second, seats=seats)
    complete(ada, first)
    take(ada, second)
    for _ in range(2):
        with pytest.raises(PrerequisiteMissing) as refused:
            take(ada, course)
        assert refused.value.facts["requires"] == second
    assert kept(ada.tenant, "U", ada.person, f"ENROLLMENT#{course}") == {}
    dynamodb().delete_item(
        TableName=settings().table,
        Key={"PK": {"S": tenant_key(ada.tenant, "U", ada.person)}, "SK": {"S": f"ENROLLMENT#{second}"}},
    )
    complete(ada, second)
    take(ada, course)
    assert kept(ada.tenant, "U", ada.person, f"ENROLLMENT#{course}")["s"] == {"S": "enrolled"}


def test_what_a_course_demands_may_change_between_two_who_enroll(ada: Caller) -> None:
    first, bob = offered(ada.tenant), learner(ada.tenant)
    course = demanding(ada.tenant, first)
    with pytest.raises(PrerequisiteMissing):
        take(ada, course)
    offer = kept(ada.tenant, "C", course, "OFFER")
    del offer["rq"]
    put(ada.tenant, course, "OFFER", **offer)
    take(ada, course)
    put(ada.tenant, course, "OFFER", **(offer | {"rq": {"S": first}}))
    with pytest.raises(PrerequisiteMissing):
        take(bob, course)


def test_staff_give_a_place_without_what_comes_before(ada: Caller) -> None:
    course, staff = demanding(ada.tenant, offered(ada.tenant)), learner(ada.tenant)
    key = {"PK": {"S": tenant_key(ada.tenant, "U", ada.person)}, "SK": {"S": "MEMBER"}}
    dynamodb().put_item(TableName=settings().table, Item=key | {"s": {"S": "active"}, "rev": {"N": "1"}})
    assert enroll_person(staff, ada.person, course, at=NOON)[1]
