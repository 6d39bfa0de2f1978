"""The revenue report: its sums, and what it says as JSON, CSV and a page."""

import csv
import io
import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.insight.errors import InvalidSpan
from lyceum.insight.model import LANGUAGES, Kind, Report, ReportFormat, Span
from lyceum.insight.rendering import render
from lyceum.insight.revenue_files import revenue_csv, revenue_json
from lyceum.insight.revenue_html import revenue_html
from lyceum.insight.revenue_model import RevenueReport, by_currency
from lyceum.insight.revenue_words import REVENUE_LANGUAGES
from lyceum.insight.sales import Sale
from lyceum.kernel.text import LocalizedText
from tests.unit.insight.pages import Page
from tests.unit.insight.sample_reports import MADE_AT

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 22)
TITLES = {"c1": LocalizedText({"en": "Serverless <systems>", "th": "ระบบไร้เซิร์ฟเวอร์"})}


def sale(day: int, order: str, amounts: dict[str, int], currency: str = "THB", **more: Any) -> Sale:
    return Sale(date(2026, 11, day), order, currency, amounts, **more)


SALES = (
    sale(1, "o1", {"c1": 40_000}, coupon="SPRING", discount=10_000, tax=2_617),
    sale(3, "o2", {"c1": 50_000, "c2": 25_000}),
    sale(3, "o2", {"c2": 25_000}, returned=True),
    sale(5, "o3", {"": 1_000}, "JPY"),
)


def report(*sales: Sale, language: str = "en") -> RevenueReport:
    return RevenueReport(
        tenant="demo",
        tenant_name=LocalizedText({"en": "School"}),
        made_at=MADE_AT,
        language=language,
        first=FIRST,
        last=LAST,
        currencies=by_currency(sales, TITLES),
    )


def test_sums_worked_by_hand() -> None:
    yen, baht = by_currency(SALES, TITLES)[0], by_currency(SALES, TITLES)[1]
    total = baht.total
    assert (total.orders, total.gross, total.discount, total.tax) == (2, 115_000, 10_000, 2_617)
    assert (total.returned, total.net) == (25_000, 90_000)
    assert [(day.day.day, day.gross, day.returned, day.net) for day in baht.days] == [
        (1, 40_000, 0, 40_000),
        (3, 75_000, 25_000, 50_000),
    ]
    assert [(row.course, row.orders, row.gross, row.returned, row.net) for row in baht.courses] == [
        ("c1", 2, 90_000, 0, 90_000),
        ("c2", 1, 25_000, 25_000, 0),
    ]
    assert [(row.coupon, row.orders, row.gross, row.discount) for row in baht.coupons] == [
        ("SPRING", 1, 40_000, 10_000)
    ]
    assert (yen.currency, yen.total.gross, yen.courses[0].course, yen.coupons) == ("JPY", 1_000, None, ())


sales = st.lists(
    st.builds(
        Sale,
        day=st.dates(FIRST, LAST),
        order=st.sampled_from(["o1", "o2", "o3"]),
        currency=st.sampled_from(["THB", "KWD"]),
        amounts=st.dictionaries(st.sampled_from(["c1", "c2", ""]), st.integers(0, 10**9), min_size=1),
        returned=st.booleans(),
        coupon=st.sampled_from([None, "SPRING"]),
    ),
    max_size=30,
)


@given(sales)
def test_days_and_courses_sum_up_to_the_total(found: list[Sale]) -> None:
    for one in by_currency(found, {}):
        for parts in (one.days, one.courses):
            assert sum(part.gross for part in parts) == one.total.gross
            assert sum(part.returned for part in parts) == one.total.returned
            assert sum(part.net for part in parts) == one.total.net
        every = one.every_day(FIRST, LAST)
        assert [day.day for day in every] == [FIRST + timedelta(days=number) for number in range(22)]
        assert sum(day.gross for day in every) == one.total.gross


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, Span(date(2026, 10, 24), LAST)),
        (FIRST, None, Span(FIRST, LAST)),
        (None, FIRST, Span(date(2026, 10, 3), FIRST)),
        (FIRST, FIRST, Span(FIRST, FIRST)),
        (date(2025, 11, 22), LAST, Span(date(2025, 11, 22), LAST)),
    ],
)
def test_days_that_are_not_said_are_thirty_up_to_today(first: Any, last: Any, expected: Span) -> None:
    assert Span.of(first, last, today=LAST) == expected


