"""Workbooks as exports, spreadsheets and those who mean harm write them."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from lyceum.assessment.gradebooks.errors import SheetUnreadable
from lyceum.assessment.gradebooks.workbooks import rows_of
from lyceum.assessment.model.grade_sheet import Sheet, SheetCell
from lyceum.assessment.model.sheet_files import SheetFormat, written

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PART, BOOK, TEXTS, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
HEADINGS = ["learner", "Talk [talk]"]


def own(*lines: Sequence[SheetCell], headings: Sequence[str] = HEADINGS) -> bytes:
    """As an export is written."""
    return written(Sheet(headings, lines), SheetFormat.XLSX)


def typed(*lines: Sequence[Any], change: Callable[[Workbook], object] | None = None) -> bytes:
    """As a spreadsheet writes it, with texts and styles in parts of their own."""
    book = Workbook()
    for line in (HEADINGS, *lines):
        book.active.append(line)
    if change is not None:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(workbook: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """The workbook with other parts in place of its own, and with more."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in [*before.namelist(), *(parts.keys() - set(before.namelist()))]:
            after.writestr(name, parts.get(name) or before.read(name))
    return out.getvalue()


def part_of(workbook: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return archive.read(name).decode()


def page(rows: str, after: str = "") -> bytes:
    """A workbook whose sheet has these rows below its headings, as XML."""
    first = '<row r="1"><c t="inlineStr"><is><t>learner</t></is></c><c t="inlineStr"><is><t>[talk]</t></is></c></row>'
    text = f'<worksheet xmlns="{MAIN}"><sheetData>{first}{rows}</sheetData>{after}</worksheet>'
    return changed(own(), {PART: text})


def why(workbook: bytes) -> str:
    with pytest.raises(SheetUnreadable) as refusal:
        rows_of(workbook)
    return str(refusal.value.facts["why"])
