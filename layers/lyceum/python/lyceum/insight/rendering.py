"""A report in the format that was asked for. It loads the renderers: only the function that renders imports it."""

from dataclasses import dataclass

from lyceum.insight.csv_report import render_csv
from lyceum.insight.html_report import render_html
from lyceum.insight.json_report import render_json
from lyceum.insight.model import ReportFormat
from lyceum.insight.report_model import CourseProgressReport

__all__ = ["RenderedReport", "ReportFormat", "render"]


@dataclass(frozen=True, slots=True)
class RenderedReport:
    """A finished file."""

    body: bytes
    media_type: str
    """Content-Type, the character set included."""
    extension: str


def render(report: CourseProgressReport, wanted: ReportFormat, language: str | None = None) -> RenderedReport:
    """The report as a file, worded in `language`, else in the report's own. The same report gives the same bytes."""
    match wanted:
        case ReportFormat.JSON:
            return RenderedReport(render_json(report), "application/json", "json")
        case ReportFormat.CSV:
            return RenderedReport(render_csv(report, language), "text/csv; charset=utf-8; header=present", "csv")
        case ReportFormat.HTML:
            return RenderedReport(render_html(report, language).encode(), "text/html; charset=utf-8", "html")
