"""Waiting for a grade: the token may come before the grade or after it, answers may be lost, causes may be doubled."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from lyceum.assessment.await_grade import MOST, await_grade
from lyceum.assessment.errors import GradeNeverGiven, GradingAlreadyAwaited
from lyceum.assessment.grade_response import grade_response
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.responses import TextResponse
from lyceum.assessment.resume_grading import resume_grading
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.store import tokens
from lyceum.assessment.store.items import CourseItem, TokenItem, course_key, token_key
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.kernel.errors import Busy
from lyceum.kernel.table import get, transaction
from tests.store.assessment.world import WITH_ESSAY, World, events_of
from tests.unit.assessment.samples import EXAM, NOON

pytestmark = pytest.mark.store

DAY = timedelta(days=1)


class StepFunctions:
    """Executions that wait with tokens; its answers can be lost."""

    def __init__(self) -> None:
        self.waiting = {"token-1"}
        self.told: list[str] = []
        self.lose_answers = 0

    def send_task_success(self, *, taskToken: str, output: str) -> dict[str, Any]:  # noqa: N803  # boto3's own names
        json.loads(output)
        if taskToken not in self.waiting:
            raise ClientError({"Error": {"Code": "TaskTimedOut", "Message": ""}}, "SendTaskSuccess")
        self.waiting.discard(taskToken)
        self.told.append(taskToken)
        if self.lose_answers:
            self.lose_answers -= 1
            raise ReadTimeoutError(endpoint_url="https://states.example")
        return {}


@pytest.fixture
def step_functions(monkeypatch: pytest.MonkeyPatch) -> StepFunctions:
    fake = StepFunctions()
    monkeypatch.setattr(tokens, "client", lambda _service: fake)
    return fake


@pytest.fixture
def essay(world: World) -> AttemptId:
    """An attempt that waits for a grader."""
    attempt = world.begin(ada := world.enrolled("ada"), world.live(WITH_ESSAY))
    save_answer(ada, str(attempt.id), "essay", TextResponse(text="Words."), revision=1, at=NOON)
    submit_attempt(ada, str(attempt.id), at=NOON)
    return attempt.id


def grade(world: World, essay: AttemptId) -> None:
    tutor = world.caller("tutor", "instructor")
    grade_response(tutor, str(essay), "essay", points=Decimal(5), feedback="", expected_revision=None, at=NOON)


def wait(
    world: World, essay: AttemptId, *, execution: str = "execution-1", token: str = "token-1", at: datetime = NOON
) -> None:
    await_grade(world.tenant, str(essay), execution=execution, token=token, at=at)


def told(world: World, essay: AttemptId) -> list[str]:
    return events_of(world.tenant, TokenItem, token_key(world.tenant, essay))


def reminder(world: World, essay: AttemptId) -> dict[str, Any]:
    """The data of the reminder that rides on the token's item."""
    item = get(TokenItem, token_key(world.tenant, essay), consistent=True)
    assert item is not None
    (found,) = (event["d"] for event in item.events or [] if event["n"] == "GradeStillAwaited")
    return dict(json.loads(found))


def test_the_workflow_goes_on_when_the_grade_comes(
    world: World, essay: AttemptId, step_functions: StepFunctions
) -> None:
    wait(world, essay)
    assert not resume_grading(world.tenant, str(essay), at=NOON)
    assert step_functions.told == []
    grade(world, essay)
    assert resume_grading(world.tenant, str(essay), at=NOON)
    assert step_functions.told == ["token-1"]


def test_the_workflow_waits_until_two_people_agree_or_a_third_settles_it(
    world: World, step_functions: StepFunctions
) -> None:
    rules = {"tolerance_percent": 0}
    attempt = world.begin(ada := world.enrolled("ada"), world.live(WITH_ESSAY, second_marking=rules))
    save_answer(ada, str(attempt.id), "essay", TextResponse(text="Words."), revision=1, at=NOON)
    submit_attempt(ada, str(attempt.id), at=NOON)
    wait(world, attempt.id)
    for name, points, goes_on in (("one", 5, False), ("two", 6, False), ("three", 7, True)):
        grader = world.caller(name, "instructor")
        grade_response(
            grader, str(attempt.id), "essay", points=Decimal(points), feedback="", expected_revision=None, at=NOON
        )
        assert resume_grading(world.tenant, str(attempt.id), at=NOON) is goes_on
    assert step_functions.told == ["token-1"]


def test_a_grade_that_came_before_the_token_is_not_waited_for(
    world: World, essay: AttemptId, step_functions: StepFunctions
) -> None:
    grade(world, essay)
    assert not resume_grading(world.tenant, str(essay), at=NOON)
    wait(world, essay)
    assert events_of(world.tenant, TokenItem, token_key(world.tenant, essay)) == ["GradeAwaited"]
    assert resume_grading(world.tenant, str(essay), at=NOON)  # which that event calls
    assert step_functions.told == ["token-1"]


def test_a_lost_answer_is_made_good_by_a_repeat(world: World, essay: AttemptId, step_functions: StepFunctions) -> None:
    wait(world, essay)
    grade(world, essay)
    step_functions.lose_answers = 1
    with pytest.raises(Busy):
        resume_grading(world.tenant, str(essay), at=NOON)
    assert resume_grading(world.tenant, str(essay), at=NOON)
    assert step_functions.told == ["token-1"]
    assert not resume_grading(world.tenant, str(essay), at=NOON)


