"""Ask for a report, and see what became of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from lyceum.insight.errors import ReportMisfit, ReportNotFound
from lyceum.insight.model import Kind, Report, ReportFormat, ReportState, Span
from lyceum.insight.store import reports
from lyceum.kernel import files
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation

PERMISSION = "report.request"
SOLD = "order.view"


def request_report(
    caller: Caller,
    *,
    kind: Kind,
    course: str | None,
    format: ReportFormat,
    language: str,
    creation: Creation,
    at: datetime,
    first: date | None = None,
    last: date | None = None,
) -> Report:
    """Keep the wish and tell of it: the report is made after the answer.

    Revenue is for who may see what the school has sold. Raises PermissionDenied, ReportMisfit, InvalidSpan,
    CourseNotFound. Source: RULES S1-35, FEATURES CO12.
    """
    of_school = kind is Kind.REVENUE
    if of_school != (course is None) or (not of_school and (first or last)):
        raise ReportMisfit
    if of_school:
        caller.demand(SOLD, at=at)
    else:
        caller.demand(PERMISSION, at=at, scope=f"course:{course}")
    wish = Report(
        tenant=caller.tenant,
        id=creation.id,
        requester=caller.person,
        kind=kind,
        course=course,
        format=format,
        language=language,
        requested_at=at,
        span=Span.of(first, last, today=at.date()) if of_school else None,
    )
    return reports.add(wish, creation)


def find_report(caller: Caller, report: str, *, at: datetime) -> Report:
    """A report that the caller may read: their own, or any for who may read all. Raises ReportNotFound."""
    found = reports.find(caller.tenant, report)
    if found.requester != caller.person and not caller.may("report.read_all", at=at):
        raise ReportNotFound(report=report)
    return found


def download_of(report: Report, *, at: datetime) -> tuple[str, datetime] | None:
    """A short-lived address of the finished file, and when it ends; None before it is ready."""
    if report.state is not ReportState.READY:
        return None
    return files.address(report.key, name=report.file_name, at=at, inline=True)


def my_reports(caller: Caller, *, after: str | None, limit: int) -> tuple[Sequence[dict[str, Any]], str | None]:
    """Cards of the caller's own reports, newest first, and where to go on."""
    return reports.of_requester(caller.tenant, caller.person, after=after, limit=limit)
