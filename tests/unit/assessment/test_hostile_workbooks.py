"""Workbooks that mean harm, or are none: refused before they cost anything."""

import io
import time
import zipfile
from decimal import Decimal

import pytest
from openpyxl.xml import functions

from lyceum.assessment.gradebooks.errors import SheetTooLong
from lyceum.assessment.gradebooks.workbooks import MOST_COLUMNS, MOST_PARTS, MOST_TAGS, MOST_UNPACKED, rows_of
from lyceum.assessment.model.grade_import import MOST_LINES
from lyceum.assessment.model.grade_sheet import SheetCell
from tests.unit.assessment.workbook_samples import (
    BOOK,
    MAIN,
    PART,
    STYLES,
    TEXTS,
    changed,
    own,
    page,
    part_of,
    typed,
    why,
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is no workbook"),
        (b"learner,[talk]\r\nADA,1\r\n", "it is no workbook"),
        (b"<html><table><tr><td>learner</td></tr></table></html>", "it is no workbook"),
        (b"PK\x03\x04" + bytes(100), "it is no workbook"),
        (own()[:-30], "it is no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "it is protected by a password, or of the kind before XLSX"),
        (changed(own(), {PART: "<worksheet"}), "it is no workbook with a sheet"),
        (changed(own(), {BOOK: "<workbook/>"}), "it is no workbook with a sheet"),
        (changed(own(), {"[Content_Types].xml": "<Types/>"}), "it is no workbook with a sheet"),
        (page('<row r="2"><c r="A2" t="s"><v>7</v></c></row>'), "it is no workbook with a sheet"),
        (page('<row r="2"><c r="A2" s="7"><v>1</v></c></row>'), "it is no workbook with a sheet"),
        (page('<row r="2"><c r="A2"><v>one</v></c></row>'), "it is no workbook with a sheet"),
        (page(f'<row r="2"><c r="A2"><v>{"9" * 5_000}</v></c></row>'), "it is no workbook with a sheet"),
        (page('<row r="2"><c r="2A"><v>1</v></c></row>'), "it is no workbook with a sheet"),
    ],
)
def test_what_is_no_workbook(data: bytes, reason: str) -> None:
    assert why(data) == reason


def test_the_table_of_another_office_is_no_workbook() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content xmlns:office='urn:x'/>")
    assert why(buffer.getvalue()) == "it is no workbook with a sheet"


def test_a_part_that_is_locked_is_not_guessed() -> None:
    """The first bit of a part's flags: encrypted (APPNOTE.TXT 4.4.4)."""
    data = bytearray(own())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    assert why(bytes(data)) == "it is no workbook"


def test_more_lines_than_are_taken() -> None:
    lines: list[list[SheetCell]] = [["ADA", Decimal(1)]] * MOST_LINES
    assert len(rows_of(own(*lines))) == MOST_LINES + 1
    with pytest.raises(SheetTooLong) as refusal:
        rows_of(own(*lines, ["BOB", None]))
    assert refusal.value.facts == {"limit": str(MOST_LINES)}


def test_more_columns_than_are_taken() -> None:
    headings = ["learner", *(str(number) for number in range(MOST_COLUMNS - 1))]
    assert len(rows_of(own(headings=headings))[0][1]) == MOST_COLUMNS
    assert why(own(headings=[*headings, "x"])) == "its headings are more than 1000, or too long"
    one = f'<c t="inlineStr"><is><t>{"x" * 300}</t></is></c>'
    wide = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{one * 900}</row></sheetData></worksheet>'
    assert why(changed(own(), {PART: wide})) == "its headings are more than 1000, or too long"


def lone(cell: str) -> str:
    return f'<row r="{cell.lstrip("AXFD")}"><c r="{cell}"><v>1</v></c></row>'


def test_a_cell_far_away_costs_nothing() -> None:
    started = time.process_time()
    assert rows_of(page(lone("XFD1048576"))) == [(1, ["learner", "[talk]"])]
    assert rows_of(page(lone("A1048576"))) == [(1, ["learner", "[talk]"]), (1_048_576, ["1", ""])]
    empty = f'<worksheet xmlns="{MAIN}"><sheetData>{lone("XFD1048576")}</sheetData></worksheet>'
    assert why(changed(own(), {PART: empty})) == "its headings are more than 1000, or too long"
    assert time.process_time() - started < 1


def test_a_hundred_thousand_empty_rows_are_nothing() -> None:
    rows = "".join(f'<row r="{number}" spans="1:2" ht="15" customHeight="1"/>' for number in range(3, 100_000))
    assert rows_of(page(f'<row r="2"><c r="A2"><v>1</v></c></row>{rows}{lone("A100001")}')) == [
        (1, ["learner", "[talk]"]),
        (2, ["1", ""]),
        (100_001, ["1", ""]),
    ]


