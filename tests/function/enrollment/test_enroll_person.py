"""POST /v1/{tenant}/service/courses/{course}/enrollments."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from enrollment.enroll_person import handler
from enrollment.list_enrollments import handler as enrollments
from lyceum.enrollment import store
from lyceum.enrollment.enroll import enroll
from lyceum.enrollment.enroll_person import enroll_person
from lyceum.enrollment.errors import AlreadyEnrolled
from lyceum.enrollment.model import WithdrawalReason
from lyceum.enrollment.withdraw import withdraw
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import new_id
from tests.http import Answer, request
from tests.identity_school import School, kind, school
from tests.published_course import lesson, outline, publish
from tests.service import with_key

pytestmark = pytest.mark.store
__all__ = ["school"]
ROUTE = "POST /v1/{tenant}/service/courses/{course}/enrollments"


def offered(school: School, **offer: Any) -> str:
    course = new_id()
    publish(school.tenant, outline(course, [lesson("l1")]), **offer)
    return course


def key_of(school: School, *permissions: str) -> tuple[str, str]:
    made = school.make_key(*(permissions or ("enrollment.manage",)))
    assert made.status == 201, made.text
    return str(made.json["key"]), str(made.json["id"])


def give(school: School, key: str, course: str, person: str, **more: Any) -> Answer:
    return with_key(key, handler, ROUTE, body={"person": person, **more}, tenant=school.tenant, course=course)


def test_a_program_gives_a_member_a_place(school: School) -> None:
    (key, id), course, ada = key_of(school), offered(school, seats=2), school.member("ada")
    first = give(school, key, course, ada.id)
    assert first.status == 201, first.text
    assert {name: first.json[name] for name in ("course", "status", "source")} == {
        "course": course,
        "status": "enrolled",
        "source": "admin",
    }
    assert first.headers["Location"] == f"/v1/{school.tenant}/service/courses/{course}/enrollments"
    mine = request(enrollments, "GET /v1/{tenant}/me/enrollments", caller=ada, tenant=school.tenant)
    assert [one["course"] for one in mine.json["items"]] == [course]
    kept = store.find(school.tenant, ada.id, course)
    assert kept is not None
    assert kept.rev == 1
    assert id != ada.id


def test_a_roster_can_be_sent_again_whole(school: School) -> None:
    (key, _), course, ada = key_of(school), offered(school, seats=1), school.member("ada")
    first = give(school, key, course, ada.id)
    again = give(school, key, course, ada.id)
    assert (again.status, again.json) == (200, first.json)
    assert kind(give(school, key, course, school.member("bo").id)) == (409, "course-full")


def test_who_enrolled_themselves_keeps_their_place(school: School) -> None:
    (key, _), course, ada = key_of(school), offered(school), school.member("ada")
    own = enroll(Caller(ada.id, school.tenant), course, creation=Creation(new_id()), at=now())
    again = give(school, key, course, ada.id)
    assert (again.status, again.json["source"]) == (200, "self")
    assert own.source == "self"


def test_who_gave_the_place_up_is_not_enrolled_again(school: School) -> None:
    (key, _), course, ada = key_of(school), offered(school), school.member("ada")
    give(school, key, course, ada.id)
    withdraw(Caller(ada.id, school.tenant), course, reason=WithdrawalReason.OTHER, at=now())
    assert kind(give(school, key, course, ada.id)) == (409, "already-enrolled")


def test_refusals_have_their_names(school: School) -> None:
    (key, _), ada, course = key_of(school), school.member("ada"), offered(school)
    assert kind(give(school, key, offered(school, price=100), ada.id)) == (402, "payment-needed")
    assert kind(give(school, key, new_id(), ada.id)) == (404, "course-not-found")
    assert kind(give(school, key, course, new_id())) == (404, "learner-not-found")
    assert kind(give(school, key, course, "somebody")) == (422, "invalid-request")
    assert kind(give(school, key, course, ada.id, reason="x")) == (422, "invalid-request")
    assert store.find(school.tenant, ada.id, course) is None


def test_who_is_shut_out_gets_no_place(school: School) -> None:
    from identity.ban_member import handler as ban

    (key, _), course, ada = key_of(school), offered(school), school.member("ada")
    route = "PUT /v1/{tenant}/members/{person}/ban"
    banned = school.ask(ban, route, None, body={"reason": "Noise in the library"}, person=ada.id)
    assert banned.status < 300, banned.text
    assert kind(give(school, key, course, ada.id)) == (404, "learner-not-found")


def test_program_and_learner_at_once(school: School) -> None:
    """One place, one seat, whoever was first."""
    for number in range(5):
        ada, course, together = school.member(f"ada{number}"), offered(school, seats=2), Barrier(3)

        def attempt(which: int, who: str = ada.id, where: str = course, wait: Barrier = together) -> bool:
            wait.wait()
            while True:
                try:
                    if which:
                        return enroll_person(Caller("program", school.tenant), who, where, at=now())[1]
                    enroll(Caller(who, school.tenant), where, creation=Creation(new_id()), at=now())
                except AlreadyEnrolled:
                    return False
                except Busy:
                    continue
                return True

        with ThreadPoolExecutor(3) as pool:
            assert sorted(pool.map(attempt, (0, 1, 1))) == [False, False, True]
        offer = store.find_offer(school.tenant, course)
        assert offer is not None
        assert offer.seats_left == 1


def test_the_sample_event_is_understood(school: School) -> None:
    sample = Path("events/enrollment/enroll_person.json").read_text(encoding="utf-8")
    answer = handler(json.loads(sample.replace("demo", school.tenant)), None)
    assert answer["statusCode"] == 404
    assert json.loads(answer["body"])["type"].endswith(("/course-not-found", "/learner-not-found"))
