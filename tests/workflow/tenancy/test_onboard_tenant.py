"""The onboarding workflow on the emulator: a step fails once and is tried again, or for good and all is taken back."""

import io
import json
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from lyceum.identity import errors as of_identity
from lyceum.kernel.aws import client
from lyceum.kernel.errors import DomainError
from lyceum.tenancy import errors as of_tenancy

pytestmark = pytest.mark.workflow

DEFINITION = Path(__file__).resolve().parents[3] / "infra/workflows/onboard_tenant.asl.yaml"
ROLE = "arn:aws:iam::000000000000:role/tests"
EVENT = {"detail": {"tenant": "demo", "data": {"administrator": "ada"}}}

# Writes each call down; fails with `raises`, the first time only where `once` is set.
STAND_IN = """
import json, os
import boto3

def handler(event, context):
    s3 = boto3.client("s3", endpoint_url=os.environ["ENDPOINT"])
    bucket, step = os.environ["BUCKET"], event.get("step") or event["action"]
    seen = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    s3.put_object(Bucket=bucket, Key=f"{len(seen):03d}-{step}", Body=json.dumps(event).encode())
    plan = json.loads(os.environ["PLAN"]).get(step)
    tried = sum(each["Key"].endswith("-" + step) for each in seen)
    if plan and (not plan.get("once") or not tried):
        raise type(plan["raises"], (Exception,), {})("because")
    return {}
"""


@dataclass
class Stage:
    """The workflow with a stand-in for its tasks."""

    endpoint: str
    name: str
    calls: list[dict[str, Any]] = field(default_factory=list)
    parked: list[Any] = field(default_factory=list)

    def run(self, **plan: Any) -> tuple[str, list[str]]:
        """How it ended, and the steps in order."""
        queue = client("sqs").create_queue(QueueName=self.name)["QueueUrl"]
        client("s3").create_bucket(Bucket=self.name)
        function = self._function(plan)
        text = DEFINITION.read_text()
        for placeholder, value in (
            ("PrepareTenant", function),
            ("AppointAdministrator", function),
            ("FailureQueue", queue),
        ):
            text = text.replace(f"${{{placeholder}}}", value)
        states = client("stepfunctions")
        definition = json.dumps(_impatient(yaml.safe_load(text)))
        machine = states.create_state_machine(name=self.name, definition=definition, roleArn=ROLE)["stateMachineArn"]
        execution = states.start_execution(stateMachineArn=machine, input=json.dumps(EVENT))["executionArn"]
        found: dict[str, Any] = {"status": "RUNNING"}
        for _ in range(600):
            found = dict(states.describe_execution(executionArn=execution))
            if found["status"] != "RUNNING":
                break
            time.sleep(0.1)
        listed = client("s3").list_objects_v2(Bucket=self.name).get("Contents", [])
        keys = sorted(each["Key"] for each in listed)
        self.calls = [json.loads(client("s3").get_object(Bucket=self.name, Key=key)["Body"].read()) for key in keys]
        messages = client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        self.parked = [json.loads(message["Body"]) for message in messages]
        return str(found["status"]), [key.partition("-")[2] for key in keys]

    def _function(self, plan: Any) -> str:
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("stand_in.py", STAND_IN)
        made = client("lambda").create_function(
            FunctionName=self.name,
            Runtime="python3.13",
            Role=ROLE,
            Handler="stand_in.handler",
            Code={"ZipFile": package.getvalue()},
            Environment={"Variables": {"BUCKET": self.name, "ENDPOINT": self.endpoint, "PLAN": json.dumps(plan)}},
        )
        return str(made["FunctionArn"])


def _impatient(machine: dict[str, Any]) -> dict[str, Any]:
    """The same machine, which waits less between tries."""
    for state in machine["States"].values():
        for retry in state.get("Retry", []):
            retry.update(IntervalSeconds=1, BackoffRate=1.5, MaxDelaySeconds=2)
            retry.pop("JitterStrategy", None)
            retry["MaxAttempts"] = min(int(retry["MaxAttempts"]), 2)
    return machine


@pytest.fixture
def stage(table: str, emulator: str, tenant: str) -> Stage:
    return Stage(emulator, tenant)


STEPS = ["claim", "appoint", "furnish", "open"]


def test_a_school_is_set_up_in_order(stage: Stage) -> None:
    assert stage.run() == ("SUCCEEDED", STEPS)
    assert all(call["tenant"] == "demo" for call in stage.calls)
    assert stage.calls[1] == {"action": "appoint", "tenant": "demo", "person": "ada"}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_once_is_done_again(stage: Stage, step: str) -> None:
    status, done = stage.run(**{step: {"raises": "Busy", "once": True}})
    at = STEPS.index(step)
    assert (status, done) == ("SUCCEEDED", [*STEPS[: at + 1], *STEPS[at:]])


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_for_good_takes_everything_back(stage: Stage, step: str) -> None:
    status, done = stage.run(**{step: {"raises": "SchoolNotFound"}})
    back = ["give_up"] if step == "claim" else ["take_back", "give_up"]
    assert (status, done) == ("FAILED", [*STEPS[: STEPS.index(step) + 1], *back])
    assert stage.calls[-1]["failure"]["Error"] == "SchoolNotFound"
    assert stage.parked == []


def test_a_school_that_opened_after_all_stays_open(stage: Stage) -> None:
    """Its opening was written and the answer lost until the last try."""
    status, done = stage.run(open={"raises": "SchoolNotFound"}, take_back={"raises": "TenantIsOpen"})
    assert (status, done) == ("SUCCEEDED", [*STEPS, "take_back"])


@pytest.mark.parametrize("step", ["take_back", "give_up"])
def test_what_cannot_be_taken_back_is_parked_for_an_operator(stage: Stage, step: str) -> None:
    status, _ = stage.run(furnish={"raises": "SchoolNotFound"}, **{step: {"raises": "Defect"}})
    assert status == "FAILED"
    (parked,) = stage.parked
    assert (parked["input"], parked["error"]["Error"]) == (EVENT, "Defect")


def test_a_second_execution_of_one_cause_is_an_end_and_no_fault(stage: Stage) -> None:
    assert stage.run(claim={"raises": "OnboardingClaimed"}) == ("SUCCEEDED", ["claim"])


def test_the_errors_that_it_catches_are_ours() -> None:
    machine = yaml.safe_load(DEFINITION.read_text())
    caught = {
        name
        for state in machine["States"].values()
        for catch in state.get("Catch", [])
        for name in catch["ErrorEquals"]
    } - {"States.ALL"}
    assert caught == {of_tenancy.OnboardingClaimed.__name__, of_identity.TenantIsOpen.__name__}
    assert issubclass(of_tenancy.OnboardingClaimed, DomainError)
    assert issubclass(of_identity.TenantIsOpen, DomainError)
