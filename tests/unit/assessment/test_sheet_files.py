"""Sheets as CSV, byte by byte, and what files are called on the wire."""

from decimal import Decimal

import pytest

from lyceum.assessment.model.grade_sheet import Sheet
from lyceum.assessment.model.sheet_files import MEDIA_TYPES, csv_of


def test_the_media_types_are_those_that_are_registered() -> None:
    """Source: RFC 4180, RFC 7111 (`header`), and ECMA-376 for the workbook."""
    assert MEDIA_TYPES == {
        "csv": "text/csv; charset=utf-8; header=present",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }


def test_a_csv_has_a_byte_order_mark_quotes_every_cell_and_ends_each_line_as_the_rfc_says() -> None:
    sheet = Sheet(["learner", "ชื่อ"], [["ADA", Decimal("7.50")], ['say "x"', None], ["=1", Decimal(-2)]])
    assert csv_of(sheet) == ('\ufeff"learner","ชื่อ"\r\n"ADA","7.5"\r\n"say ""x""",""\r\n"\'=1","-2"\r\n'.encode())


@pytest.mark.parametrize(("number", "expected"), [("100", "100"), ("1E+3", "1000"), ("0.00010", "0.0001"), ("0", "0")])
def test_numbers_are_plain(number: str, expected: str) -> None:
    assert csv_of(Sheet([], [[Decimal(number)]])).endswith(f'"{expected}"\r\n'.encode())
