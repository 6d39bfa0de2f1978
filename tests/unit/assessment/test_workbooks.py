"""Workbooks that come back: each cell as who typed it means it."""

import io
from datetime import date
from datetime import time as hour
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from lyceum.assessment.gradebooks.workbooks import rows_of
from tests.unit.assessment.workbook_samples import (
    BOOK,
    HEADINGS,
    PART,
    changed,
    own,
    page,
    part_of,
    typed,
    why,
)

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30)


def cell(value: Any, format: str | None = None) -> str:
    """What is read of one cell that was typed into a spreadsheet."""

    def change(book: Workbook) -> None:
        if format is not None:
            book.active["B2"].number_format = format

    (_, (_, (_, text))) = rows_of(typed(["ADA", value], change=change))
    return str(text)


# ------------------------------------------------------------------------------------------------- what stands in it


def test_an_export_reads_back() -> None:
    assert rows_of(own(["ADA", Decimal("15.50")], ["BOB", None], ["อีฟ", "EX"], ["<&>", "=1+1"])) == [
        (1, HEADINGS),
        (2, ["ADA", "15.5"]),
        (3, ["BOB", ""]),
        (4, ["อีฟ", "EX"]),
        (5, ["<&>", "=1+1"]),
    ]


@pytest.mark.parametrize(
    ("value", "format", "text"),
    [
        (15, None, "15"),
        (15.25, None, "15.25"),
        (0.1 + 0.2, None, "0.3"),
        (1.1 * 3, None, "3.3"),
        (7.1, "0", "7.1"),
        (12, '#,##0.00 "points"', "12"),
        (0.0001, None, "0.0001"),
        (-0.0, "0.0", "0"),
        (-1, None, "-1"),
        (1e20, None, "100000000000000000000"),
        (12_345_678_901_234_567, None, "12345678901234600"),
        ("15,5", None, "15,5"),
        ("15.5", None, "15.5"),
        ("-", None, "-"),
        (" ex ", None, " ex "),
        ("๑๕", None, "๑๕"),
        ("สิบห้า", None, "สิบห้า"),
        ("_x0041_", None, "_x0041_"),
        (True, None, "TRUE"),
        (False, None, "FALSE"),
        ("#DIV/0!", None, "#DIV/0!"),
        ("#N/A", None, "#N/A"),
    ],
)
def test_what_is_read_of_a_cell(value: Any, format: str | None, text: str) -> None:
    assert cell(value, format) == text


@pytest.mark.parametrize(
    ("value", "format", "text"),
    [
        (0.5, "0%", "50.0%"),
        (0.155, "0.00%", "15.500%"),
        (1, "0%", "100%"),
        (15, '0" %"', "1500%"),
        (date(2026, 5, 15), None, "2026-05-15 00:00:00"),
        (15.5, "dd/mm/yyyy", "1900-01-15 12:00:00"),
        (0.5, "hh:mm", "12:00:00"),
        (1.5, "[h]:mm", "1 day, 12:00:00"),
        (hour(1, 2), None, "01:02:00"),
    ],
)
def test_percentages_dates_and_hours_are_no_points(value: Any, format: str | None, text: str) -> None:
    """Whoever types 1/2 in a spreadsheet has a date, and 50 % of what it is of nobody knows here."""
    assert cell(value, format) == text


def test_an_instant_before_or_after_all_days_is_no_points() -> None:
    data = typed(["ADA", 1], change=lambda book: setattr(book.active["B2"], "number_format", "dd/mm/yyyy"))
    sheet = part_of(data, PART)
    assert "<v>1</v></c></row></sheetData>" in sheet
    changed_sheet = sheet.replace("<v>1</v></c></row></sheetData>", "<v>1e9</v></c></row></sheetData>")
    assert rows_of(changed(data, {PART: changed_sheet}))[1] == (2, ["ADA", "#VALUE!"])


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ('<c r="B2"><f>A1*2</f><v>15</v></c>', "15"),
        ('<c r="B2"><v>12345678901234567</v></c>', "12345678901234567"),
        ('<c r="B2"><v>-0</v></c>', "0"),
        ('<c r="B2"><v>1e-7</v></c>', "0.0000001"),
        ('<c r="B2"><v>1E999</v></c>', "Infinity"),
        ('<c r="B2"><f>0.1+0.2</f><v>0.30000000000000004</v></c>', "0.3"),
        ('<c r="B2" t="str"><f>"E"&amp;"X"</f><v>EX</v></c>', "EX"),
        ('<c r="B2" t="str"><f>IF(1,"","")</f><v></v></c>', ""),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="B2" t="b"><f>1=1</f><v>1</v></c>', "TRUE"),
        ('<c r="B2"><f>A1*2</f></c>', "="),
        ('<c r="B2"><f>A1*2</f><v/></c>', "="),
        ('<c r="B2"><f t="shared" si="0"/><v/></c>', "="),
        ('<c r="B2" t="str"><f>A1</f></c>', "="),
    ],
)
def test_of_a_formula_what_it_came_to_counts_and_else_it_is_no_points(xml: str, text: str) -> None:
    rows = rows_of(page(f'<row r="2"><c r="A2" t="inlineStr"><is><t>ADA</t></is></c>{xml}</row>'))
    assert rows[1] == (2, ["ADA", text])


