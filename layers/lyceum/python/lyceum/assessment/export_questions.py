"""Take questions out as a file: asked for, made by a workflow, fetched."""

from collections.abc import Sequence
from datetime import datetime

from lyceum.assessment.banks.errors import BankNotFound, QuestionExportNotFound
from lyceum.assessment.manage_bank import find_bank
from lyceum.assessment.model.question_export import ExportFormat, Origin, QuestionExport, QuestionExportState
from lyceum.assessment.store import assessments, documents, question_exports
from lyceum.content.report import ReportLine
from lyceum.kernel import files
from lyceum.kernel.access import TENANT_WIDE, Caller
from lyceum.kernel.creation import Creation

AUTHOR = "assessment.author"


def request_export(
    caller: Caller,
    origin: Origin,
    *,
    format: ExportFormat,
    language: str | None,
    creation: Creation,
    at: datetime,
) -> QuestionExport:
    """Keep the wish and tell it: the workflow does the rest. For who may see the questions with their keys.

    Raises PermissionDenied, BankNotFound, AssessmentNotFound, IdempotencyKeyReused. 2 round trips.
    """
    caller.demand(AUTHOR, at=at, scope=_place(origin))
    _demand_there(caller, origin, at=at)
    wish = QuestionExport(
        tenant=caller.tenant,
        id=creation.id,
        requester=caller.person,
        format=format,
        origin=origin,
        requested_at=at,
        language=language,
    )
    return question_exports.add(wish, creation)


def find_export(caller: Caller, export: str, *, at: datetime) -> QuestionExport:
    """One of the caller's own, whose questions they may still see. Raises QuestionExportNotFound. 2 round trips."""
    found = question_exports.find(caller.tenant, export, at=at).demand_for(caller.person)
    if not caller.may(AUTHOR, at=at, scope=_place(found.origin)):
        raise QuestionExportNotFound(export=export)
    if found.origin.bank is not None:
        try:
            find_bank(caller, found.origin.bank, at=at)
        except BankNotFound as gone:
            raise QuestionExportNotFound(export=export) from gone
    return found


def report_of(export: QuestionExport, *, start: int, limit: int) -> tuple[Sequence[ReportLine], int | None]:
    """Report lines from number `start`, at most `limit`, and where to go on. Empty until the export is ready."""
    if export.state is not QuestionExportState.READY:
        return [], None
    lines = documents.report(export.report_key)
    end = start + len(lines[start : start + limit])
    return lines[start:end], end if end < len(lines) else None


def download_of(export: QuestionExport, *, at: datetime) -> tuple[str, datetime] | None:
    """An address of its file for five minutes, and when it ends; None before it is ready."""
    if export.state is not QuestionExportState.READY:
        return None
    return files.address(export.file_key, name=export.file_name, at=at)


def _place(origin: Origin) -> str:
    """Where the permission is asked: banks are the whole school's."""
    return f"course:{origin.course}" if origin.course is not None else TENANT_WIDE


def _demand_there(caller: Caller, origin: Origin, *, at: datetime) -> None:
    if origin.bank is not None:
        find_bank(caller, origin.bank, at=at)
    elif origin.course is not None and origin.assessment is not None:
        assessments.find_of_course(caller.tenant, origin.course, origin.assessment)
