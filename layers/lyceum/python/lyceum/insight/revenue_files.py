"""A revenue report as JSON for programs, and as CSV for spreadsheets."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from lyceum.insight.revenue_model import CurrencyRevenue, RevenueReport
from lyceum.insight.revenue_words import RevenueWords, revenue_words
from lyceum.kernel.currencies import in_major_units
from lyceum.kernel.spreadsheet import safe_cell

VERSION = 1
"""Raised when a field changes its meaning or goes away."""


def revenue_json(report: RevenueReport) -> bytes:
    """UTF-8 JSON: `kind`, `v`, the report's own fields, amounts in minor units. The same report, the same bytes."""
    document: dict[str, Any] = {"kind": "revenue", "v": VERSION, **report.model_dump(mode="json")}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def revenue_csv(report: RevenueReport, language: str | None = None) -> bytes:
    """RFC 4180 with a byte order mark; every cell is quoted.

    Columns: what a row is about (day, course, coupon), its id, its name, currency, orders, then amounts in units of the
    currency with a decimal point: came in, discounts, tax, went back, kept. What a row does not know stays empty.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    words = revenue_words(language or report.language)
    heading = (words.part, "id", words.name, words.currency, words.orders, words.gross)
    writer.writerow([safe_cell(each) for each in (*heading, words.discount, words.tax, words.returned, words.net)])
    for one in report.currencies:
        for row in _rows(one, words):
            writer.writerow([safe_cell(each) for each in row])
    return text.getvalue().encode("utf-8-sig")


def _rows(one: CurrencyRevenue, words: RevenueWords) -> Iterator[tuple[str, ...]]:
    def money(*amounts: int) -> tuple[str, ...]:
        return tuple(format(in_major_units(amount, one.currency), "f") for amount in amounts)

    for day in one.days:
        amounts = money(day.gross, day.discount, day.tax, day.returned, day.net)
        yield words.day, day.day.isoformat(), "", one.currency, str(day.orders), *amounts
    for course in one.courses:
        title = course.title.in_language(words.tag) if course.title else words.unknown_course
        gross, returned, net = money(course.gross, course.returned, course.net)
        row = words.course, course.course or "", title, one.currency, str(course.orders)
        yield *row, gross, "", "", returned, net
    for coupon in one.coupons:
        row = words.coupon, coupon.coupon, "", one.currency, str(coupon.orders)
        yield *row, *money(coupon.gross, coupon.discount), "", "", ""
