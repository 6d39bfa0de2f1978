"""A report in the format that was asked for."""

import json
from decimal import Decimal

import pytest

from lyceum.insight.json_report import render_json
from lyceum.insight.rendering import ReportFormat, render
from lyceum.insight.report_model import CourseProgressReport
from tests.unit.insight.sample_reports import class_report, empty_report, hostile_report


@pytest.mark.parametrize(
    ("wanted", "media_type", "start"),
    [
        (ReportFormat.JSON, "application/json", b"{"),
        (ReportFormat.CSV, "text/csv; charset=utf-8; header=present", b"\xef\xbb\xbf"),
        (ReportFormat.HTML, "text/html; charset=utf-8", b"<!doctype html>"),
    ],
)
def test_each_format_is_a_file_with_its_media_type(wanted: ReportFormat, media_type: str, start: bytes) -> None:
    for report in (class_report(), empty_report(), hostile_report()):
        rendered = render(report, wanted, "th")
        assert (rendered.media_type, rendered.extension) == (media_type, wanted.value)
        assert rendered.body.startswith(start)
        assert render(report, wanted, "th") == rendered


def test_json_says_what_the_report_says_with_exact_decimals() -> None:
    document = json.loads(render_json(class_report()), parse_float=lambda text: pytest.fail(f"a float: {text}"))
    assert (document["kind"], document["v"], document["made_at"]) == ("course_progress", 1, "2026-11-22T18:30:00.000Z")
    assert document["figures"]["completion_rate"] == "16.7"
    assert document["learners"][0]["scores"] == {"quiz-1": "95", "exam": "88.5"}
    assert sum(each["learners"] for each in document["figures"]["assessments"][0]["bins"]) == 10


def test_json_can_be_read_back() -> None:
    document = json.loads(render_json(class_report()))
    del document["kind"], document["v"], document["figures"]
    assert CourseProgressReport.model_validate(document) == class_report()


def test_an_empty_course_has_no_rates_in_json() -> None:
    figures = json.loads(render_json(empty_report()))["figures"]
    assert (figures["learners"], figures["completion_rate"], figures["assessments"]) == (0, None, [])


def test_figures_are_exact_to_the_last_learner() -> None:
    report = class_report()
    third = report.model_copy(update={"learners": report.learners[:3]})
    assert third.figures().completion_rate == Decimal("66.7")
