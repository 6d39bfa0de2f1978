"""Files of sheets, byte by byte: what spreadsheets are told, and what they make of each cell."""

import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from lyceum.assessment.model.grade_sheet import Sheet, SheetCell
from lyceum.assessment.model.sheet_files import MEDIA_TYPES, SheetFormat, written

SMALL = Sheet(["learner", "points"], [["ADA", Decimal("1E+2")], ["<B> & 'C'\n", None]])
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def archive(sheet: Sheet = SMALL) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(written(sheet, SheetFormat.XLSX)))


def texts(*line: SheetCell) -> dict[str, str]:
    """What is in each cell of one line below the headings, by its name."""
    with archive(Sheet([], [line])) as found:
        cells = ET.fromstring(found.read("xl/worksheets/sheet1.xml")).iter(f"{NS}c")
        return {cell.attrib["r"]: "".join(cell.itertext()) for cell in cells}


def test_the_media_types_are_those_that_are_registered() -> None:
    """Source: RFC 4180, RFC 7111 (`header`), and ECMA-376 for the workbook."""
    assert MEDIA_TYPES == {
        "csv": "text/csv; charset=utf-8; header=present",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }


def test_a_csv_has_a_byte_order_mark_quotes_every_cell_and_ends_each_line_as_the_rfc_says() -> None:
    sheet = Sheet(["learner", "ชื่อ"], [["ADA", Decimal("7.50")], ['say "x"', None], ["=1", Decimal(-2)]])
    assert written(sheet, SheetFormat.CSV) == (
        '\ufeff"learner","ชื่อ"\r\n"ADA","7.5"\r\n"say ""x""",""\r\n"\'=1","-2"\r\n'.encode()
    )


@pytest.mark.parametrize(("number", "expected"), [("100", "100"), ("1E+3", "1000"), ("0.00010", "0.0001"), ("0", "0")])
def test_numbers_are_plain_in_both(number: str, expected: str) -> None:
    assert written(Sheet([], [[Decimal(number)]]), SheetFormat.CSV).endswith(f'"{expected}"\r\n'.encode())
    assert texts(Decimal(number)) == {"A2": expected}


def test_the_parts_of_a_workbook_name_each_other() -> None:
    """Source: ECMA-376, parts 1 and 2: what a package of one sheet must have."""
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with archive() as found:
        parts = {name: found.read(name).decode() for name in found.namelist()}
    del parts["xl/worksheets/sheet1.xml"]
    assert parts == {
        "[Content_Types].xml": (
            f'{DECLARED}<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'{DECLARED}<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{DECLARED}<workbook xmlns="{NS[1:-1]}" xmlns:r="{office}"><sheets>'
            '<sheet name="Gradebook" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{DECLARED}<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
    }


def test_a_sheet_keeps_its_headings_and_learners_in_sight_and_says_what_is_text() -> None:
    with archive() as found:
        text = found.read("xl/worksheets/sheet1.xml").decode()
    assert text == (
        f'{DECLARED}<worksheet xmlns="{NS[1:-1]}"><sheetViews><sheetView workbookViewId="0">'
        '<pane xSplit="2" ySplit="1" topLeftCell="C2" activePane="bottomRight" state="frozen"/>'
        "</sheetView></sheetViews><sheetData>"
        '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve">learner</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t xml:space="preserve">points</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve">ADA</t></is></c>'
        '<c r="B2"><v>100</v></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><t xml:space="preserve">&lt;B&gt; &amp; \'C\'\n</t></is></c></row>'
        "</sheetData></worksheet>"
    )


def test_a_workbook_is_packed_and_of_no_time() -> None:
    with archive() as found:
        assert {(each.compress_type, each.date_time) for each in found.infolist()} == {
            (zipfile.ZIP_DEFLATED, (1980, 1, 1, 0, 0, 0))
        }


def test_columns_are_called_a_to_z_and_then_aa() -> None:
    names = list(texts(*(["x"] * 704)))
    assert [names[place] for place in (0, 25, 26, 27, 51, 52, 701, 702, 703)] == [
        *("A2", "Z2", "AA2", "AB2", "AZ2", "BA2", "ZZ2", "AAA2", "AAB2")
    ]


@pytest.mark.parametrize("code", [0, 8, 0xB, 0x1F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])
def test_what_xml_has_no_place_for_is_replaced(code: int) -> None:
    assert texts(f"a{chr(code)}b") == {"A2": "a\N{REPLACEMENT CHARACTER}b"}


@pytest.mark.parametrize("code", [9, 0xA, 0x20, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x10FFFF])
def test_what_xml_has_a_place_for_stays(code: int) -> None:
    assert texts(f"a{chr(code)}b") == {"A2": f"a{chr(code)}b"}


def test_an_empty_cell_is_left_out_and_keeps_its_place() -> None:
    assert texts("a", "", None, Decimal(0)) == {"A2": "a", "D2": "0"}
