"""A state machine with stand-ins for its tasks: what each answer or error leads to."""

import io
import json
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from lyceum.kernel.aws import client

WORKFLOWS = Path(__file__).resolve().parents[2] / "infra/workflows"
ROLE = "arn:aws:iam::000000000000:role/tests"

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
    definition: Path
    data: Mapping[str, Any]
    """Of the event that starts it."""
    usual: Mapping[str, Any]
    """Task → what it answers where nothing else is said."""
    queue: str = ""
    functions: dict[str, str] = field(default_factory=dict)

    def run(self, **answers: Any) -> tuple[str, dict[str, Any]]:
        """Run it: how it ended, and what each task was called with."""
        given = {**self.usual, **answers}
        for task, answer in given.items():
            self._function(task, answer)
        text = self.definition.read_text()
        for placeholder, value in {**self.functions, "FailureQueue": self.queue}.items():
            text = text.replace(f"${{{placeholder}}}", value)
        definition = json.dumps(_impatient(yaml.safe_load(text)))
        states = client("stepfunctions")
        machine = states.create_state_machine(name=self.name, definition=definition, roleArn=ROLE)["stateMachineArn"]
        event = {"detail": {"tenant": "demo", "data": self.data}}
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


def _impatient(machine: dict[str, Any]) -> dict[str, Any]:
    """The same machine with short pauses between attempts."""
    for state in machine["States"].values():
        for retry in state.get("Retry", []):
            retry.update(IntervalSeconds=1, MaxAttempts=1)
    return machine


def caught_in(definition: Path, state: str) -> set[str]:
    """The errors that a task's state catches by name."""
    machine = yaml.safe_load(definition.read_text())
    return {name for catch in machine["States"][state]["Catch"] for name in catch["ErrorEquals"]} - {"States.ALL"}
