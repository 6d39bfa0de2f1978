"""Workbooks that come back (XLSX, ECMA-376), read with openpyxl. Imported by those requests alone that bring one."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any, Final

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring

from lyceum.assessment.gradebooks.errors import SheetTooLong, SheetUnreadable
from lyceum.assessment.model.grade_import import MOST_LINES, Row
from lyceum.assessment.model.grade_sheet import LEARNER

MOST_UNPACKED: Final = 20_000_000
"""Bytes of all parts of a workbook: a thousand learners with sixty items take two million."""
MOST_TAGS: Final = 400_000
"""Of all parts, opening and closing: those learners take 270,000. What reads styles needs 20 µs for each."""
MOST_PARTS: Final = 500
MOST_COLUMNS: Final = 1_000
"""With a heading. A gradebook has at most 300 items."""
MOST_HEADINGS: Final = 250_000
"""Characters of all headings, as many as a whole CSV file has: one text can stand in many cells."""
_MOST_CHARACTERS: Final = 200
"""Of another cell. No id, no points are longer."""
_UNCOMPUTED: Final = "="
"""What stands for a formula of which nobody knows the result: it is not left like an empty cell, and no points."""
_CHUNK: Final = 1 << 16
_COMPOUND: Final = b"\xd0\xcf\x11\xe0"
"""What files of the older kind begin with, and the envelopes of encrypted ones (MS-CFB, 2.2)."""


def rows_of(workbook: bytes) -> list[Row]:
    """The rows of the sheet that has a column of learners, as they would stand in a CSV file, without empty ones.

    Raises SheetUnreadable, also for what would take too long, and SheetTooLong.
    """
    _check(workbook)
    try:
        with warnings.catch_warnings(action="ignore"):  # of what openpyxl has no use for, either
            return _sheet(_opened(workbook))
    except (SheetUnreadable, SheetTooLong):
        raise
    except Exception as error:
        raise SheetUnreadable(why="it is no workbook with a sheet") from error


def _check(workbook: bytes) -> None:
    """Unpack every part once, no further than is allowed: what parts say of their size need not be true."""
    if workbook.startswith(_COMPOUND):
        raise SheetUnreadable(why="it is protected by a password, or of the kind before XLSX")
    size = tags = 0
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise SheetUnreadable(why=f"it has more than {MOST_PARTS} parts")
            for chunk in (chunk for part in parts for chunk in _chunks(archive, part)):
                size, tags = size + len(chunk), tags + chunk.count(b"<")
                if size > MOST_UNPACKED or tags > MOST_TAGS:
                    raise SheetUnreadable(why=f"it unpacks to more than {MOST_UNPACKED} bytes or {MOST_TAGS} tags")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise SheetUnreadable(why="it is no workbook") from error


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as unpacked:
        while chunk := unpacked.read(_CHUNK):
            yield chunk


def _opened(workbook: bytes) -> ExcelReader:
    """Its texts and styles. No more of it is read than says what stands in cells."""
    reader = ExcelReader(io.BytesIO(workbook), read_only=True, data_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    return reader


def _sheet(reader: ExcelReader) -> list[Row]:
    """Of the sheets that can be seen, the one with learners; without one the first. Raises SheetUnreadable for two."""
    places = dict.fromkeys(
        relation.target
        for sheet, relation in reader.parser.find_sheets()
        if sheet.state == "visible" and relation.Type.endswith("/worksheet")
    )
    percent, stale = _percentages(reader), _is_stale(reader)
    pages = [_Page(_Parser(reader, place, stale=stale), percent) for place in places]
    found = [page for page in pages if LEARNER in page.headings.values()]
    if len(found) > 1:
        raise SheetUnreadable(why=f"more than one sheet has a column {LEARNER}")
    return [*found, *pages][0].rows()


def _percentages(reader: ExcelReader) -> Callable[[int], bool]:
    """Whether numbers of a style are shown as percentages."""
    page = SimpleNamespace(parent=reader.wb)
    return cache(lambda style: "%" in ReadOnlyCell(page, 1, 1, None, "n", style).number_format)


def _is_stale(reader: ExcelReader) -> bool:
    """Whether all is to be computed anew by who opens it: what formulas come to was never known."""
    root = fromstring(reader.archive.read(reader.parser.workbook_part_name))
    wanted = root.find(f"{{{SHEET_MAIN_NS}}}calcPr")
    return wanted is not None and wanted.get("fullCalcOnLoad") in {"1", "true"}


class _Parser(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
    """Tells a formula of which no result is known from an empty cell."""

    def __init__(self, reader: ExcelReader, place: str, *, stale: bool) -> None:
        book = reader.wb
        super().__init__(
            reader.archive.open(place),
            reader.shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        self._stale = stale

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """As openpyxl reads it, but for formulas."""
        cell: dict[str, Any] = super().parse_cell(element)
        if element.find(FORMULA_TAG) is not None:
            nothing = element.get("t") == "str" and element.find(VALUE_TAG) is not None
            if self._stale or (cell["value"] is None and not nothing):
                cell["value"] = _UNCOMPUTED
        return cell


class _Page:
    """A sheet, of which no more is read than is asked for."""

    def __init__(self, parser: _Parser, percent: Callable[[int], bool]) -> None:
        self._parser, self._percent = parser, percent
        self._lines = self._read()
        self._first, self.headings = next(self._lines, (0, {}))

    def _read(self) -> Iterator[tuple[int, dict[int, str]]]:
        """Number of each row, and its cells by their columns; rows far below others, or empty, cost nothing."""
        for number, cells in self._parser.parse():
            self._parser.row_dimensions.clear()  # heights, which nobody asks for
            found = {cell["column"]: cell for cell in cells if cell["value"] is not None}
            line = {column: text for column, cell in found.items() if (text := self._text(cell))}
            if line:
                yield number, line

    def _text(self, cell: Mapping[str, Any]) -> str:
        """As it is shown: of numbers 15 digits, since 0.1 + 0.2 is 0.3; of a formula, what it came to."""
        value = cell["value"]
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, int | float):
            number = Decimal(value if isinstance(value, int) else format(value, ".15g"))
            return f"{_plain(number * 100)}%" if self._percent(cell["style_id"]) else _plain(number)
        return str(value)

    def rows(self) -> list[Row]:
        """All that have something below, or are, headings. Raises SheetTooLong, SheetUnreadable."""
        width = max(self.headings, default=0)
        if width > MOST_COLUMNS or sum(map(len, self.headings.values())) > MOST_HEADINGS:
            raise SheetUnreadable(why=f"its headings are more than {MOST_COLUMNS}, or too long")
        columns = range(1, width + 1)
        found: list[Row] = [(self._first, [self.headings.get(column, "") for column in columns])]
        for number, line in self._lines:
            cells = [_cut(line.get(column, "")) for column in columns]
            if any(cells):
                found.append((number, cells))
            if len(found) > MOST_LINES + 1:
                raise SheetTooLong(limit=MOST_LINES)
        self._refuse_merged(width, last=found[-1][0])
        return found

    def _refuse_merged(self, width: int, *, last: int) -> None:
        """One value for several cells: nobody can say whose it is."""
        merged = self._parser.merged_cells
        for each in merged.mergeCell if merged is not None else ():
            if each.min_col <= width and each.min_row <= last and each.max_row >= self._first:
                raise SheetUnreadable(why=f"{each.coord} are cells merged into one")


def _plain(number: Decimal) -> str:
    return format(number, "f") if number else "0"


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"
