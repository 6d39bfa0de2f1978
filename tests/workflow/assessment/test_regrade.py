"""The regrade workflow: what each answer or error of its one task leads to. The task is a stand-in."""

import pytest
import yaml

from lyceum.kernel.aws import client
from tests.workflow.stand_ins import WORKFLOWS, Stage, caught_in

pytestmark = pytest.mark.workflow

DEFINITION = WORKFLOWS / "regrade.asl.yaml"
DATA = {"regrade": "r1", "assessment": "a1", "course": "c1", "version": 1, "state": "applying"}
DONE = {"next": "done", "seconds": 20}


@pytest.fixture
def stage(table: str, emulator: str, tenant: str) -> Stage:
    client("s3").create_bucket(Bucket=tenant)
    queue = client("sqs").create_queue(QueueName=tenant)["QueueUrl"]
    return Stage(emulator, tenant, DEFINITION, DATA, {"RegradeAttempts": DONE}, queue)


def test_a_step_that_is_the_last_ends_it(stage: Stage) -> None:
    status, calls = stage.run()

    assert status == "SUCCEEDED"
    execution = calls["RegradeAttempts"].pop("execution")
    assert calls["RegradeAttempts"] == {"tenant": "demo", "assessment": "a1", "regrade": "r1"}
    assert execution
    assert stage.parked() == []


@pytest.mark.parametrize("error", ["RegradeClaimed", "RegradeNotFound"])
def test_a_second_execution_ends_at_the_claim(stage: Stage, error: str) -> None:
    status, _ = stage.run(RegradeAttempts={"raises": error})

    assert status == "SUCCEEDED"
    assert stage.parked() == []


def test_a_fault_parks_the_input(stage: Stage) -> None:
    status, _ = stage.run(RegradeAttempts={"raises": "KeyError"})

    assert status == "FAILED"
    (parked,) = stage.parked()
    assert parked["input"]["detail"]["data"]["regrade"] == "r1"
    assert parked["error"]["Error"] == "KeyError"


def test_every_refusal_is_caught_by_name() -> None:
    assert caught_in(DEFINITION, "RegradeAttempts") == {"RegradeClaimed", "RegradeNotFound"}


@pytest.mark.parametrize(("step", "state"), [("again", "RegradeAttempts"), ("wait", "LetSubmissionsEnd")])
def test_it_goes_on_as_the_task_says(step: str, state: str) -> None:
    choices = yaml.safe_load(DEFINITION.read_text())["States"]["IsAnythingLeft"]["Choices"]
    assert {choice["StringEquals"]: choice["Next"] for choice in choices}[step] == state
