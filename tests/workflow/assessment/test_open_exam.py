"""The opening workflow: what each answer or error of its one task leads to. The task is a stand-in."""

import pytest
import yaml

from lyceum.kernel.aws import client
from tests.workflow.stand_ins import WORKFLOWS, Stage, caught_in

pytestmark = pytest.mark.workflow

DEFINITION = WORKFLOWS / "open_exam.asl.yaml"
DATA = {"id": "a1", "due": "2026-11-22T12:00:00.000Z"}
DONE = {"next": "done"}


@pytest.fixture
def stage(table: str, emulator: str, tenant: str) -> Stage:
    client("s3").create_bucket(Bucket=tenant)
    queue = client("sqs").create_queue(QueueName=tenant)["QueueUrl"]
    return Stage(emulator, tenant, DEFINITION, DATA, {"PrepareAttempts": DONE}, queue)


def test_a_step_that_is_the_last_ends_it(stage: Stage) -> None:
    status, calls = stage.run()

    assert status == "SUCCEEDED"
    execution = calls["PrepareAttempts"].pop("execution")
    assert calls["PrepareAttempts"] == {"tenant": "demo", "assessment": "a1"}
    assert execution
    assert stage.parked() == []


@pytest.mark.parametrize("error", ["OpeningClaimed", "OpeningNotFound"])
def test_a_second_execution_ends_at_the_claim(stage: Stage, error: str) -> None:
    status, _ = stage.run(PrepareAttempts={"raises": error})

    assert status == "SUCCEEDED"
    assert stage.parked() == []


def test_a_fault_parks_the_input(stage: Stage) -> None:
    status, _ = stage.run(PrepareAttempts={"raises": "KeyError"})

    assert status == "FAILED"
    (parked,) = stage.parked()
    assert parked["input"]["detail"]["data"]["id"] == "a1"
    assert parked["error"]["Error"] == "KeyError"


def test_every_refusal_is_caught_by_name() -> None:
    assert caught_in(DEFINITION, "PrepareAttempts") == {"OpeningClaimed", "OpeningNotFound"}


def test_it_goes_on_as_the_task_says() -> None:
    (choice,) = yaml.safe_load(DEFINITION.read_text())["States"]["IsAnythingLeft"]["Choices"]
    assert (choice["StringEquals"], choice["Next"]) == ("again", "PrepareAttempts")