def test_a_second_execution_of_one_cause_ends_at_once(
    world: World, essay: AttemptId, step_functions: StepFunctions
) -> None:
    wait(world, essay)
    with pytest.raises(GradingAlreadyAwaited):
        wait(world, essay, execution="execution-2", token="token-2")
    grade(world, essay)
    resume_grading(world.tenant, str(essay), at=NOON)
    with pytest.raises(GradingAlreadyAwaited):  # also long after: a replay finds the claim
        wait(world, essay, execution="execution-2", token="token-2")


def test_a_repeated_task_of_the_same_execution_brings_a_newer_token(
    world: World, essay: AttemptId, step_functions: StepFunctions
) -> None:
    wait(world, essay)
    step_functions.waiting = {"token-2"}
    wait(world, essay, token="token-2")
    grade(world, essay)
    resume_grading(world.tenant, str(essay), at=NOON)
    assert step_functions.told == ["token-2"]


def test_every_few_days_people_are_reminded_until_the_grade_is_there(
    world: World, essay: AttemptId, step_functions: StepFunctions
) -> None:
    course = course_key(world.tenant, world.course)
    with transaction(tenant=world.tenant, at=NOON) as write:
        write.update(CourseItem, course, [CourseItem.created_by.set(EXAM)])
    wait(world, essay)
    wait(world, essay, token="token-2", at=NOON + 3 * DAY)
    assert told(world, essay) == ["GradeAwaited", "GradeStillAwaited"]
    first = reminder(world, essay)
    assert (first["owner"], first["waiting"], first["reminder"]) == (EXAM, 1, 1)
    wait(world, essay, token="token-2", at=NOON + 3 * DAY)
    assert reminder(world, essay) == first, "the same token again tells nothing"
    wait(world, essay, token="token-3", at=NOON + 3 * DAY + timedelta(hours=1))
    assert told(world, essay) == ["GradeAwaited"], "a repeated task is no reason"
    wait(world, essay, token="token-4", at=NOON + 6 * DAY)
    second = reminder(world, essay)
    assert (second["reminder"], second["day"] == first["day"]) == (2, False)
    grade(world, essay)
    wait(world, essay, token="token-5", at=NOON + 9 * DAY)
    assert told(world, essay) == ["GradeAwaited"], "the grade came while nobody waited"
    step_functions.waiting = {"token-5"}
    assert resume_grading(world.tenant, str(essay), at=NOON + 9 * DAY)
    assert step_functions.told == ["token-5"]


def test_a_grade_told_to_an_old_token_leaves_the_newer_one(
    world: World, essay: AttemptId, step_functions: StepFunctions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wait ends after the old token was read and before it is used: the newer token, which is told, is found."""
    wait(world, essay)
    grade(world, essay)
    send = tokens.send_success

    def late(token: str, output: str) -> bool:
        if token == "token-1":
            step_functions.waiting = {"token-2"}
            wait(world, essay, token="token-2", at=NOON + 3 * DAY)
        return send(token, output)

    monkeypatch.setattr(tokens, "send_success", late)
    resume_grading(world.tenant, str(essay), at=NOON + 3 * DAY)
    assert step_functions.told == []
    assert told(world, essay) == ["GradeAwaited"]
    assert tokens.find(world.tenant, essay) == "token-2"
    assert resume_grading(world.tenant, str(essay), at=NOON + 3 * DAY)
    assert step_functions.told == ["token-2"]


def test_all_that_waits_in_an_assessment_is_one_reminder_a_day(world: World) -> None:
    exam, days = world.live(WITH_ESSAY), set[str]()
    for name in ("ada", "bo"):
        attempt = world.begin(learner := world.enrolled(name), exam)
        save_answer(learner, str(attempt.id), "essay", TextResponse(text="Words."), revision=1, at=NOON)
        submit_attempt(learner, str(attempt.id), at=NOON)
        wait(world, attempt.id)
        wait(world, attempt.id, token="token-2", at=NOON + 3 * DAY + timedelta(hours=len(days)))
        days.add(reminder(world, attempt.id)["day"])
    assert len(days) == 1


def test_what_nobody_ever_grades_is_an_operators(world: World, essay: AttemptId) -> None:
    wait(world, essay)
    for number in range(MOST):
        wait(world, essay, token=f"token-{number + 2}", at=NOON + 3 * (number + 1) * DAY)
    assert reminder(world, essay)["reminder"] == MOST
    with pytest.raises(GradeNeverGiven):
        wait(world, essay, token="the last", at=NOON + 3 * (MOST + 1) * DAY)


def test_who_waits_since_before_there_were_reminders_is_reminded_later(world: World, essay: AttemptId) -> None:
    wait(world, essay)
    with transaction(tenant=world.tenant, at=NOON) as write:
        write.update(TokenItem, token_key(world.tenant, essay), [TokenItem.since.remove()])
    wait(world, essay, token="token-2", at=NOON + 3 * DAY)
    assert told(world, essay) == ["GradeAwaited"]
    wait(world, essay, token="token-3", at=NOON + 6 * DAY)
    assert reminder(world, essay)["reminder"] == 1
