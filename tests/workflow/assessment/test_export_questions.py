"""The export workflow: what each task's answer or error leads to. Its tasks are stand-ins."""

import json

import pytest

from lyceum.kernel.aws import client
from tests.workflow.stand_ins import WORKFLOWS, Stage, caught_in

pytestmark = pytest.mark.workflow

DEFINITION = WORKFLOWS / "export_questions.asl.yaml"
GATHERED = {"format": "qti3", "language": None, "document": "d.json", "file": "f.zip", "report": "r.json"}
COUNTS = {"written": 2, "changed": 1, "left_out": 0}
USUAL = {"GatherQuestions": GATHERED, "RenderQuestions": {"counts": COUNTS}, "FinishExport": {}}


@pytest.fixture
def stage(table: str, emulator: str, tenant: str) -> Stage:
    client("s3").create_bucket(Bucket=tenant)
    queue = client("sqs").create_queue(QueueName=tenant)["QueueUrl"]
    return Stage(emulator, tenant, DEFINITION, {"export": "e1", "requester": "ada", "format": "qti3"}, USUAL, queue)


def test_an_export_goes_through_all_tasks(stage: Stage) -> None:
    status, calls = stage.run()

    assert status == "SUCCEEDED"
    assert calls["GatherQuestions"] | {"execution": ""} == {"tenant": "demo", "export": "e1", "execution": ""}
    assert calls["GatherQuestions"]["execution"]
    assert calls["RenderQuestions"] == GATHERED
    assert calls["FinishExport"] == {"tenant": "demo", "export": "e1", "state": "ready", "counts": COUNTS}
    assert stage.parked() == []


@pytest.mark.parametrize(
    ("task", "error"), [("GatherQuestions", "ExportTooLarge"), ("RenderQuestions", "FilesTooLarge")]
)
def test_a_refusal_ends_as_refused_with_its_reason(stage: Stage, task: str, error: str) -> None:
    status, calls = stage.run(**{task: {"raises": error}})

    assert status == "SUCCEEDED"
    assert calls["FinishExport"]["state"] == "refused"
    assert calls["FinishExport"]["error"]["Error"] == error
    assert json.loads(calls["FinishExport"]["error"]["Cause"])["errorMessage"] == "because"
    assert stage.parked() == []


@pytest.mark.parametrize("task", ["GatherQuestions", "RenderQuestions"])
def test_a_fault_parks_the_input_and_ends_as_failed(stage: Stage, task: str) -> None:
    status, calls = stage.run(**{task: {"raises": "KeyError"}})

    assert status == "FAILED"
    assert calls["FinishExport"]["state"] == "failed"
    (parked,) = stage.parked()
    assert parked["input"]["detail"]["data"]["export"] == "e1"
    assert parked["error"]["Error"] == "KeyError"


def test_a_second_execution_ends_at_the_claim(stage: Stage) -> None:
    status, calls = stage.run(GatherQuestions={"raises": "ExportClaimed"})

    assert status == "SUCCEEDED"
    assert set(calls) == {"GatherQuestions"}


def test_an_end_that_cannot_be_written_down_parks_the_input(stage: Stage) -> None:
    status, _ = stage.run(FinishExport={"raises": "KeyError"})

    assert status == "FAILED"
    assert len(stage.parked()) == 1


def test_every_refusal_is_caught_by_name() -> None:
    refused = {"AssessmentNotFound", "BankNotFound", "ExportClaimed", "ExportTooLarge"}
    assert caught_in(DEFINITION, "GatherQuestions") == refused
    assert caught_in(DEFINITION, "RenderQuestions") == {"FilesTooLarge"}
