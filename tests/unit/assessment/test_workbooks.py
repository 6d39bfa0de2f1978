"""Workbooks, written and read; hostile ones are refused."""

import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from lyceum.assessment.gradebooks.errors import SheetTooLong, SheetUnreadable
from lyceum.assessment.gradebooks.workbooks import MOST_PARTS, MOST_UNPACKED, rows_of, workbook_of
from lyceum.assessment.model.grade_import import MOST_LINES
from lyceum.assessment.model.grade_sheet import Sheet

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET = Sheet(
    ["learner", "name", "Talk [talk] (points of 20)"],
    [["ADA", "=HYPERLINK(1)", Decimal("15.50")], ["BOB", "Bob & <Co>", None], ["EVE", "อีฟ", "EX"]],
)
PART = "xl/worksheets/sheet1.xml"
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30)


def changed(workbook: bytes, **parts: bytes) -> bytes:
    """The workbook with other parts in place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, parts.get(name, before.read(name)))
        for name in parts.keys() - set(before.namelist()):
            after.writestr(name, parts[name])
    return out.getvalue()


def test_a_workbook_reads_back() -> None:
    assert rows_of(workbook_of(SHEET)) == [
        ["learner", "name", "Talk [talk] (points of 20)"],
        ["ADA", "=HYPERLINK(1)", "15.5"],
        ["BOB", "Bob & <Co>", ""],
        ["EVE", "อีฟ", "EX"],
    ]


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert workbook_of(SHEET) == workbook_of(SHEET)


def test_text_is_text_numbers_are_numbers_and_nothing_is_a_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_of(SHEET))) as archive:
        page = ET.fromstring(archive.read(PART))
    kinds = {cell.attrib["r"]: cell.attrib.get("t") for cell in page.iter(f"{NS}c")}
    assert (kinds["B2"], kinds["C2"], kinds["C4"]) == ("s", None, "s")
    assert "C3" not in kinds
    assert list(page.iter(f"{NS}f")) == []
    (pane,) = page.iter(f"{NS}pane")
    assert (pane.attrib["xSplit"], pane.attrib["ySplit"], pane.attrib["state"]) == ("2", "1", "frozen")


@given(st.lists(WORDS, min_size=1, max_size=60))
def test_any_words_read_back(words: list[str]) -> None:
    headings = [f"c{place}" for place in range(len(words))]
    read = rows_of(workbook_of(Sheet(headings, [words])))
    assert [*read[1:], [""] * len(words)][0] == words
    assert {len(line) for line in read} == {len(words)}


@given(st.text(st.characters(), max_size=60))
def test_whatever_is_no_xml_leaves_the_rest_readable(text: str) -> None:
    read = rows_of(workbook_of(Sheet(["c", "d"], [[text, "end"]])))
    assert read[1][1] == "end"


def test_of_a_formula_what_it_came_to_counts() -> None:
    buffer = io.BytesIO()
    with Workbook(buffer) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["learner", "x"])
        page.write_formula(1, 1, "=1+1", value=2)
        page.write_boolean(2, 1, True)
        book.add_worksheet("another").write(0, 0, "not read")
    assert rows_of(buffer.getvalue()) == [["learner", "x"], ["", "2"], ["", "True"]]


def test_a_sheet_of_too_many_lines_is_refused() -> None:
    lines = [["ADA"]] * MOST_LINES
    assert len(rows_of(workbook_of(Sheet(["learner"], lines)))) == MOST_LINES + 1
    with pytest.raises(SheetTooLong) as refusal:
        rows_of(workbook_of(Sheet(["learner"], [*lines, ["ADA"]])))
    assert refusal.value.facts == {"limit": str(MOST_LINES)}


@pytest.mark.parametrize("far", [1_048_576, 900_000])
def test_a_cell_far_away_costs_nothing(far: int) -> None:
    page = f'<worksheet xmlns="{NS[1:-1]}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    page += f'<row r="{far}"><c r="XFD{far}"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises((SheetTooLong, SheetUnreadable)):
        rows_of(changed(workbook_of(SHEET), **{PART: page.encode()}))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"learner,talk",
        b"PK" + bytes(100),
        workbook_of(SHEET)[:-30],
        changed(workbook_of(SHEET), **{PART: b"<worksheet"}),
        changed(workbook_of(SHEET), **{"xl/workbook.xml": b"<workbook/>"}),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(SheetUnreadable):
        rows_of(data)


def test_what_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(SheetUnreadable) as refusal:
        rows_of(changed(workbook_of(SHEET), bomb=bytes(MOST_UNPACKED)))
    assert refusal.value.facts == {"why": f"it unpacks to more than {MOST_UNPACKED} bytes"}
    with pytest.raises(SheetUnreadable):
        rows_of(changed(workbook_of(SHEET), **{f"part{number}": b"x" for number in range(MOST_PARTS)}))


def test_an_entity_is_not_followed() -> None:
    page = f'''<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
    <worksheet xmlns="{NS[1:-1]}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&e;&b;</t></is></c></row>
    </sheetData></worksheet>'''
    try:
        read = rows_of(changed(workbook_of(SHEET), **{PART: page.encode()}))
    except SheetUnreadable:
        return
    assert not "".join(map("".join, read)).replace("&e;", "").replace("&b;", "")
