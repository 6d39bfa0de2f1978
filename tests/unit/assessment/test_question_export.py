"""A file of questions that was asked for: whose it is, where it lies, and when it has failed or goes."""

from datetime import timedelta
from typing import Any

import pytest

from lyceum.assessment.banks.errors import QuestionExportNotFound
from lyceum.assessment.model.question_export import (
    UNFINISHED,
    ExportFormat,
    Origin,
    QuestionExport,
    QuestionExportState,
)
from tests.unit.assessment.samples import ADA, BOB, NOON

INSTANT = timedelta(milliseconds=1)
REQUESTED, RUNNING, READY, REFUSED, FAILED = QuestionExportState


def export(**parts: Any) -> QuestionExport:
    asked: dict[str, Any] = {"format": ExportFormat.GIFT, "origin": Origin(bank="rivers"), **parts}
    return QuestionExport(tenant="school", id="x1", requester=ADA, requested_at=NOON, **asked)


def test_a_wish_is_new_and_says_nothing_that_was_not_said() -> None:
    made = export()
    assert (made.state, made.language, made.counts, made.reason) == (REQUESTED, None, {}, None)
    assert Origin() == Origin(bank=None, course=None, assessment=None)


def test_it_is_its_requesters_alone() -> None:
    made = export()
    assert made.demand_for(ADA) is made
    with pytest.raises(QuestionExportNotFound) as refused:
        made.demand_for(BOB)
    assert refused.value.facts == {"export": "x1"}


@pytest.mark.parametrize("state", [REQUESTED, RUNNING])
def test_what_has_not_ended_after_seventy_minutes_has_failed(state: QuestionExportState) -> None:
    made = export(state=state)
    end = NOON + timedelta(minutes=70)
    assert (made.state_at(end - INSTANT), made.state_at(end)) == (state, FAILED)


@pytest.mark.parametrize("state", [READY, REFUSED, FAILED])
def test_what_has_ended_stays_as_it_is(state: QuestionExportState) -> None:
    assert export(state=state).state_at(NOON + timedelta(days=9)) is state
    assert state not in UNFINISHED


def test_it_goes_after_seven_days() -> None:
    assert export().kept_until == NOON + timedelta(days=7)


@pytest.mark.parametrize(("format", "suffix"), [(ExportFormat.GIFT, "gift"), (ExportFormat.QTI3, "zip")])
def test_its_files_lie_under_its_tenant_and_id(format: ExportFormat, suffix: str) -> None:
    made = export(format=format)
    assert made.file_key == f"exports/school/x1.{suffix}"
    assert made.file_name == f"questions-x1.{suffix}"
    assert made.document_key == "exports/school/x1/document.json"
    assert made.report_key == "exports/school/x1/report.json"