@pytest.mark.parametrize(("first", "last"), [(LAST, FIRST), (date(2025, 11, 21), LAST)])
def test_days_are_in_order_and_a_year_at_most(first: date, last: date) -> None:
    with pytest.raises(InvalidSpan):
        Span.of(first, last, today=LAST)


def test_json_has_minor_units() -> None:
    document = json.loads(revenue_json(report(*SALES)))
    assert (document["kind"], document["v"], document["first"]) == ("revenue", 1, "2026-11-01")
    assert [one["currency"] for one in document["currencies"]] == ["JPY", "THB"]
    assert document["currencies"][1]["total"]["gross"] == 115_000


def test_csv_has_units_of_the_currency() -> None:
    rows = list(csv.reader(io.StringIO(revenue_csv(report(*SALES)).decode("utf-8-sig"))))
    assert rows[0][:6] == ["By", "id", "Name", "Currency", "Orders", "Came in"]
    assert ["Day", "2026-11-03", "", "THB", "1", "750.00", "0.00", "0.00", "250.00", "500.00"] in rows
    assert ["Course", "c1", "Serverless <systems>", "THB", "2", "900.00", "", "", "0.00", "900.00"] in rows
    assert ["Coupon", "SPRING", "", "THB", "1", "400.00", "100.00", "", "", ""] in rows
    assert ["Course", "", "Not told", "JPY", "1", "1000", "", "", "0", "1000"] in rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole(language: str) -> None:
    html = revenue_html(report(*SALES), language)
    page = Page(html)
    assert len(page.ids()) == len(set(page.ids()))
    assert [each.attributes["lang"] for each in page.all("html")] == [language]
    assert page.all("script", "link", "img", "iframe") == []
    assert len(page.all("svg")) == 4  # days and courses, in two currencies
    for chart in page.all("svg"):
        named = {chart.attributes["aria-labelledby"], chart.attributes["aria-describedby"]}
        assert named <= set(page.ids())
    assert len(page.all("caption")) == len(page.all("table")) == 5
    assert '<td class="n">900.00</td>' in html
    assert "1,000 <small>JPY</small>" in html
    assert "1,150.00 THB" in html
    levels = [int(each.tag[1]) for each in page.all("h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_texts_of_others_stay_texts() -> None:
    html = revenue_html(report(*SALES))
    assert "Serverless &lt;systems&gt;" in html
    assert "<systems>" not in html


def test_nothing_sold_is_said() -> None:
    assert "Nothing was sold" in revenue_html(report())
    assert revenue_csv(report()).count(b"\r\n") == 1
    only_back = revenue_html(report(sale(2, "o1", {"c1": 5}, returned=True)))
    assert "<svg" not in only_back


def test_the_same_report_gives_the_same_bytes_in_every_format() -> None:
    for wanted in ReportFormat:
        assert render(report(*SALES), wanted, "th") == render(report(*SALES), wanted, "th")


def test_it_is_worded_in_every_language_that_can_be_chosen() -> None:
    assert set(REVENUE_LANGUAGES) == set(LANGUAGES)
    assert "รายงานรายได้" in revenue_html(report(*SALES, language="th"))


def test_a_file_has_a_name() -> None:
    asked = Report("demo", "r1", "ada", Kind.REVENUE, None, ReportFormat.CSV, "en", MADE_AT, Span(FIRST, LAST))
    assert asked.file_name == "revenue-2026-11-01-2026-11-22.csv"
