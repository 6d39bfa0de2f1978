"""The import workflow: what each task's answer or error leads to. Its tasks are stand-ins."""

import json
from typing import Any

import pytest

from lyceum.assessment import errors as of_assessment
from lyceum.assessment.banks import errors as of_banks
from lyceum.catalog import errors as of_catalog
from lyceum.interop import errors as of_interop
from lyceum.kernel.aws import client
from lyceum.kernel.errors import DomainError
from tests.workflow.stand_ins import WORKFLOWS, Stage, caught_in

pytestmark = pytest.mark.workflow

DEFINITION = WORKFLOWS / "import_course.asl.yaml"
PARSED = {
    "requester": "ada", "format": "olx", "course": None, "bank": None, "warden": False, "dry_run": False,
    "document": "d.json", "report": "r.json", "counts": {"taken": 3},
}  # fmt: skip
INTO_A_BANK = {**PARSED, "format": "gift", "bank": "b1", "warden": True}
BANKED = {"added": 2, "changed": 1, "unchanged": 0}
WRITTEN = {"course": "c1", "effect": "created"}
USUAL = {
    "ParseSource": PARSED, "WriteImport": WRITTEN, "WriteQuestionSets": {}, "WriteBankQuestions": BANKED,
    "FinishImport": {},
}  # fmt: skip


@pytest.fixture
def stage(table: str, emulator: str, tenant: str) -> Stage:
    client("s3").create_bucket(Bucket=tenant)
    queue = client("sqs").create_queue(QueueName=tenant)["QueueUrl"]
    return Stage(emulator, tenant, DEFINITION, {"job": "j1", "format": "olx", "requester": "ada"}, USUAL, queue)


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


def test_questions_go_into_a_bank_and_into_no_course(stage: Stage) -> None:
    status, calls = stage.run(ParseSource=INTO_A_BANK)

    assert status == "SUCCEEDED"
    assert set(calls) == {"ParseSource", "WriteBankQuestions", "FinishImport"}
    assert calls["WriteBankQuestions"] == {
        "tenant": "demo", "job": "j1", "requester": "ada", "warden": True, "bank": "b1", "document": "d.json",
        "dry_run": False,
    }  # fmt: skip
    assert calls["FinishImport"] == {
        "tenant": "demo", "job": "j1", "state": "finished", "questions": BANKED, "counts": {"taken": 3},
        "report": "r.json",
    }  # fmt: skip


def test_a_task_of_the_last_release_which_knew_no_banks_leads_to_a_course(stage: Stage) -> None:
    before = {name: value for name, value in PARSED.items() if name not in ("bank", "warden")}
    status, calls = stage.run(ParseSource=before)

    assert status == "SUCCEEDED"
    assert "WriteImport" in calls


@pytest.mark.parametrize("error", ["BankNotYours", "QuestionSetTooLarge", "KeyError"])
def test_what_a_bank_does_not_take_ends_by_its_name(stage: Stage, error: str) -> None:
    _, calls = stage.run(ParseSource=INTO_A_BANK, WriteBankQuestions={"raises": error})

    ours = error == "KeyError"
    assert calls["FinishImport"]["state"] == ("failed" if ours else "refused")
    assert calls["FinishImport"]["error"]["Error"] == error
    assert len(stage.parked()) == ours


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
    return caught_in(DEFINITION, state)


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


def test_every_refusal_of_a_bank_is_caught_by_name() -> None:
    assert caught("WriteBankQuestions") <= named_in(of_assessment, DomainError) | named_in(of_banks, DomainError)
    assert {"BankNotFound", "BankNotYours", "BankRetired"} < caught("WriteBankQuestions")
