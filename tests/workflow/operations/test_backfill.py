"""The backfill's workflow on the emulator: goes round until nothing is left, and parks what it cannot do."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from lyceum.kernel.aws import client
from lyceum.operations.errors import SegmentMoved
from tools.demo.api import until

pytestmark = pytest.mark.workflow

DEFINITION = Path(__file__).resolve().parents[3] / "infra/workflows/backfill.asl.yaml"
ROLE = "arn:aws:iam::000000000000:role/tests"
WISH = {"run": "try", "segments": 2, "units_per_second": 100}

# What each part does, step by step, lies in the bucket; every call leaves what it was called with.
STAND_IN = """
import json, os, uuid
import boto3

s3 = boto3.client("s3", endpoint_url=os.environ["ENDPOINT"])
bucket = os.environ["BUCKET"]

class SegmentMoved(Exception):
    pass

def calls(prefix):
    return s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("KeyCount", 0)

def begin(event, context):
    s3.put_object(Bucket=bucket, Key=f"begin/{uuid.uuid4()}", Body=json.dumps(event).encode())
    script = json.loads(s3.get_object(Bucket=bucket, Key="script.json")["Body"].read())
    left = [n for n in range(event["segments"]) if not calls(f"done/{n}/")]
    if script == "nothing":
        raise RuntimeError("no such table")
    return {"parts": [{"run": event["run"], "segment": n, "segments": 2, "units_per_second": 50} for n in left],
            "left": len(left)}

def step(event, context):
    number = event["segment"]
    before = calls(f"step/{number}/")
    s3.put_object(Bucket=bucket, Key=f"step/{number}/{uuid.uuid4()}", Body=json.dumps(event).encode())
    script = json.loads(s3.get_object(Bucket=bucket, Key="script.json")["Body"].read())
    does = script[number][min(before, len(script[number]) - 1)]
    if does == "moved":
        raise SegmentMoved()
    if does == "done":
        s3.put_object(Bucket=bucket, Key=f"done/{number}/x", Body=b"")
    return {**event, "done": does == "done"}
"""


@dataclass
class Stage:
    """The workflow with stand-ins for its tasks."""

    name: str
    queue: str
    begin: str
    step: str

    def run(self, script: Any) -> str:
        """Run it to its end; its state. A wait is short here, and nothing is tried again."""
        client("s3").put_object(Bucket=self.name, Key="script.json", Body=json.dumps(script).encode())
        text = DEFINITION.read_text().replace("${BeginBackfill}", self.begin).replace("${BackfillSegment}", self.step)
        machine = yaml.safe_load(text.replace("${FailureQueue}", self.queue))
        machine["States"]["Parts"]["ItemProcessor"]["States"]["WorkedElsewhere"]["Seconds"] = 1
        states = client("stepfunctions")
        made = states.create_state_machine(name=self.name, definition=json.dumps(machine), roleArn=ROLE)
        started = states.start_execution(stateMachineArn=made["stateMachineArn"], input=json.dumps(WISH))

        def ended() -> str | None:
            state = str(states.describe_execution(executionArn=started["executionArn"])["status"])
            return state if state != "RUNNING" else None

        return str(until(ended, what="the workflow ends", seconds=60))

    def calls(self, prefix: str) -> int:
        """How often a task was called."""
        return int(client("s3").list_objects_v2(Bucket=self.name, Prefix=prefix).get("KeyCount", 0))

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

    def function(handler: str) -> str:
        made = client("lambda").create_function(
            FunctionName=f"{tenant}-{handler}",
            Runtime="python3.13",
            Role=ROLE,
            Handler=f"stand_in.{handler}",
            Code={"ZipFile": package.getvalue()},
            Environment={"Variables": {"BUCKET": tenant, "ENDPOINT": emulator}},
        )
        return str(made["FunctionArn"])

    make: Callable[[str], str] = function
    return Stage(tenant, client("sqs").create_queue(QueueName=tenant)["QueueUrl"], make("begin"), make("step"))


def test_each_part_goes_on_until_it_is_done(stage: Stage) -> None:
    assert stage.run([["on", "on", "done"], ["done"]]) == "SUCCEEDED"
    assert (stage.calls("step/0/"), stage.calls("step/1/"), stage.calls("begin/")) == (3, 1, 2)
    assert stage.parked() == []


def test_a_part_on_which_another_execution_works_is_looked_at_again(stage: Stage) -> None:
    assert SegmentMoved.__name__ == "SegmentMoved"  # the name that the definition catches
    assert stage.run([["moved", "done"], ["done"]]) == "SUCCEEDED"
    assert (stage.calls("step/0/"), stage.calls("begin/")) == (2, 3)


def test_what_cannot_begin_is_parked_for_an_operator(stage: Stage) -> None:
    assert stage.run("nothing") == "FAILED"
    (parked,) = stage.parked()
    assert parked["input"] == WISH
    assert parked["error"]["Error"] == "RuntimeError"
