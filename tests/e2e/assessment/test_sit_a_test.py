"""A test from the first question to the grade, with the answers and points of the hand-written sheet."""

import pytest

from tests.e2e.deployed import School
from tools.demo.api import until
from tools.demo.attempts import answer, sit, start
from tools.demo.journal import Step
from tools.demo.members import Member
from tools.demo.sheet import Paper
from tools.demo.stage import Stage

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def paper(stage: Stage, name: str) -> Paper:
    return next(found for found in stage.papers if found.name == name)


def enrolled(school: School, stage: Stage, name: str) -> Member:
    """A new learner in the course; the stage then knows its lessons."""
    learner = school.member(name)
    learner.api.post(f"/courses/{stage.course}/enrollments")

    def opened() -> bool:
        answer = learner.api.send("GET", f"/courses/{stage.course}/outline", expect=(200, 403))
        if answer.status == 200:
            stage.lessons = [lesson for chapter in answer.json["chapters"] for lesson in chapter["lessons"]]
        return answer.status == 200

    until(opened, what="learning opens")
    return learner


@pytest.mark.parametrize("plan", ["ada", "chai"])
def test_the_machine_gives_what_the_sheet_says(school: School, stage: Stage, plan: str) -> None:
    learner, step = enrolled(school, stage, plan), Step(0, plan)
    test = paper(stage, "final_test")
    attempt = sit(learner.api, stage.assessment_of(test), test, plan, step)
    assert step.shortfalls == []
    again = learner.api.put(f"/attempts/{attempt}/submission")
    assert again["score"]["points"] == str(test.points(plan))
    used_up = learner.api.refusal("POST", f"/assessments/{stage.assessment_of(test)}/attempts")
    assert used_up == (409, "no-attempts-left")

    def graded() -> bool:
        rows = school.instructor.api.every(f"/courses/{stage.course}/gradebook")
        return any(row["name"] == learner.name and row["percent"] is not None for row in rows)

    until(graded, what="the grade in the gradebook")


def test_another_learner_sees_nothing_of_it(school: School, stage: Stage) -> None:
    learner, other = enrolled(school, stage, "owner"), enrolled(school, stage, "other")
    test, step = paper(stage, "final_test"), Step(0, "start")
    sitting = start(learner.api, stage.assessment_of(test), test, step)
    body = {"response": None, "revision": 1}
    question = sitting.questions[0]["id"]
    assert other.api.refusal("GET", f"/attempts/{sitting.attempt}")[0] == 404
    assert other.api.refusal("PUT", f"/attempts/{sitting.attempt}/answers/{question}", body)[0] == 404
    assert other.api.refusal("PUT", f"/attempts/{sitting.attempt}/submission")[0] == 404
    assert step.shortfalls == []


def test_a_second_device_goes_on_and_the_newer_answer_stays(school: School, stage: Stage) -> None:
    learner, step = enrolled(school, stage, "two-devices"), Step(0, "devices")
    test = paper(stage, "final_test")
    first = start(learner.api, stage.assessment_of(test), test, step)
    second = start(learner.api, stage.assessment_of(test), test, step)
    assert second.attempt == first.attempt
    question, given = first.questions[0], test.handed_in["ada"][0]
    answer(learner.api, second, question, given, revision=5)
    body = {"response": {"choice": question["choices"][0]["id"]}, "revision": 4}
    status, _ = learner.api.refusal("PUT", f"/attempts/{first.attempt}/answers/{question['id']}", body)
    assert status == 409
    (kept,) = learner.api.get(f"/attempts/{first.attempt}")["answers"]
    assert kept["revision"] == 5
    assert step.shortfalls == []
