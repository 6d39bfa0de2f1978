"""Make the report that was asked for, and put it where its requester can fetch it."""

from contextlib import ExitStack
from datetime import datetime

from lyceum.insight.errors import CourseNotFound, ReportNotFound
from lyceum.insight.model import INTERNAL_ERROR, TIMED_OUT, Kind, Report
from lyceum.insight.progress_report import progress_report
from lyceum.insight.rendering import AnyReport, render
from lyceum.insight.revenue_report import revenue_report
from lyceum.insight.store import reports
from lyceum.kernel import files


def render_report(tenant: str, report_id: str, *, at: datetime) -> None:
    """Claim the report, make it, keep the file, say that it is ready.

    A repetition after a crash at any point goes on from the beginning: the file has one place, and the end is written
    and told once. A course that is gone fails it at once; anything else raises, so that it is tried again, and fails it
    with the last attempt.
    """
    report = reports.claim(tenant, report_id, at=at)
    if report is None:
        return
    with ExitStack() as when_it_fails:
        if report.is_last_attempt:
            when_it_fails.callback(reports.finish, report.failed(INTERNAL_ERROR, at), at=at)
        try:
            rendered = render(_made(report, at=at), report.format, report.language)
        except CourseNotFound as refusal:
            when_it_fails.pop_all()
            reports.finish(report.failed(refusal.slug(), at), at=at)
            return
        files.keep(report.key, rendered.body, rendered.media_type)
        when_it_fails.pop_all()
    reports.finish(report.ready(at), at=at)


def _made(report: Report, *, at: datetime) -> AnyReport:
    return revenue_report(report, at=at) if report.kind is Kind.REVENUE else progress_report(report, at=at)


def give_up(tenant: str, report_id: str, *, at: datetime) -> None:
    """The report should have ended by now: it has failed, unless it did end or its time is over."""
    try:
        report = reports.find(tenant, report_id)
    except ReportNotFound:
        return
    reports.finish(report.failed(TIMED_OUT, at), at=at)
