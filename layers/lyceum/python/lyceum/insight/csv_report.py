"""A report as CSV: one row for each learner, for spreadsheets."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from lyceum.insight.report_language import ENGLISH
from lyceum.insight.report_model import CourseProgressReport, LearnerRow
from lyceum.insight.texts import words
from lyceum.insight.wording import Words
from lyceum.kernel.clock import iso
from lyceum.kernel.spreadsheet import safe_cell


def render_csv(report: CourseProgressReport, language: str | None = None) -> bytes:
    """RFC 4180 with a byte order mark, since spreadsheets read Thai only with one; every cell is quoted.

    Columns: learner id, name, status, enrolled, last active, completed, progress in percent, then the score of each
    assessment in percent. Instants are ISO 8601 in UTC and never of the Buddhist era, which spreadsheets take for the
    26th century. Headings and states are in `language`, else in the report's own.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    chosen = words(language or report.language)
    writer.writerow([safe_cell(each) for each in _headings(report, chosen)])
    for row in report.learners_by_name():
        writer.writerow([safe_cell(each) for each in _cells(report, row, chosen)])
    return text.getvalue().encode("utf-8-sig")


def _headings(report: CourseProgressReport, chosen: Words) -> Iterator[str]:
    yield from (chosen.learner_id, chosen.name, chosen.status)
    yield from (chosen.enrolled_at, chosen.last_activity, chosen.completed_at, f"{chosen.progress} (%)")
    for number, each in enumerate(report.assessments, 1):
        yield f"{number}. {each.title.in_language(chosen.tag)} (%)"


def _cells(report: CourseProgressReport, row: LearnerRow, chosen: Words) -> Iterator[str]:
    yield from (row.learner, row.name, chosen.statuses[row.status])
    yield from (iso(row.enrolled_at), _instant(row.last_activity), _instant(row.completed_at))
    yield _plain(row.percent)
    for each in report.assessments:
        waits = chosen.awaiting_mark if each.id in row.awaiting_grading else ""
        yield _plain(row.scores[each.id]) if each.id in row.scores else waits


def _plain(value: Decimal) -> str:
    return ENGLISH.number(value)


def _instant(at: datetime | None) -> str:
    return iso(at) if at else ""
