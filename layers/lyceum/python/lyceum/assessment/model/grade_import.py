"""A sheet that comes back: what it would change, and what of it cannot be."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lyceum.assessment.gradebooks.errors import SheetTooLong, SheetUnreadable
from lyceum.assessment.model.book import Book
from lyceum.assessment.model.grade_scheme import GradeItem
from lyceum.assessment.model.grade_sheet import EXCUSED, LEARNER, item_of
from lyceum.assessment.model.gradebook import CourseGrade, Mark

MOST_LINES = 1_000
MOST_CELLS = 25_000
"""Of which something is told: an answer of Lambda has room for 6 MB, and a change takes up to 230 bytes."""
TAKEN_BACK = "-"
"""What stands where points are to be taken back; an empty cell leaves them."""
_POINTS = re.compile(r"[0-9]+([.,][0-9]*)?|[.,][0-9]+")


type Row = tuple[int, Sequence[str]]
"""Number in the file, cells."""


class Trouble(StrEnum):
    """Why a cell, or a whole line, is left out."""

    LEARNER_UNKNOWN = "learner-unknown"
    LEARNER_REPEATED = "learner-repeated"
    OWN_GRADE = "own-grade"
    LOCKED = "grade-locked"
    NOT_POINTS = "not-points"
    OUT_OF_RANGE = "points-out-of-range"
    CHANGED_MEANWHILE = "changed-in-the-meantime"


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody has for an item: points, or that it is not asked of them."""

    points: Decimal | None
    excused: bool = False

    @classmethod
    def of(cls, mark: Mark | None) -> "Given | None":
        """From what is kept."""
        return cls(mark.points, excused=mark.points is None) if mark is not None else None


@dataclass(frozen=True, slots=True)
class MarkChange:
    """What one cell changes; None: nothing is there, or nothing is to be."""

    learner: str
    item: str
    before: Given | None
    after: Given | None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is left out of a sheet."""

    line: int
    trouble: Trouble
    learner: str
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """A sheet as it was read: learner and cells of each line, and the items of its columns."""

    items: Mapping[str, int]
    ignored: Sequence[str]
    """Headings of columns that nothing is taken from: totals, percentages, what is not known."""
    lines: Sequence[tuple[int, str, Sequence[str]]]
    """Number in the file, learner, cells."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sheet would change."""

    changes: Sequence[MarkChange]
    problems: Sequence[Problem]
    ignored: Sequence[str]

    @property
    def digest(self) -> str:
        """Of its changes: who applies it says which ones they have seen."""
        told = [[each.learner, each.item, _told(each.before), _told(each.after)] for each in self.changes]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def read_lines(text: str, book: Book) -> Lines:
    """The sheet of a CSV file, cells separated by commas, semicolons or tabs: see `lines_of`. Raises SheetTooLong."""
    return lines_of(list(enumerate(_rows(text.removeprefix("\ufeff")), 1)), book)


def lines_of(rows: Sequence[Row], book: Book) -> Lines:
    """The sheet that the rows of a file make, the first being its headings.

    Points are taken of items that people give points for, by the ids in the headings. Raises SheetUnreadable without a
    column of learners or of such an item.
    """
    headings = [_unescaped(each) for each in rows[0][1]] if rows else []
    if headings.count(LEARNER) != 1:
        raise SheetUnreadable(why=f"there is no one column {LEARNER}")
    items = _columns(headings, {item.id for item in book.items if item.kind.by_hand})
    column = headings.index(LEARNER)
    taken = {column, *items.values()}
    lines = [(number, row[column].strip(), row) for number, row in rows[1:] if len(row) > column]
    return Lines(items, [each for place, each in enumerate(headings) if place not in taken], lines)


def _columns(headings: Sequence[str], by_hand: Collection[str]) -> dict[str, int]:
    """Item → its column. Raises SheetUnreadable."""
    named = [(item_of(heading), place) for place, heading in enumerate(headings)]
    items = {item: place for item, place in named if item is not None and item in by_hand}
    if not items or len(items) != sum(item in by_hand for item, _ in named):
        raise SheetUnreadable(why="there is no column of an item that people give points for, or one comes twice")
    return items


def _rows(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise SheetUnreadable(why=str(error)) from error
    if len(rows) > MOST_LINES + 1:
        raise SheetTooLong(lines=len(rows) - 1, limit=MOST_LINES)
    return rows


def previewed(lines: Lines, book: Book, rows: Mapping[str, CourseGrade], *, caller: str) -> Preview:
    """What the lines change of these rows. Cells that say what is there change nothing. Raises SheetTooLong."""
    changes: list[MarkChange] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, learner, cells in lines.lines:
        trouble = _trouble(learner, rows, seen, caller)
        seen.add(learner)
        if trouble is not None:
            problems += [Problem(number, trouble, learner[:40])] if learner or any(cells) else []
            continue
        for found in _of_line(number, learner, cells, lines.items, book, rows[learner]):
            if isinstance(found, Problem):
                problems.append(found)
            else:
                changes.append(found)
    if len(changes) + len(problems) > MOST_CELLS:
        raise SheetTooLong(cells=len(changes) + len(problems), limit=MOST_CELLS)
    return Preview(changes, problems, lines.ignored)


def _trouble(learner: str, rows: Mapping[str, CourseGrade], seen: set[str], caller: str) -> Trouble | None:
    if learner not in rows:
        return Trouble.LEARNER_UNKNOWN
    if learner in seen:
        return Trouble.LEARNER_REPEATED
    return Trouble.OWN_GRADE if learner == caller else None


def _of_line(
    number: int, learner: str, cells: Sequence[str], items: Mapping[str, int], book: Book, row: CourseGrade
) -> Iterator[MarkChange | Problem]:
    for item, place in items.items():
        text = _unescaped(cells[place]).strip() if place < len(cells) else ""
        if not text:
            continue
        wanted = _given(text, book.by_id[item])
        if isinstance(wanted, Trouble):
            yield Problem(number, wanted, learner, item)
            continue
        before = Given.of(row.marks.get(item))
        if before != wanted:
            locked = row.lock is not None
            change = MarkChange(learner, item, before, wanted)
            yield Problem(number, Trouble.LOCKED, learner, item) if locked else change


def _given(text: str, item: GradeItem) -> Given | Trouble | None:
    if text == TAKEN_BACK:
        return None
    if text.upper() == EXCUSED:
        return Given(None, excused=True)
    if not _POINTS.fullmatch(text):
        return Trouble.NOT_POINTS
    points = Decimal(text.replace(",", "."))
    if points > item.maximum or points != round(points, 4):
        return Trouble.OUT_OF_RANGE
    return Given(points)


def _unescaped(text: str) -> str:
    """Without the apostrophe that a CSV file has before what could run as a formula."""
    return text.removeprefix("'")


def _told(given: Given | None) -> str | None:
    if given is None:
        return None
    return EXCUSED if given.points is None else str(given.points.normalize())
