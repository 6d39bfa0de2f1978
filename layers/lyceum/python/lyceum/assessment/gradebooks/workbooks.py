"""Sheets of grades as XLSX workbooks (ECMA-376), written with XlsxWriter, read with openpyxl."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from typing import Final

from lyceum.assessment.gradebooks.errors import SheetTooLong, SheetUnreadable
from lyceum.assessment.model.grade_import import MOST_LINES
from lyceum.assessment.model.grade_sheet import Sheet

MOST_UNPACKED: Final = 20_000_000
"""Bytes of all parts of a workbook: a thousand learners with sixty items take two million."""
MOST_PARTS: Final = 500
MOST_COLUMNS: Final = 1_000
"""Those further to the right are not read: a gradebook of 300 KB names fewer items."""
_CHUNK: Final = 1 << 16
_NEVER: Final = datetime(1980, 1, 1, tzinfo=UTC)
"""When every workbook was made, so that the same sheet gives the same bytes."""
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for."""
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def workbook_of(sheet: Sheet) -> bytes:
    """A workbook of one sheet in which headings and learners stay in sight; what is text is text, and never runs."""
    from xlsxwriter import Workbook  # loaded by those alone who write one

    buffer = io.BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"created": _NEVER})
        page = book.add_worksheet("Gradebook")
        page.freeze_panes(1, 2)
        for row, line in enumerate((sheet.headings, *sheet.lines)):
            for column, cell in enumerate(line):
                if isinstance(cell, Decimal):
                    page.write_number(row, column, cell)
                elif cell:
                    page.write_string(row, column, _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", cell))
    return buffer.getvalue()


def rows_of(workbook: bytes) -> list[list[str]]:
    """The cells of its first sheet, as they would stand in a CSV file. Of formulas, what they came to.

    Raises SheetUnreadable, also for what unpacks to more than 20 MB, and SheetTooLong.
    """
    _check(workbook)
    try:
        rows = list(islice(_rows(workbook), MOST_LINES + 2))
    except Exception as error:
        raise SheetUnreadable(why="it is no workbook with a sheet") from error
    if len(rows) > MOST_LINES + 1:
        raise SheetTooLong(limit=MOST_LINES)
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _rows(workbook: bytes) -> Iterator[list[str]]:
    """Row by row, so that a cell far below the others costs nothing."""
    from openpyxl import load_workbook  # loaded by those alone who send one

    book = load_workbook(io.BytesIO(workbook), read_only=True, data_only=True, keep_links=False)
    page = book.worksheets[0]
    page.reset_dimensions()  # what the file says of them need not be true
    for row in page.iter_rows(values_only=True):
        yield [_text(cell) for cell in row[:MOST_COLUMNS]]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return format(Decimal(repr(cell)).normalize(), "f")
    return str(cell)


def _check(workbook: bytes) -> None:
    """Unpack every part once, no further than is allowed: what parts say of their size need not be true."""
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
            parts: Sequence[zipfile.ZipInfo] = archive.infolist()
            left = MOST_UNPACKED if len(parts) <= MOST_PARTS else 0
            for part in parts:
                with archive.open(part) as unpacked:
                    while chunk := unpacked.read(_CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            raise SheetUnreadable(why=f"it unpacks to more than {MOST_UNPACKED} bytes")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise SheetUnreadable(why="it is no workbook") from error
