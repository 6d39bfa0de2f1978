"""An exam is opened before its start: attempts wait, nobody sees them, and they begin when their learners do."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from lyceum.assessment.model.attempt_id import AttemptId
from tests.e2e.assessment.test_deadline import short_test
from tests.e2e.deployed import School
from tests.e2e.policies.roles import function_names
from tools.demo.api import until
from tools.demo.members import Member, claims

pytestmark = [pytest.mark.e2e, pytest.mark.workflow, pytest.mark.slow, pytest.mark.timeout(420)]

AHEAD = timedelta(seconds=45)
"""Enough for the workflow on a machine that is busy; the test asks for the sweep that a minute would bring."""


def waiting(school: School, learner: Member, test: str) -> Any:
    """What lies in the place of a first attempt."""
    key = {"PK": {"S": f"T#{school.tenant}#U#{person(learner)}"}, "SK": {"S": f"ATTEMPT#{test}#001"}}
    table = school.stack.outputs["TableName"]
    return school.stack.aws("dynamodb").get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")


def swept(school: School, learner: Member, test: str) -> Any:
    """The same, once whatever was due has been told."""
    school.stack.invoke(function_names(school.stack)["operations.sweep_timers"], {})
    return waiting(school, learner, test)


def person(learner: Member) -> str:
    return str(claims(learner.tokens.access)["person"])


def enroll(learner: Member, course: str) -> None:
    learner.api.post(f"/courses/{course}/enrollments")
    until(lambda: learner.api.refusal("GET", f"/courses/{course}/outline")[0] == 200, what="learning opens")


def test_attempts_wait_for_everybody_enrolled(school: School) -> None:
    course, test = short_test(school)
    ada, bob, gone, late = (school.member(name) for name in ("ready", "set", "gone", "afterwards"))
    for learner in (ada, bob, gone):
        enroll(learner, course)
    opens = datetime.now(UTC) + AHEAD
    settings = {"kind": "exam", "available_from": opens.isoformat(), "time_limit_minutes": 5}
    school.instructor.api.patch(f"/courses/{course}/assessments/{test}", {"settings": settings})

    for learner in (ada, bob, gone):
        found = until(partial(swept, school, learner, test), what="an attempt that waits", seconds=40)
        assert (found["s"]["S"], "dl" in found, "due" in found) == ("prepared", False, False)
        id = str(AttemptId(person(learner), test, 1, int(found["n"]["N"])))
        assert learner.api.refusal("GET", f"/attempts/{id}")[0] == 404
        assert learner.api.refusal("POST", f"/assessments/{test}/attempts")[0] == 409
    gone.api.send("DELETE", f"/me/enrollments/{course}")
    until(lambda: waiting(school, gone, test) is None, what="what waited goes")
    enroll(late, course)

    until(lambda: datetime.now(UTC) > opens, what="the start", seconds=150)
    for learner in (ada, bob, late):
        started = learner.api.post(f"/assessments/{test}/attempts")
        assert started["state"] == "in_progress"
        assert datetime.fromisoformat(started["started_at"]) >= opens
        again = learner.api.post(f"/assessments/{test}/attempts")
        assert (again["id"], again["started_at"]) == (started["id"], started["started_at"])
        learner.api.put(f"/attempts/{started['id']}/submission")
    assert gone.api.refusal("POST", f"/assessments/{test}/attempts")[0] == 403
