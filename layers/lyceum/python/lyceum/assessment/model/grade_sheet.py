"""A gradebook as a sheet: a line for each learner, a column for each item, which people take along or bring back."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lyceum.assessment.model.book import Book
from lyceum.assessment.model.grade_scheme import GradeItem
from lyceum.assessment.model.gradebook import CourseGrade

EXCUSED: Final = "EX"
"""What stands where an item is not asked of a learner."""
LEARNER: Final = "learner"
"""Heading of the column with ids: the one that is looked for when a sheet comes back."""
_ITEM = re.compile(r"\[([A-Za-z0-9_-]{1,40})\][^\[\]]*$")

type SheetCell = str | Decimal | None
"""Text, a number, or nothing."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Headings and lines, before they are written as a file."""

    headings: Sequence[str]
    lines: Sequence[Sequence[SheetCell]]


def sheet_of(book: Book, rows: Sequence[CourseGrade], names: Mapping[str, str], *, language: str) -> Sheet:
    """Rows by learner: what people gave in points, everything else in percent. Items that learners do not see, too."""
    ordered = sorted(rows, key=lambda row: row.learner)
    headings = [LEARNER, "name", "current (%)", "final (%)", "letter", "final letter", "status"]
    lines = [[*_totals(row, names.get(row.learner)), *_cells(book, row)] for row in ordered]
    return Sheet([*headings, *(heading(item, language) for item in book.items)], lines)


def heading(item: GradeItem, language: str) -> str:
    """What is above an item's column: its title, its id in brackets, and what its numbers are of."""
    title = item.title.in_language(language) if item.title is not None else item.code or item.kind
    measure = f"(points of {item.maximum.normalize():f})" if item.kind.by_hand else "(%)"
    return f"{title} [{item.id}] {measure}"


def item_of(heading: str) -> str | None:
    """The item that a heading names, whatever its title has become."""
    found = _ITEM.search(heading)
    return found.group(1) if found is not None else None


def _totals(row: CourseGrade, name: str | None) -> Iterator[SheetCell]:
    shown = row.shown
    yield from (row.learner, name, shown.current, shown.final, shown.letter, shown.final_letter, str(row.status))


def _cells(book: Book, row: CourseGrade) -> Iterator[SheetCell]:
    for item in book.items:
        mark, cell = row.marks.get(item.id), row.shown.cells.get(item.id)
        if item.kind.by_hand or (mark is not None and mark.points is None):
            yield _given(row, item)
        else:
            yield cell.percent if cell is not None else None


def _given(row: CourseGrade, item: GradeItem) -> SheetCell:
    mark = row.marks.get(item.id)
    if mark is None:
        return None
    return EXCUSED if mark.points is None else mark.points
