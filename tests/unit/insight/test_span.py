"""The days that a report is about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from lyceum.insight.errors import InvalidSpan
from lyceum.insight.model import Kind, Report, ReportFormat, Span

TODAY = date(2026, 3, 2)
REVENUE = Report("acme", "r1", "ada", Kind.REVENUE, None, ReportFormat.HTML, "en", datetime(2026, 3, 2, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        (None, None, Span(date(2026, 2, 1), TODAY)),
        (None, date(2026, 1, 30), Span(date(2026, 1, 1), date(2026, 1, 30))),
        (date(2026, 2, 20), None, Span(date(2026, 2, 20), TODAY)),
        (date(2025, 1, 1), date(2025, 1, 31), Span(date(2025, 1, 1), date(2025, 1, 31))),
        (TODAY, TODAY, Span(TODAY, TODAY)),
        (date(2024, 1, 1), date(2024, 12, 31), Span(date(2024, 1, 1), date(2024, 12, 31))),  # a leap year
    ],
)
def test_a_span_is_what_was_asked_for_else_thirty_days(first: date | None, last: date | None, span: Span) -> None:
    assert Span.of(first, last, today=TODAY) == span


@pytest.mark.parametrize("days", [-1, 366])
def test_a_span_has_a_day_and_no_more_than_a_leap_year_has(days: int) -> None:
    with pytest.raises(InvalidSpan) as refusal:
        Span.of(TODAY - timedelta(days=days), TODAY, today=TODAY)
    assert refusal.value.facts == {"longest": "366"}


def test_a_file_is_named_by_what_it_is_about() -> None:
    """Its course, else its days, else itself."""
    assert REVENUE.span is None
    assert REVENUE.file_name == "revenue-r1.html"
    spanned = replace(REVENUE, span=Span(date(2026, 2, 1), TODAY))
    assert spanned.file_name == "revenue-2026-02-01-2026-03-02.html"
