"""Giving a place up: the seat comes back exactly once, whoever does what at the same time."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from lyceum.enrollment import enroll as use_case
from lyceum.enrollment import seats as guesses
from lyceum.enrollment.enroll import enroll
from lyceum.enrollment.errors import CourseFull, EnrollmentNotFound
from lyceum.enrollment.follow_learning import copy_progress
from lyceum.enrollment.list_enrollments import my_enrollments
from lyceum.enrollment.model import Status, WithdrawalReason
from lyceum.enrollment.withdraw import withdraw
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from lyceum.kernel.table.read import query_shards
from tests.published_course import NOON, kept, learner, lesson, outline, publish, told

pytestmark = pytest.mark.store


@pytest.fixture
def ada(table: str, tenant: str) -> Iterator[Caller]:
    yield learner(tenant)
    guesses.forget()
    use_case._full.clear()


def offered(tenant: str, seats: int | None) -> str:
    course = new_id()
    publish(tenant, outline(course, [lesson("l1")]), seats=seats)
    return course


def taken(caller: Caller, seats: int | None) -> str:
    course = offered(caller.tenant, seats)
    enroll(caller, course, creation=Creation(new_id()), at=NOON)
    return course


def left(caller: Caller, course: str) -> str:
    return str(kept(caller.tenant, "C", course, "OFFER")["sl"]["N"])


@pytest.mark.parametrize("seats", [1, None])
def test_a_place_is_given_up(ada: Caller, seats: int | None) -> None:
    course = taken(ada, seats)
    withdrawn = withdraw(ada, course, reason=WithdrawalReason.TIME, at=NOON)
    (mine,) = my_enrollments(ada, after=None, limit=20).items
    assert (mine.status, mine.reason, mine.withdrawn_at) == (Status.WITHDRAWN, WithdrawalReason.TIME, NOON)
    assert withdrawn.reason is WithdrawalReason.TIME
    assert told(kept(ada.tenant, "U", ada.person, f"ENROLLMENT#{course}")) == ["LearnerWithdrawn"]
    (entry,) = query_shards(f"T#{ada.tenant}#C#{course}#ROSTER").items
    assert entry.sort.startswith("withdrawn#")


def test_the_seat_is_free_for_the_next(ada: Caller) -> None:
    course, bo = taken(ada, 1), learner(ada.tenant)
    with pytest.raises(CourseFull):
        enroll(bo, course, creation=Creation(new_id()), at=NOON)
    withdraw(ada, course, reason=WithdrawalReason.OTHER, at=NOON)
    enroll(bo, course, creation=Creation(new_id()), at=NOON)
    assert left(ada, course) == "0"


def test_ten_times_at_once_gives_one_seat_back(ada: Caller) -> None:
    course = taken(ada, 5)
    together = threading.Barrier(10)

    def leave() -> Status:
        together.wait()
        return withdraw(ada, course, reason=WithdrawalReason.OTHER, at=NOON).status

    with ThreadPoolExecutor(10) as threads:
        outcomes = [future.result() for future in [threads.submit(leave) for _ in range(10)]]
    assert outcomes == [Status.WITHDRAWN] * 10
    assert left(ada, course) == "5"


def test_progress_that_arrives_meanwhile_is_no_obstacle(ada: Caller) -> None:
    course = taken(ada, 5)
    together = threading.Barrier(2)

    def move() -> None:
        together.wait()
        for rev in range(2, 8):
            copy_progress(ada.tenant, ada.person, course, percent=Decimal(rev), completed=False, rev=rev, at=NOON)

    def leave() -> None:
        together.wait()
        withdraw(ada, course, reason=WithdrawalReason.OTHER, at=NOON)

    with ThreadPoolExecutor(2) as threads:
        for future in [threads.submit(move), threads.submit(leave)]:
            future.result()
    (mine,) = my_enrollments(ada, after=None, limit=20).items
    assert (mine.status, left(ada, course)) == (Status.WITHDRAWN, "5")


def test_while_seats_are_counted_it_has_to_wait(ada: Caller) -> None:
    """Catalog counts the roster: who leaves meanwhile would be counted twice, or not at all."""
    course = taken(ada, None)
    key = {"PK": {"S": f"T#{ada.tenant}#C#{course}"}, "SK": {"S": "OFFER"}}
    zero = {":zero": {"N": "0"}}
    dynamodb().update_item(
        TableName=settings().table,
        Key=key,
        UpdateExpression="SET cap = :zero, sl = :zero",
        ExpressionAttributeValues=zero,
    )
    with pytest.raises(Busy):
        withdraw(ada, course, reason=WithdrawalReason.OTHER, at=NOON)
    assert kept(ada.tenant, "U", ada.person, f"ENROLLMENT#{course}")["s"] == {"S": "enrolled"}


def test_nobody_gives_up_what_they_have_not(ada: Caller) -> None:
    with pytest.raises(EnrollmentNotFound):
        withdraw(ada, offered(ada.tenant, 5), reason=WithdrawalReason.OTHER, at=NOON)
