"""A sheet as a file: as what there is one, and as CSV."""

import csv
import io
from decimal import Decimal
from enum import StrEnum
from typing import Final

from lyceum.assessment.model.grade_sheet import Sheet
from lyceum.kernel.spreadsheet import safe_cell


class SheetFormat(StrEnum):
    """What a sheet is written as."""

    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES: Final = {
    SheetFormat.CSV: "text/csv; charset=utf-8; header=present",
    SheetFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def csv_of(sheet: Sheet) -> bytes:
    """RFC 4180 with a byte order mark, since spreadsheets read Thai only with one; every cell is quoted.

    No cell can run as a formula: those that look like one have an apostrophe before them.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    for line in (sheet.headings, *sheet.lines):
        writer.writerow([_plain(cell) if isinstance(cell, Decimal) else safe_cell(cell or "") for cell in line])
    return text.getvalue().encode("utf-8-sig")


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
