"""What enrolling and listing may cost: the rows of docs/access-patterns/enrollment.md."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from lyceum.enrollment import enroll as use_case
from lyceum.enrollment import seats as guesses
from lyceum.enrollment.end_purchase import end_purchase
from lyceum.enrollment.enroll import enroll
from lyceum.enrollment.enroll_buyer import enroll_buyer
from lyceum.enrollment.enroll_person import enroll_person
from lyceum.enrollment.errors import CourseFull
from lyceum.enrollment.follow_dispute import resume_place, suspend_place
from lyceum.enrollment.follow_learning import copy_progress, describe_enrollment
from lyceum.enrollment.list_enrollments import my_enrollments, roster
from lyceum.enrollment.model import Enrollment, Source, WithdrawalReason
from lyceum.enrollment.withdraw import withdraw
from lyceum.kernel.access import Caller
from lyceum.kernel.capacity import item_size
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from lyceum.kernel.setting_catalogue import LIMIT_COURSES
from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from lyceum.kernel.tenant_settings import setting
from tests.access_patterns import assert_as_stated, assert_every_row_is_measured
from tests.meter import metered, units
from tests.published_course import NOON, kept, learner, lesson, outline, publish, put

pytestmark = pytest.mark.store


@pytest.fixture
def ada(table: str, tenant: str) -> Iterator[Caller]:
    setting(tenant, LIMIT_COURSES)  # this process has asked for the school's settings in the last 50 s
    yield learner(tenant)
    guesses.forget()
    use_case._full.clear()
    use_case._required.clear()


def offered(tenant: str, seats: int | None = None) -> str:
    course = new_id()
    publish(tenant, outline(course, [lesson("l1")]), seats=seats)
    return course


def take(caller: Caller, course: str) -> None:
    key = Creation.of("a key of the client", tenant=caller.tenant, caller=caller.person, operation="e", body=course)
    enroll(caller, course, creation=key, at=NOON)


def test_enroll_with_limited_seats(ada: Caller) -> None:
    course = offered(ada.tenant, seats=50)
    take(learner(ada.tenant), course)  # this process has seen the course
    with metered() as cost:
        take(ada, course)
    assert cost.spent == units(1, 4, index=1)
    assert_as_stated("enrollment", "enroll, seats limited", cost)


def test_enroll_without_a_limit(ada: Caller) -> None:
    """A condition check costs what a transactional write does, so 4 and not 3."""
    course = offered(ada.tenant)
    with metered() as cost:
        take(ada, course)
    assert cost.spent == units(1, 4, index=1)
    assert_as_stated("enrollment", "enroll, seats unlimited", cost)


def test_enroll_after_another_course(ada: Caller) -> None:
    first, course = offered(ada.tenant), offered(ada.tenant)
    offer = kept(ada.tenant, "C", course, "OFFER")
    put(ada.tenant, course, "OFFER", **(offer | {"rq": {"S": first}}))
    bob = learner(ada.tenant)
    for each in (ada, bob):
        take(each, first)
        place = kept(ada.tenant, "U", each.person, f"ENROLLMENT#{first}")
        dynamodb().put_item(TableName=settings().table, Item=place | {"done": {"S": "2026-03-01T00:00:00Z"}})
    take(bob, course)  # this process has seen the course
    with metered() as cost:
        take(ada, course)
    assert_as_stated("enrollment", "enroll, after another course", cost)


def test_the_first_enrollment_in_a_counted_course_guesses_wrong_once(ada: Caller) -> None:
    course = offered(ada.tenant, seats=50)
    with metered() as cost:
        take(ada, course)
    assert cost.spent == units(2, 8, index=1)
    assert_as_stated("enrollment", "enroll, first in a process, seats limited", cost)
    assert [call.refused for call in cost.calls] == [True, False]


def test_a_full_course_turns_away_without_writing(ada: Caller) -> None:
    course = offered(ada.tenant, seats=0)
    with pytest.raises(CourseFull):
        take(learner(ada.tenant), course)
    with metered() as cost, pytest.raises(CourseFull):
        take(ada, course)
    assert cost.spent == units(2, 0, read="1.5")
    assert_as_stated("enrollment", "enroll, course known to be full", cost)


def test_an_enrollment_stays_within_a_kilobyte(ada: Caller) -> None:
    course = offered(ada.tenant)
    take(ada, course)
    describe_enrollment(ada.tenant, ada.person, course, version=3, at=NOON)
    copy_progress(ada.tenant, ada.person, course, percent=Decimal("33.33"), completed=False, rev=9, at=NOON)
    copy_progress(ada.tenant, ada.person, course, percent=Decimal(100), completed=True, rev=10, at=NOON)
    size = item_size(kept(ada.tenant, "U", ada.person, f"ENROLLMENT#{course}"))
    assert size <= 1024, size


def test_following_progress(ada: Caller) -> None:
    course = offered(ada.tenant)
    take(ada, course)
    with metered() as cost:
        copy_progress(ada.tenant, ada.person, course, percent=Decimal(10), completed=False, rev=2, at=NOON)
    assert cost.spent == units(2, 1, index=2, read=1)
    assert_as_stated("enrollment", "follow progress, state changes", cost)
    with metered() as cost:
        copy_progress(ada.tenant, ada.person, course, percent=Decimal(20), completed=False, rev=3, at=NOON)
    assert_as_stated("enrollment", "follow progress", cost)
    with metered() as cost:
        copy_progress(ada.tenant, ada.person, course, percent=Decimal(20), completed=False, rev=3, at=NOON)
    assert_as_stated("enrollment", "follow progress, repeated", cost)


def test_withdrawing(ada: Caller) -> None:
    unlimited = offered(ada.tenant)
    take(ada, unlimited)
    with metered() as cost:
        withdraw(ada, unlimited, reason=WithdrawalReason.OTHER, at=NOON)
    assert_as_stated("enrollment", "withdraw, seats unlimited", cost)
    limited = offered(ada.tenant, seats=5)
    take(ada, limited)  # this process has seen the course
    with metered() as cost:
        withdraw(ada, limited, reason=WithdrawalReason.OTHER, at=NOON)
    assert_as_stated("enrollment", "withdraw, seats limited", cost)
    with metered() as cost:
        withdraw(ada, limited, reason=WithdrawalReason.OTHER, at=NOON)
    assert_as_stated("enrollment", "withdraw, repeated", cost)


def test_ending_a_purchase_and_buying_again(ada: Caller) -> None:
    course = offered(ada.tenant, seats=5)
    take(learner(ada.tenant), course)  # this process has seen the course
    first, second = sold(ada, course), sold(ada, course)
    enroll_buyer(ada.tenant, ada.person, course, first, held=True, at=NOON)
    with metered() as cost:
        end_purchase(ada.tenant, second, ada.person, course, seat_is_free=False, at=NOON)
    assert_as_stated("enrollment", "end a purchase, of another order", cost)
    with metered() as cost:
        end_purchase(ada.tenant, first, ada.person, course, seat_is_free=False, at=NOON)
    assert_as_stated("enrollment", "end a purchase, seats limited", cost)
    with metered() as cost:
        enroll_buyer(ada.tenant, ada.person, course, second, held=True, at=NOON)
    assert_as_stated("enrollment", "enroll a buyer again", cost)
    with metered() as cost:
        end_purchase(ada.tenant, second, ada.person, course, seat_is_free=True, at=NOON)
    assert_as_stated("enrollment", "end a purchase, seat given back by its order", cost)


def test_a_dispute(ada: Caller) -> None:
    course = offered(ada.tenant, seats=5)
    order = sold(ada, course, dp={"M": {"dp_1": {"N": "1"}}})
    enroll_buyer(ada.tenant, ada.person, course, order, held=True, at=NOON)
    with metered() as cost:
        suspend_place(ada.tenant, order, ada.person, course, at=NOON)
    assert_as_stated("enrollment", "suspend a disputed place", cost)
    sold(ada, course, order)
    with metered() as cost:
        resume_place(ada.tenant, order, ada.person, course, at=NOON)
    assert_as_stated("enrollment", "resume a disputed place", cost)


def sold(caller: Caller, course: str, order: str = "", **more: Any) -> str:
    """A paid order that holds a seat."""
    order = order or new_id()
    line = {"M": {"n": {"N": "0"}, "p": {"N": "1000"}, "ho": {"BOOL": True}}}
    item = {"PK": {"S": f"T#{caller.tenant}#O#{order}"}, "SK": {"S": "ORDER"}, "s": {"S": "paid"}}
    dynamodb().put_item(TableName=settings().table, Item=item | more | {"ln": {"M": {course: line}}})
    return order


@pytest.mark.parametrize("others", [0, 30])
def test_my_courses_with_progress(ada: Caller, others: int) -> None:
    for number in range(20 + others):
        course = offered(ada.tenant)
        take(ada, course)
        describe_enrollment(ada.tenant, ada.person, course, version=1, at=NOON)
        at = NOON + timedelta(days=number)
        copy_progress(ada.tenant, ada.person, course, percent=Decimal("12.34"), completed=False, rev=2, at=at)
    with metered() as cost:
        page = my_enrollments(ada, after=None, limit=20)
    assert len(page.items) == 20
    assert_as_stated("enrollment", "my courses (20)", cost)


def test_the_roster(ada: Caller) -> None:
    course = offered(ada.tenant)
    for _ in range(20):
        take(learner(ada.tenant), course)
    with metered() as cost:
        page = roster(ada, course, after=None, limit=20)
    assert len(page.items) == 20
    assert_as_stated("enrollment", "roster (20)", cost)


def test_the_roster_of_nobody(ada: Caller) -> None:
    course = offered(ada.tenant)
    put(ada.tenant, course, "COURSE")
    with metered() as cost:
        assert roster(ada, course, after=None, limit=20).items == []
    assert_as_stated("enrollment", "roster, nobody", cost)


def test_describing(ada: Caller) -> None:
    course = offered(ada.tenant)
    take(ada, course)
    with metered() as cost:
        describe_enrollment(ada.tenant, ada.person, course, version=1, at=NOON)
    assert_as_stated("enrollment", "describe", cost)


def test_enroll_another_person(ada: Caller) -> None:
    course, program = offered(ada.tenant, seats=5), Caller(new_id(), ada.tenant)
    guesses._counted[ada.tenant, course] = True
    put(ada.tenant, course, "OFFER", o={"BOOL": True}, p={"N": "0"}, sl={"N": "5"})
    write_member(ada)
    with metered() as cost:
        assert enroll_person(program, ada.person, course, at=NOON)[1]
    assert_as_stated("enrollment", "enroll another person", cost)
    with metered() as cost:
        assert not enroll_person(program, ada.person, course, at=NOON)[1]
    assert_as_stated("enrollment", "enroll another person, repeated", cost)


def write_member(ada: Caller) -> None:
    """A membership, as identity writes it."""
    key = {"PK": {"S": f"T#{ada.tenant}#U#{ada.person}"}, "SK": {"S": "MEMBER"}}
    item = {**key, "p": {"S": ada.person}, "s": {"S": "active"}, "rev": {"N": "1"}}
    dynamodb().put_item(TableName=settings().table, Item=item)


def test_enroll_through_a_branch(ada: Caller) -> None:
    branch, other = new_id(), new_id()
    courses = [offered(ada.tenant, seats=5) for _ in range(2)]
    for course in courses:
        write_branch(ada, branch, course)
        put(ada.tenant, course, "OFFER", o={"BOOL": True}, p={"N": "0"}, sl={"N": "5"}, br={"BOOL": True})
        guesses._counted[ada.tenant, course] = True
    write_branch(ada, other, new_id())
    with metered() as cost:
        enroll(ada, courses[0], creation=Creation(new_id()), at=NOON, branch=branch)
    assert_as_stated("enrollment", "enroll through a named branch", cost)
    with metered() as cost:
        use_case._add(use_case._through_own(begun(ada, courses[1])), Creation(new_id()), (ada.tenant, courses[1]), None)
    assert_as_stated("enrollment", "enroll, branch to be found", cost)


def begun(ada: Caller, course: str) -> Enrollment:
    return Enrollment.begin(ada, course, source=Source.SELF, at=NOON)


def write_branch(ada: Caller, branch: str, course: str) -> None:
    """A branch, the learner at it, and its right to the course, as tenancy writes them."""
    for pk, sk, state in (
        (f"T#{ada.tenant}", f"BRANCH#{branch}", "open"),
        (f"T#{ada.tenant}#U#{ada.person}", f"BRANCH#{branch}", "active"),
        (f"T#{ada.tenant}#B#{branch}", f"COURSE#{course}", "active"),
    ):
        dynamodb().put_item(
            TableName=settings().table, Item={"PK": {"S": pk}, "SK": {"S": sk}, "s": {"S": state}, "rev": {"N": "1"}}
        )


@pytest.mark.parametrize("held", [True, False])
def test_enrolling_a_buyer(ada: Caller, held: bool) -> None:
    course, order = offered(ada.tenant, seats=5 if held else None), new_id()
    line = {"M": {"p": {"N": "1"}} | ({"ho": {"BOOL": True}} if held else {})}
    key = {"PK": {"S": f"T#{ada.tenant}#O#{order}"}, "SK": {"S": "ORDER"}}
    item = key | {"s": {"S": "paid"}, "ln": {"M": {course: line}}}
    dynamodb().put_item(TableName=settings().table, Item=item)
    with metered() as cost:
        enroll_buyer(ada.tenant, ada.person, course, order, held=held, at=NOON)
    assert_as_stated("enrollment", "enroll a buyer, seat held" if held else "enroll a buyer, seats unlimited", cost)


def test_every_row_of_the_page_is_measured() -> None:
    assert_every_row_is_measured("enrollment", __file__)
