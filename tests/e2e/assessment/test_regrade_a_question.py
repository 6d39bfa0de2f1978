"""A rope has more ends than its key says: everybody's result changes, they are told, and it is taken back."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from tests.e2e.assessment.test_grade_an_essay import GIFT
from tests.e2e.deployed import School
from tools.demo.api import Api, until
from tools.demo.importing import gift_wish, run_import
from tools.demo.members import Member
from tools.demo.sources import Source

pytestmark = [pytest.mark.e2e, pytest.mark.workflow, pytest.mark.timeout(300)]


@pytest.fixture
def course(school: School) -> tuple[str, str]:
    """A course with a test of a number, and that assessment."""
    api = school.instructor.api
    course = api.post("/courses", {"title": {"en": "Ropes"}})["id"]
    api.post(f"/courses/{course}/chapters", {"title": {"en": "Only"}})
    number = b"::Count::" + GIFT.partition(b"::Count::")[2]
    source = Source("ropes.gift", number, "text/plain", {"ropes.gift": number}, ())
    attach = {"title": {"en": "On ropes"}, "pass_mark": "50"}
    made = run_import(api, gift_wish(api, course, source, attach, chapter=0))
    assert made.state == "finished", made.why()
    api.put(f"/courses/{course}/publication")
    (found,) = api.every(f"/courses/{course}/assessments")
    return str(course), str(found["id"])


def sat(learner: Member, course: str, assessment: str, number: str) -> tuple[str, str]:
    """An attempt that was handed in, and its question."""
    learner.api.post(f"/courses/{course}/enrollments")
    until(lambda: learner.api.refusal("GET", f"/courses/{course}/outline")[0] == 200, what="learning opens")
    started = learner.api.post(f"/assessments/{assessment}/attempts")
    (question,) = (question["id"] for question in started["questions"])
    body = {"response": {"number": number}, "revision": 1}
    learner.api.put(f"/attempts/{started['id']}/answers/{question}", body)
    learner.api.put(f"/attempts/{started['id']}/submission")
    return str(started["id"]), str(question)


def come_to(api: Api, regrade: str, state: str) -> Any:
    return until(lambda: (found := api.get(regrade))["state"] == state and found, what=state)


def kinds(learner: Member) -> list[str]:
    return [notification["kind"] for notification in learner.api.get("/me/notifications")["items"]]


def counts_as(api: Api, course: str, learner: str, percent: str) -> bool:
    found = api.get(f"/courses/{course}/grades/{learner}/explanation")
    return Decimal(found["current"]["percent"] or -1) == Decimal(percent)


def test_a_regrade_goes_all_the_way_and_back(school: School, course: tuple[str, str]) -> None:
    ada, api = school.member("ada"), school.instructor.api
    attempt, question = sat(ada, *course, "3")
    until(lambda: "result-ready" in kinds(ada), what="the first result is told")
    key = {"kind": "numeric", "accepted": [{"value": "3"}]}
    wish = {"question": question, "correction": {"kind": "key", "key": key}, "reason": "It was cut once."}
    regrades = f"/assessments/{course[1]}/regrades"
    regrade = f"{regrades}/{api.post(regrades, wish)['id']}"
    previewed = come_to(api, regrade, "previewed")
    (change,) = previewed["changes"]
    assert (change["attempt"], change["before"]["points"], change["after"]["points"]) == (attempt, "0", "1")
    assert api.get(f"/attempts/{attempt}")["score"]["percent"] == "0"
    for step, state, result in (("application", "applied", "100"), ("reversal", "undone", "0")):
        api.put(f"{regrade}/{step}")
        come_to(api, regrade, state)
        assert api.get(f"/attempts/{attempt}")["score"]["percent"] == result
        until(partial(counts_as, api, course[0], change["learner"], result), what=f"a grade of {result}")
    until(lambda: kinds(ada).count("result-changed") == 2, what="both changes are told")