def test_a_formula_that_a_program_wrote_has_come_to_nothing() -> None:
    """XlsxWriter puts a 0 there, openpyxl nothing; both ask for it to be computed when the workbook is opened."""
    assert cell("=7+8") == "="
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>ADA</t></is></c><c r="B2"><f>7+8</f><v>0</v></c></row>'
    book = part_of(page(row), BOOK)
    for flag, text in (("1", "="), ("true", "="), ("0", "0")):
        wanted = book.replace("</workbook>", f'<calcPr calcId="1" fullCalcOnLoad="{flag}"/></workbook>')
        assert rows_of(changed(page(row), {BOOK: wanted}))[1] == (2, ["ADA", text])


def test_a_rich_text_is_its_text() -> None:
    runs = "<is><r><t>1</t></r><r><rPr><b/></rPr><t>5</t></r></is>"
    assert rows_of(page(f'<row r="2"><c r="B2" t="inlineStr">{runs}</c></row>'))[1] == (2, ["", "15"])


# ------------------------------------------------------------------------------------------------- where it stands


def test_rows_keep_their_numbers_and_empty_ones_are_left_out() -> None:
    workbook = typed([], ["ADA", 1], [], [None, ""], ["BOB", 2])
    assert [number for number, _ in rows_of(workbook)] == [1, 3, 6]


def test_headings_may_stand_below_empty_rows() -> None:
    workbook = typed(["ADA", 1], change=lambda book: book.active.insert_rows(1, amount=3))
    assert rows_of(workbook) == [(4, HEADINGS), (5, ["ADA", "1"])]


def test_what_has_no_heading_is_not_read() -> None:
    assert rows_of(typed(["ADA", 1, "note"], [None, None, "note"])) == [(1, HEADINGS), (2, ["ADA", "1"])]


@pytest.mark.parametrize("first", [True, False])
def test_the_sheet_that_has_learners_is_read(first: bool) -> None:
    def with_notes(book: Workbook) -> None:
        book.create_sheet("Notes", None if first else 0).append(["Of this term"])

    assert rows_of(typed(["ADA", 1], change=with_notes))[1] == (2, ["ADA", "1"])


def test_two_sheets_that_have_learners_are_one_too_many() -> None:
    copied = typed(["ADA", 1], change=lambda book: book.copy_worksheet(book.active))
    assert why(copied) == "more than one sheet has a column learner"

    def hide(book: Workbook) -> None:
        book.copy_worksheet(book.active).sheet_state = "hidden"

    assert rows_of(typed(["ADA", 1], change=hide))[1] == (2, ["ADA", "1"])


def test_without_learners_it_is_the_first_sheet_that_is_told_of() -> None:
    assert rows_of(own(headings=["name"])) == [(1, ["name"])]
    assert rows_of(own(headings=[])) == [(0, [])]


@pytest.mark.parametrize("merged", ["B2:B4", "A2:A3", "A1:B1", "B3:C3"])
def test_cells_merged_into_one_are_refused(merged: str) -> None:
    lines = [["ADA", 1], ["BOB", 2], ["EVE", 3]]
    assert (
        why(typed(*lines, change=lambda book: book.active.merge_cells(merged))) == f"{merged} are cells merged into one"
    )


@pytest.mark.parametrize("merged", ["C2:C4", "A6:B6", "D1:E1"])
def test_cells_merged_elsewhere_matter_to_nobody(merged: str) -> None:
    lines = [["ADA", 1], ["BOB", 2], ["EVE", 3]]
    assert len(rows_of(typed(*lines, change=lambda book: book.active.merge_cells(merged)))) == 4


def test_what_spreadsheets_add_is_no_hindrance() -> None:
    """Widths, heights, filters, rules, comments, names, a table: none of them is read."""

    def adorn(book: Workbook) -> None:
        from openpyxl.comments import Comment
        from openpyxl.formatting.rule import CellIsRule
        from openpyxl.worksheet.datavalidation import DataValidation
        from openpyxl.worksheet.table import Table

        sheet = book.active
        sheet.row_dimensions[2].height = sheet.column_dimensions["B"].width = 40
        sheet["B2"].comment = Comment("Late", "Tutor")
        sheet["A2"].hyperlink = "https://school.example/ada"
        sheet.conditional_formatting.add("B2:B9", CellIsRule(operator="lessThan", formula=["10"]))
        sheet.add_data_validation(DataValidation(type="decimal", sqref="B2:B9"))
        sheet.add_table(Table(displayName="Grades", ref="A1:B2"))
        sheet.print_title_rows = "1:1"
        sheet.protection.set_password("secret")  # pragma: allowlist secret

    assert rows_of(typed(["ADA", 15], change=adorn)) == [(1, HEADINGS), (2, ["ADA", "15"])]


@given(st.lists(WORDS, min_size=1, max_size=60))
def test_any_words_read_back(words: list[str]) -> None:
    headings = ["learner", *(f"c{place}" for place in range(len(words)))]
    for workbook in (own(["x", *words], headings=headings), _resaved(own(["x", *words], headings=headings))):
        assert rows_of(workbook) == [(1, headings), (2, ["x", *words])]


@given(st.lists(st.decimals(0, 1000, places=4), min_size=1, max_size=60))
def test_any_points_read_back(points: list[Decimal]) -> None:
    """Also by way of what a spreadsheet makes of them: 64 bits have room for 15 digits."""
    headings = ["learner", *(f"c{place}" for place in range(len(points)))]
    for workbook in (own(["x", *points], headings=headings), _resaved(own(["x", *points], headings=headings))):
        (_, (_, cells)) = rows_of(workbook)
        assert list(map(Decimal, cells[1:])) == points


def _resaved(workbook: bytes) -> bytes:
    """As it comes out of another program that has opened and kept it."""
    buffer = io.BytesIO()
    load_workbook(io.BytesIO(workbook)).save(buffer)
    return buffer.getvalue()
