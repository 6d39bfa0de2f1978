"""The import workflow: what each task's answer or error leads to. Its tasks are stand-ins."""

import io
import json
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from lyceum.catalog import errors as of_catalog
from lyceum.interop import errors as of_interop
from lyceum.kernel.aws import client
from lyceum.kernel.errors import DomainError

pytestmark = pytest.mark.workflow

DEFINITION = Path(__file__).resolve().parents[3] / "infra/workflows/import_course.asl.yaml"
PARSED = {
    "requester": "ada", "format": "olx", "course": None, "dry_run": False,
    "document": "d.json", "report": "r.json", "counts": {"taken": 3},
}  # fmt: skip
WRITTEN = {"course": "c1", "effect": "created"}

STAND_IN = """
import json, os, urllib.request
import boto3

def handler(event, context):
    s3 = boto3.client("s3", endpoint_url=os.environ["ENDPOINT"])
    place = {"Bucket": os.environ["BUCKET"], "Key": f"calls/{os.environ['TASK']}.json"}
    s3.put_object(**place, Body=json.dumps(event).encode())
    answer = json.loads(os.environ["ANSWER"])
    if "raises" in answer:
        raise type(answer["raises"], (Exception,), {})("because")
    return answer
"""


@dataclass
class Stage:
    """A workflow with stand-ins for its tasks."""

    endpoint: str
    name: str
    queue: str = ""
    functions: dict[str, str] = field(default_factory=dict)

    def run(self, **answers: Any) -> tuple[str, dict[str, Any]]:
        """Run it: how it ended, and what each task was called with."""
        given = {"ParseSource": PARSED, "WriteImport": WRITTEN, "WriteQuestionSets": {}, "FinishImport": {}} | answers
        for task, answer in given.items():
            self._function(task, answer)
        text = DEFINITION.read_text()
        for placeholder, value in {**self.functions, "FailureQueue": self.queue}.items():
            text = text.replace(f"${{{placeholder}}}", value)
        definition = json.dumps(_impatient(yaml.safe_load(text)))
        states = client("stepfunctions")
        machine = states.create_state_machine(name=self.name, definition=definition, roleArn=ROLE)["stateMachineArn"]
        event = {"detail": {"tenant": "demo", "data": {"job": "j1", "format": "olx", "requester": "ada"}}}
        execution = states.start_execution(stateMachineArn=machine, input=json.dumps(event))["executionArn"]
        for _ in range(200):
            found = states.describe_execution(executionArn=execution)
            if found["status"] != "RUNNING":
                return found["status"], self._calls()
            time.sleep(0.1)
        raise AssertionError("the workflow does not end")

    def parked(self) -> list[Any]:
        """What lies in the failure queue."""
        answer = client("sqs").receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10)
        return [json.loads(message["Body"]) for message in answer.get("Messages", [])]

    def _function(self, task: str, answer: Any) -> None:
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("stand_in.py", STAND_IN)
        variables = {"TASK": task, "ANSWER": json.dumps(answer), "BUCKET": self.name, "ENDPOINT": self.endpoint}
        made = client("lambda").create_function(
            FunctionName=f"{self.name}-{task}",
            Runtime="python3.13",
            Role=ROLE,
            Handler="stand_in.handler",
            Code={"ZipFile": package.getvalue()},
            Environment={"Variables": variables},
        )
        self.functions[task] = made["FunctionArn"]

    def _calls(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for entry in client("s3").list_objects_v2(Bucket=self.name, Prefix="calls/").get("Contents", []):
            body = client("s3").get_object(Bucket=self.name, Key=entry["Key"])["Body"].read()
            found[Path(entry["Key"]).stem] = json.loads(body)
        return found


ROLE = "arn:aws:iam::000000000000:role/tests"


def _impatient(machine: dict[str, Any]) -> dict[str, Any]:
    """The same machine with short pauses between attempts."""
    for state in machine["States"].values():
        for retry in state.get("Retry", []):
            retry.update(IntervalSeconds=1, MaxAttempts=1)
    return machine


@pytest.fixture
def stage(table: str, emulator: str, tenant: str) -> Stage:
    client("s3").create_bucket(Bucket=tenant)
    queue = client("sqs").create_queue(QueueName=tenant)["QueueUrl"]
    return Stage(emulator, tenant, queue)


def test_an_import_goes_through_all_tasks(stage: Stage) -> None:
    status, calls = stage.run()

    assert status == "SUCCEEDED"
    assert calls["ParseSource"] | {"execution": ""} == {"tenant": "demo", "job": "j1", "execution": ""}
    assert calls["WriteImport"]["document"] == "d.json"
    assert calls["WriteQuestionSets"] == {
        "tenant": "demo", "course": "c1", "document": "d.json", "requester": "ada", "dry_run": False,
    }  # fmt: skip
    assert calls["FinishImport"] == {
        "tenant": "demo", "job": "j1", "state": "finished", "course": "c1", "effect": "created",
        "counts": {"taken": 3}, "report": "r.json",
    }  # fmt: skip
    assert stage.parked() == []


def test_a_dry_run_meets_every_task_as_one(stage: Stage) -> None:
    status, calls = stage.run(ParseSource={**PARSED, "dry_run": True})

    assert status == "SUCCEEDED"
    assert (calls["WriteImport"]["dry_run"], calls["WriteQuestionSets"]["dry_run"]) == (True, True)


@pytest.mark.parametrize(
    ("task", "error"),
    [("ParseSource", "ArchiveIsBomb"), ("WriteImport", "ChapterNotFound"), ("WriteQuestionSets", "InvalidQuestionSet")],
)
def test_a_refusal_ends_as_refused_with_its_reason(stage: Stage, task: str, error: str) -> None:
    status, calls = stage.run(**{task: {"raises": error}})

    assert status == "SUCCEEDED"
    assert calls["FinishImport"]["state"] == "refused"
    assert calls["FinishImport"]["error"]["Error"] == error
    assert json.loads(calls["FinishImport"]["error"]["Cause"])["errorMessage"] == "because"
    assert stage.parked() == []


@pytest.mark.parametrize("task", ["ParseSource", "WriteImport", "WriteQuestionSets"])
def test_a_fault_parks_the_input_and_ends_as_failed(stage: Stage, task: str) -> None:
    status, calls = stage.run(**{task: {"raises": "KeyError"}})

    assert status == "FAILED"
    assert calls["FinishImport"]["state"] == "failed"
    (parked,) = stage.parked()
    assert parked["input"]["detail"]["data"]["job"] == "j1"
    assert parked["error"]["Error"] == "KeyError"


def test_a_second_execution_ends_at_the_claim(stage: Stage) -> None:
    status, calls = stage.run(ParseSource={"raises": "ImportClaimed"})

    assert status == "SUCCEEDED"
    assert set(calls) == {"ParseSource"}


def test_an_end_that_cannot_be_written_down_parks_the_input(stage: Stage) -> None:
    status, _ = stage.run(FinishImport={"raises": "KeyError"})

    assert status == "FAILED"
    assert len(stage.parked()) == 1


def caught(state: str) -> set[str]:
    machine = yaml.safe_load(DEFINITION.read_text())
    return {name for catch in machine["States"][state]["Catch"] for name in catch["ErrorEquals"]} - {"States.ALL"}


def named_in(module: Any, base: type[DomainError]) -> set[str]:
    return {
        name
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, base) and kind.__module__ == module.__name__
    }


def test_every_refusal_of_a_source_is_caught_by_name() -> None:
    refusals = named_in(of_interop, of_interop.SourceRefused) - {"SourceRefused"}

    assert caught("ParseSource") == refusals | {"ImportClaimed"}


def test_every_refusal_of_a_draft_is_caught_by_name() -> None:
    assert caught("WriteImport") <= named_in(of_catalog, DomainError)
    assert {"CourseNotFound", "ChapterNotFound", "CourseTooLarge", "LessonTooLarge"} == caught("WriteImport")