def test_what_unpacks_to_too_much_is_refused() -> None:
    too_much = f"it unpacks to more than {MOST_UNPACKED} bytes or {MOST_TAGS} tags"
    assert why(changed(own(), {"bomb": bytes(MOST_UNPACKED)})) == too_much
    assert why(changed(own(), {f"part{number}": bytes(MOST_UNPACKED // 9) for number in range(10)})) == too_much
    assert why(page("<row/>" * MOST_TAGS)) == too_much
    parts = {f"part{number}": b"x" for number in range(MOST_PARTS)}
    assert why(changed(own(), parts)) == f"it has more than {MOST_PARTS} parts"


def test_a_part_that_says_it_is_small_is_not_believed() -> None:
    data = bytearray(changed(own(), {"bomb": bytes(MOST_UNPACKED)}))
    size = MOST_UNPACKED.to_bytes(4, "little")
    while size in data:
        data[data.index(size) : data.index(size) + 4] = (10).to_bytes(4, "little")
    assert why(bytes(data)) == "it is no workbook"


TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def with_texts(texts: str, rows: str) -> bytes:
    """A workbook whose cells share their texts."""
    data = page(rows)
    shared = f'<Override PartName="/{TEXTS}" ContentType="{TYPES}.sharedStrings+xml"/></Types>'
    types = part_of(data, "[Content_Types].xml").replace("</Types>", shared)
    return changed(data, {"[Content_Types].xml": types, TEXTS: f'<sst xmlns="{MAIN}">{texts}</sst>'})


def test_one_long_text_in_many_cells_is_cut() -> None:
    cells = '<c t="s"><v>0</v></c>' * 2
    rows = rows_of(with_texts(f"<si><t>{'x' * 2_000_000}</t></si>", f"<row>{cells}</row>" * MOST_LINES))
    assert {tuple(map(len, cells)) for _, cells in rows[1:]} == {(201, 201)}
    headings = f'<row r="1">{cells * 400}</row>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{headings}</sheetData></worksheet>'
    long = changed(with_texts(f"<si><t>{'x' * 30_000}</t></si>", ""), {PART: sheet})
    assert why(long) == "its headings are more than 1000, or too long"


@pytest.mark.parametrize("sheets", [2, 300])
def test_one_part_for_many_sheets_is_read_once(sheets: int) -> None:
    """As large as is allowed, it would take minutes otherwise."""
    data = page("<row/>" * (MOST_TAGS - 1_000))
    named = "".join(f'<sheet name="s{number}" sheetId="{number}" r:id="rId1"/>' for number in range(sheets))
    book = part_of(data, BOOK)
    many = book[: book.index("<sheets>")] + f"<sheets>{named}</sheets></workbook>"
    assert rows_of(changed(data, {BOOK: many})) == [(1, ["learner", "[talk]"])]


ENTITY = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
)


@pytest.mark.parametrize("entity", ["a", "b", "c"])
@pytest.mark.parametrize("part", ["[Content_Types].xml", BOOK, STYLES, TEXTS, PART])
def test_entities_are_not_followed(part: str, entity: str) -> None:
    data = with_texts("<si><t>15</t></si>", '<row r="2"><c r="A2" t="s"><v>0</v></c></row>')
    data = changed(data, {STYLES: part_of(typed(), STYLES)})
    assert rows_of(data)[1] == (2, ["15", ""])
    text = part_of(data, part)
    declared = ENTITY + (text.partition("?>")[2] if text.startswith("<?xml") else text)
    used = declared.replace(">15<", f">&{entity};<").replace(
        "</sheetData>", f"<row><c>&{entity};</c></row></sheetData>"
    )
    assert why(changed(data, {part: used})) == "it is no workbook with a sheet"


def test_no_part_is_read_with_a_parser_that_follows_entities() -> None:
    """As on Lambda, where lxml is not there."""
    assert functions.fromstring.__module__ == functions.iterparse.__module__ == "defusedxml.common"


def test_a_cell_that_names_a_file_outside_opens_none() -> None:
    """What a workbook says of other files is not looked at."""
    relations = "xl/_rels/workbook.xml.rels"
    text = part_of(own(), relations)
    for target in ("../../../../etc/hostname", "/etc/hostname", "https://elsewhere.example/sheet1.xml"):
        moved = text.replace("worksheets/sheet1.xml", target)
        assert why(changed(own(), {relations: moved})) == "it is no workbook with a sheet"
