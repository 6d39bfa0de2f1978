"""No oversold seat and no second enrollment, however many come at once, from one process or several."""

import threading

import pytest

from lyceum.kernel.ids import new_id
from lyceum.kernel.table.read import query_shards
from tests.published_course import kept, lesson, outline, publish
from tests.store.enrollment.contenders import Try, contend, outcomes, overlap, told_to_come_again
from tests.store.processes import race

pytestmark = pytest.mark.store

LEARNERS, SEATS = 200, 50


def offered(tenant: str, seats: int | None) -> str:
    course = new_id()
    publish(tenant, outline(course, [lesson("l1")]), seats=seats)
    return course


def assert_no_seat_is_oversold(tenant: str, course: str, tries: list[Try]) -> None:
    print(
        f"\n{len(tries)} learners for {SEATS} seats, at most {overlap(tries)} under way at once, "
        f"{told_to_come_again(tries)} times told to come again: {outcomes(tries)}"
    )
    assert outcomes(tries) == {"enrolled": SEATS, "CourseFull": LEARNERS - SEATS}
    assert kept(tenant, "C", course, "OFFER")["sl"] == {"N": "0"}
    assert len(query_shards(f"T#{tenant}#C#{course}#ROSTER", limit=LEARNERS).items) == SEATS
    assert overlap(tries) > 1


def test_two_hundred_learners_for_fifty_seats(table: str, tenant: str) -> None:
    course = offered(tenant, SEATS)
    together = threading.Barrier(LEARNERS)
    tries = contend(tenant, course, [new_id() for _ in range(LEARNERS)], together.wait)
    assert_no_seat_is_oversold(tenant, course, tries)


def test_two_hundred_learners_from_four_processes(table: str, tenant: str) -> None:
    course = offered(tenant, SEATS)
    people = [new_id() for _ in range(LEARNERS)]
    printed = race("tests/store/enrollment/contenders.py", [tenant, course], [people[number::4] for number in range(4)])
    tries = [Try(**one) for one in printed]
    assert_no_seat_is_oversold(tenant, course, tries)


@pytest.mark.parametrize("seats", [None, SEATS])
def test_one_learner_ten_times(table: str, tenant: str, seats: int | None) -> None:
    course, ada = offered(tenant, seats), new_id()
    together = threading.Barrier(10)
    tries = contend(tenant, course, [ada] * 10, together.wait)
    print(f"\none learner ten times, at most {overlap(tries)} under way at once: {outcomes(tries)}")
    assert outcomes(tries) == {"enrolled": 1, "AlreadyEnrolled": 9}
    if seats:
        assert kept(tenant, "C", course, "OFFER")["sl"] == {"N": str(seats - 1)}
