"""The essay workflow on the emulator: it waits with a token, goes on with the grade, and parks what nobody graded."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from lyceum.assessment import errors
from lyceum.kernel.aws import client
from lyceum.kernel.errors import DomainError

pytestmark = pytest.mark.workflow

DEFINITION = Path(__file__).resolve().parents[3] / "infra/workflows/grade_essays.asl.yaml"
ROLE = "arn:aws:iam::000000000000:role/tests"
EVENT = {"detail": {"tenant": "demo", "data": {"attempt": "attempt-1", "waiting": 1}}}

STAND_IN = """
import json, os
import boto3

def handler(event, context):
    s3 = boto3.client("s3", endpoint_url=os.environ["ENDPOINT"])
    s3.put_object(Bucket=os.environ["BUCKET"], Key="call.json", Body=json.dumps(event).encode())
    return {}
"""


@dataclass
class Stage:
    """The workflow with a stand-in for its task."""

    name: str
    queue: str
    function: str

    def start(self, *, patience: int | None = None) -> str:
        """Start an execution; `patience` in seconds stands for three days."""
        text = DEFINITION.read_text().replace("${AwaitGrade}", self.function).replace("${FailureQueue}", self.queue)
        machine = yaml.safe_load(text)
        if patience is not None:
            machine["States"]["AwaitGrade"]["TimeoutSeconds"] = patience
        made = client("stepfunctions").create_state_machine(
            name=self.name, definition=json.dumps(machine), roleArn=ROLE
        )
        started = client("stepfunctions").start_execution(
            stateMachineArn=made["stateMachineArn"], input=json.dumps(EVENT)
        )
        return str(started["executionArn"])

    def call(self) -> dict[str, Any] | None:
        """What the task was called with."""
        listed = client("s3").list_objects_v2(Bucket=self.name).get("Contents", [])
        if not listed:
            return None
        found: dict[str, Any] = json.loads(client("s3").get_object(Bucket=self.name, Key="call.json")["Body"].read())
        return found

    def parked(self) -> list[dict[str, Any]]:
        """What lies in the failure queue."""
        answer = client("sqs").receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10)
        return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


@pytest.fixture
def stage(table: str, emulator: str, tenant: str) -> Stage:
    client("s3").create_bucket(Bucket=tenant)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("stand_in.py", STAND_IN)
    function = client("lambda").create_function(
        FunctionName=tenant,
        Runtime="python3.13",
        Role=ROLE,
        Handler="stand_in.handler",
        Code={"ZipFile": package.getvalue()},
        Environment={"Variables": {"BUCKET": tenant, "ENDPOINT": emulator}},
    )
    return Stage(tenant, client("sqs").create_queue(QueueName=tenant)["QueueUrl"], function["FunctionArn"])


def status(execution: str) -> str:
    return str(client("stepfunctions").describe_execution(executionArn=execution)["status"])


def until[T](ready: Callable[[], T | None]) -> T:
    for _ in range(200):
        found = ready()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it does not come")


def test_it_waits_with_a_token_and_goes_on_with_the_grade(stage: Stage) -> None:
    execution = stage.start()
    call = until(stage.call)
    assert (call["tenant"], call["attempt"], call["execution"]) == ("demo", "attempt-1", execution)
    assert status(execution) == "RUNNING"
    client("stepfunctions").send_task_success(taskToken=call["token"], output='{"attempt": "attempt-1"}')
    assert until(lambda: status(execution).replace("RUNNING", "")) == "SUCCEEDED"
    assert stage.parked() == []


def test_after_a_while_without_a_grade_it_comes_again_with_another_token(stage: Stage) -> None:
    execution = stage.start(patience=2)
    first = until(stage.call)
    again = until(lambda: call if (call := stage.call()) != first else None)
    assert again is not None
    assert first["token"] != again["token"]
    assert {name: first[name] for name in ("attempt", "execution")} == {
        name: again[name] for name in ("attempt", "execution")
    }
    client("stepfunctions").send_task_success(taskToken=again["token"], output='{"attempt": "attempt-1"}')
    assert until(lambda: status(execution).replace("RUNNING", "")) == "SUCCEEDED"
    assert stage.parked() == []


def test_what_nobody_ever_graded_is_parked_for_an_operator(stage: Stage) -> None:
    execution = stage.start()
    call = until(stage.call)
    client("stepfunctions").send_task_failure(taskToken=call["token"], error=errors.GradeNeverGiven.__name__)
    assert until(lambda: status(execution).replace("RUNNING", "")) == "FAILED"
    (parked,) = stage.parked()
    assert parked["input"] == EVENT
    assert parked["error"]["Error"] == "GradeNeverGiven"


def test_a_second_execution_of_one_cause_is_an_end_and_no_fault() -> None:
    machine = yaml.safe_load(DEFINITION.read_text())
    caught = {
        name: catch["Next"] for catch in machine["States"]["AwaitGrade"]["Catch"] for name in catch["ErrorEquals"]
    }
    refusals = set(caught) - {"States.ALL", "States.Timeout"}
    assert refusals == {errors.GradingAlreadyAwaited.__name__}
    assert issubclass(errors.GradingAlreadyAwaited, DomainError)
    assert machine["States"][caught["GradingAlreadyAwaited"]]["Type"] == "Succeed"
