"""The table for spreadsheets: standard, readable in Thai, and harmless."""

import csv
import io

import pytest

from lyceum.insight.csv_report import render_csv
from lyceum.insight.report_model import CourseProgressReport
from lyceum.kernel.spreadsheet import safe_cell
from tests.unit.insight.sample_reports import class_report, empty_report


def rows(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))


def named(report: CourseProgressReport, name: str) -> CourseProgressReport:
    first, *others = report.learners
    return report.model_copy(update={"learners": (first.model_copy(update={"name": name}), *others)})


def test_one_row_for_each_learner_in_the_order_of_names() -> None:
    heading, *learners = rows(render_csv(class_report(), "en"))
    assert heading == [
        "Learner ID",
        "Name",
        "Status",
        "Enrolled on",
        "Last active",
        "Completed on",
        "Progress (%)",
        "1. Events and queues (%)",
        "2. Final exam (%)",
        "3. Essay: choosing a data store (%)",
    ]
    assert [row[1] for row in learners][:2] == ["Ana Souza", "Björn Åkesson"]
    assert learners[0] == [
        "01J00000000000000000000001",
        "Ana Souza",
        "Completed",
        "2026-10-14T18:30:00.000Z",
        "2026-11-19T18:30:00.000Z",
        "2026-11-19T18:30:00.000Z",
        "100",
        "95",
        "88.5",
        "Awaiting",
    ]
    assert learners[1][6:] == ["62.5", "60", "", ""]


def test_lines_end_as_rfc_4180_says_and_the_mark_makes_spreadsheets_read_thai() -> None:
    body = render_csv(class_report(), "th")
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.count(b"\r\n") == 13
    assert body.count(b"\n") == 13
    assert "กนกวรรณ ศรีสุข" in body.decode("utf-8-sig")
    assert "2569" not in body.decode()  # spreadsheets know no Buddhist era


def test_an_empty_course_has_headings_only() -> None:
    assert len(rows(render_csv(empty_report()))) == 1


@pytest.mark.parametrize("name", ['Ana "Annie", Jr.', "two\r\nlines", "semi;colon", " blank ", "'"])
def test_any_name_comes_back_as_it_was(name: str) -> None:
    assert name in [row[1] for row in rows(render_csv(named(class_report(), name)))]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://evil.example","x")',
        "+1",
        "-1",
        "@SUM(A1)",
        "|calc",
        "%0A",
        " =1+1",
        "\t=1+1",
        "\ttext",
        "\rtext",
        "\ntext",
        "\u200b=1+1",
        "\u202e=1+1",
        "\ufeff=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "−1",
    ],
)
def test_a_formula_is_disarmed(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert f"'{text}" in [row[1] for row in rows(render_csv(named(class_report(), text)))]


@pytest.mark.parametrize("text", ["", "Ana", "a=1", "สมชาย", "95.5", "2026-11-19T18:30:00.000Z", "Al-Zahra"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text
