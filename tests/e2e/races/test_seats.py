"""Through the gateway, over separate connections: no seat is sold twice, nobody enrolls twice."""

from functools import partial

import pytest

from lyceum.kernel.ids import new_id
from tests.e2e.deployed import School
from tests.e2e.races.contest import outcomes, together
from tests.e2e.security import tokens
from tools.demo.api import Answer, Api

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

LEARNERS, SEATS, DEVICES = 200, 50, 10
ANY = tuple(range(200, 600))


@pytest.fixture
def course(school: School) -> str:
    """A published course with few seats."""
    api = school.instructor.api
    made = str(api.post("/courses", {"title": {"en": "Few seats"}, "seats": SEATS})["id"])
    chapter = api.post(f"/courses/{made}/chapters", {"title": {"en": "One"}})["id"]
    api.post(f"/courses/{made}/chapters/{chapter}/lessons", {"title": {"en": "One"}})
    api.put(f"/courses/{made}/publication")
    return made


def crowd(school: School, number: int) -> list[Api]:
    """Many learners, with tokens as the user pool signs them: to sign so many up would take longer than their race."""
    header, claims, _ = tokens.parts(school.instructor.renewed())
    key = tokens.key_of_the_pool(school.stack)
    learners = ({"person": new_id(), "memberships": f"{school.tenant}=learner"} for _ in range(number))
    return [Api(school.place.tenant_url(), tokens.signed(header, claims | learner, key)) for learner in learners]


def enroll(api: Api, course: str) -> Answer:
    return api.send("POST", f"/courses/{course}/enrollments", expect=ANY)


def roster(school: School, course: str) -> int:
    return len(list(school.instructor.api.every(f"/courses/{course}/enrollments", limit=100)))


def test_two_hundred_learners_for_fifty_seats(school: School, course: str) -> None:
    runs = together([partial(enroll, learner, course) for learner in crowd(school, LEARNERS)])

    assert outcomes(runs) == {(201, ""): SEATS, (409, "course-full"): LEARNERS - SEATS}
    assert roster(school, course) == SEATS


def test_one_learner_ten_times(school: School, course: str) -> None:
    (learner,) = crowd(school, 1)

    runs = together([partial(enroll, learner, course)] * DEVICES)

    assert outcomes(runs) == {(201, ""): 1, (409, "already-enrolled"): DEVICES - 1}
    assert roster(school, course) == 1
