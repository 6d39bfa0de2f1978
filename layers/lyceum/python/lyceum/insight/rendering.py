"""A report in the format that was asked for. It loads the renderers: only the function that renders imports it."""

from dataclasses import dataclass

from lyceum.insight.csv_report import render_csv
from lyceum.insight.html_report import render_html
from lyceum.insight.json_report import render_json
from lyceum.insight.model import ReportFormat
from lyceum.insight.report_model import CourseProgressReport
from lyceum.insight.revenue_files import revenue_csv, revenue_json
from lyceum.insight.revenue_html import revenue_html
from lyceum.insight.revenue_model import RevenueReport

__all__ = ["AnyReport", "RenderedReport", "ReportFormat", "render"]

type AnyReport = CourseProgressReport | RevenueReport


@dataclass(frozen=True, slots=True)
class RenderedReport:
    """A finished file."""

    body: bytes
    media_type: str
    """Content-Type, the character set included."""
    extension: str


def render(report: AnyReport, wanted: ReportFormat, language: str | None = None) -> RenderedReport:
    """The report as a file, worded in `language`, else in the report's own. The same report gives the same bytes."""
    match wanted:
        case ReportFormat.JSON:
            return RenderedReport(_json(report), "application/json", "json")
        case ReportFormat.CSV:
            return RenderedReport(_csv(report, language), "text/csv; charset=utf-8; header=present", "csv")
        case ReportFormat.HTML:
            return RenderedReport(_html(report, language).encode(), "text/html; charset=utf-8", "html")


def _json(report: AnyReport) -> bytes:
    return revenue_json(report) if isinstance(report, RevenueReport) else render_json(report)


def _csv(report: AnyReport, language: str | None) -> bytes:
    return revenue_csv(report, language) if isinstance(report, RevenueReport) else render_csv(report, language)


def _html(report: AnyReport, language: str | None) -> str:
    return revenue_html(report, language) if isinstance(report, RevenueReport) else render_html(report, language)
