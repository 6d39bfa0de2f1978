"""An essay waits in a workflow until a person grades it: that ends the workflow, the attempt and the course."""

from decimal import Decimal
from typing import Any

import pytest

from tests.e2e.deployed import School
from tools.demo.api import until
from tools.demo.importing import gift_wish, run_import
from tools.demo.members import Member
from tools.demo.sources import Source

pytestmark = [pytest.mark.e2e, pytest.mark.workflow, pytest.mark.timeout(300)]

GIFT = b"::Essay::What is a knot? {}\n\n::Count::How many ends has a rope? {#2}\n"


@pytest.fixture
def course(school: School) -> tuple[str, str]:
    """A course with a test of an essay and a number, and that assessment."""
    api = school.instructor.api
    course = api.post("/courses", {"title": {"en": "Knots"}})["id"]
    api.post(f"/courses/{course}/chapters", {"title": {"en": "Only"}})
    source = Source("knots.gift", GIFT, "text/plain", {"knots.gift": GIFT}, ())
    attach = {"title": {"en": "On knots"}, "pass_mark": "75"}
    made = run_import(api, gift_wish(api, course, source, attach, chapter=0))
    assert made.state == "finished", made.why()
    api.put(f"/courses/{course}/publication")
    (found,) = api.every(f"/courses/{course}/assessments")
    return str(course), str(found["id"])


def handed_in(learner: Member, course: str, assessment: str) -> tuple[str, str]:
    """An attempt with both answers, and its essay question."""
    learner.api.post(f"/courses/{course}/enrollments")
    until(lambda: learner.api.refusal("GET", f"/courses/{course}/outline")[0] == 200, what="learning opens")
    started = learner.api.post(f"/assessments/{assessment}/attempts")
    essay, number = (question["id"] for question in started["questions"])
    path = f"/attempts/{started['id']}"
    learner.api.put(f"{path}/answers/{essay}", {"response": {"text": "A rope in love. " * 40}, "revision": 1})
    learner.api.put(f"{path}/answers/{number}", {"response": {"number": "2"}, "revision": 1})
    closed = learner.api.put(f"{path}/submission")
    assert (closed["state"], closed.get("score")) == ("submitted", None)
    return str(started["id"]), str(essay)


def executions(school: School, state: str) -> set[str]:
    """Executions of the essay workflow in this state."""
    workflows = school.stack.aws("stepfunctions")
    machines = workflows.list_state_machines()["stateMachines"]
    (machine,) = (found["stateMachineArn"] for found in machines if "GradeEssays" in found["name"])
    listed = workflows.list_executions(stateMachineArn=machine, statusFilter=state, maxResults=1000)["executions"]
    return {str(found["executionArn"]) for found in listed}


def waits_for(school: School, attempt: str) -> set[str]:
    """Executions that wait for this attempt: others of the same stack may begin at any time."""
    describe = school.stack.aws("stepfunctions").describe_execution
    return {arn for arn in executions(school, "RUNNING") if attempt in describe(executionArn=arn)["input"]}


def test_a_grade_finishes_workflow_attempt_and_course(school: School, course: tuple[str, str]) -> None:
    learner = school.member("essayist")
    attempt, essay = handed_in(learner, *course)
    (waiting,) = until(lambda: waits_for(school, attempt), what="the workflow to wait")
    queue = f"/assessments/{course[1]}/grading-queue"
    (queued,) = until(lambda: list(school.instructor.api.every(queue)), what="the attempt in the queue")
    assert (queued["attempt"], queued["questions"], queued["name"]) == (attempt, [essay], learner.name)
    grade = {"points": "0.75", "feedback": "Short and true."}
    graded = school.instructor.api.put(f"/attempts/{attempt}/grades/{essay}", grade)
    assert (graded["waiting"], Decimal(graded["score"]["points"])) == ([], Decimal("1.75"))
    until(lambda: waiting in executions(school, "SUCCEEDED"), what="the workflow to end")
    assert list(school.instructor.api.every(queue)) == []
    seen = learner.api.get(f"/attempts/{attempt}")
    assert (seen["score"]["percent"], seen["score"]["passed"]) == ("87.5", True)
    assert [result["comment"] for result in seen["results"] if result["by_hand"]] == ["Short and true."]

    def completed() -> Any:
        (mine,) = (found for found in learner.api.every("/me/enrollments") if found["course"] == course[0])
        return mine["status"] == "completed"

    until(completed, what="the course to be completed")
    kinds = until(lambda: _four(learner), what="four notifications")
    assert sorted(kinds) == ["course-completed", "enrolled", "result-ready", "submission-received"]


def _four(learner: Member) -> list[str] | None:
    kinds = [found["kind"] for found in learner.api.every("/me/notifications")]
    return kinds if len(kinds) >= 4 else None


def test_a_learner_cannot_grade(school: School, course: tuple[str, str]) -> None:
    learner = school.member("cheat")
    attempt, essay = handed_in(learner, *course)
    # A token of the very second of joining may be older than that, so the API would first ask for a newer one.
    learner.api.token = learner.renewed()
    body = {"points": "1", "feedback": "Wonderful."}
    refused = learner.api.refusal("PUT", f"/attempts/{attempt}/grades/{essay}", body)
    assert refused == (403, "permission-denied")
