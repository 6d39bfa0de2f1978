"""A sheet as a file: CSV, or the workbook of one sheet that spreadsheets call XLSX (ECMA-376)."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from html import escape
from typing import Final

from lyceum.assessment.model.grade_sheet import Sheet, SheetCell
from lyceum.kernel.spreadsheet import safe_cell


class SheetFormat(StrEnum):
    """What a sheet is written as."""

    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES: Final = {
    SheetFormat.CSV: "text/csv; charset=utf-8; header=present",
    SheetFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for."""
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS: Final = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Gradebook" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def written(sheet: Sheet, format: SheetFormat) -> bytes:
    """The file. No cell of either can run as a formula: CSV has an apostrophe before it, XLSX says that it is text."""
    return _csv(sheet) if format is SheetFormat.CSV else _xlsx(sheet)


def _csv(sheet: Sheet) -> bytes:
    """RFC 4180 with a byte order mark, since spreadsheets read Thai only with one; every cell is quoted."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    for line in (sheet.headings, *sheet.lines):
        writer.writerow([_plain(cell) if isinstance(cell, Decimal) else safe_cell(cell or "") for cell in line])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(sheet: Sheet) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in (*_PARTS.items(), ("xl/worksheets/sheet1.xml", "".join(_sheet(sheet)))):
            entry = zipfile.ZipInfo(name)  # of 1980: the same sheet gives the same bytes
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return buffer.getvalue()


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane xSplit="2" ySplit="1" topLeftCell="C2" activePane="bottomRight" state="frozen"/>'
    yield "</sheetView></sheetViews><sheetData>"
    for number, line in enumerate((sheet.headings, *sheet.lines), 1):
        yield f'<row r="{number}">{"".join(_cells(line, number))}</row>'
    yield "</sheetData></worksheet>"


def _cells(line: Sequence[SheetCell], number: int) -> Iterator[str]:
    for place, cell in enumerate(line):
        at = f"{_letters(place)}{number}"
        if isinstance(cell, Decimal):
            yield f'<c r="{at}"><v>{_plain(cell)}</v></c>'
        elif cell:
            text = escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", cell), quote=False)
            yield f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(place: int) -> str:
    """The name of a column: A to Z, then AA, AB."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
