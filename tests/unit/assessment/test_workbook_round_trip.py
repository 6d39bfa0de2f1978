"""A gradebook that is taken along as a workbook, changed in a spreadsheet and brought back: just that changes."""

import io
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from lyceum.assessment.gradebooks.workbooks import rows_of
from lyceum.assessment.model.book import Book
from lyceum.assessment.model.grade_import import Given, Preview, lines_of, previewed
from lyceum.assessment.model.grade_scheme import GradeItem, GradeScheme, ItemKind
from lyceum.assessment.model.grade_sheet import heading, sheet_of
from lyceum.assessment.model.gradebook import CourseGrade, Mark
from lyceum.assessment.model.sheet_files import SheetFormat, written
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.samples import COURSE, NOON

MOST = Decimal(20)
ITEMS = [
    GradeItem(id="talk", kind=ItemKind.PARTICIPATION, maximum=MOST, title=LocalizedText.of("Talk [1]")),
    GradeItem(id="lab", kind=ItemKind.MANUAL, maximum=MOST, title=LocalizedText.of("ห้องทดลอง")),
    GradeItem(id="final", kind=ItemKind.MANUAL, maximum=MOST),
    GradeItem(id="sum", kind=ItemKind.CALCULATED, code="sum"),
]
BOOK = Book(course=COURSE, scheme=GradeScheme(items=tuple(ITEMS)), rev=1)
BY_HAND = [item.id for item in ITEMS if item.kind.by_hand]
LEARNERS = ["ADA", "BOB", "0000", "1E10"]
"""The last two are numbers to a spreadsheet that is not told that they are text."""

points = st.decimals(0, MOST, places=4) | st.integers(0, 20).map(Decimal)
marks = points.map(lambda given: Mark(given, by="TUTOR", at=NOON)) | st.just(Mark(None, by="TUTOR", at=NOON))
cells = st.tuples(st.sampled_from(LEARNERS), st.sampled_from(BY_HAND))
books = st.dictionaries(cells, marks, max_size=8)
edits = st.dictionaries(cells, points | st.sampled_from(["EX", "ex", "-", "", None]), max_size=8)


def row_of(learner: str, given: dict[tuple[str, str], Mark]) -> CourseGrade:
    return CourseGrade(learner, COURSE, marks={item: mark for (who, item), mark in given.items() if who == learner})


def looked_at(workbook: bytes, rows: dict[str, CourseGrade]) -> Preview:
    return previewed(lines_of(rows_of(workbook), BOOK), BOOK, rows, caller="TUTOR")


def edited(workbook: bytes, edits: dict[tuple[str, str], Decimal | str | None]) -> bytes:
    """By a spreadsheet: numbers become 64 bits of binary digits."""
    book, buffer = load_workbook(io.BytesIO(workbook)), io.BytesIO()
    headings, *lines = book.active.iter_rows()
    columns = {cell.value: place for place, cell in enumerate(headings)}
    for (learner, item), typed in edits.items():
        line = next(line for line in lines if line[0].value == learner)
        line[columns[heading(BOOK.by_id[item], "en")]].value = typed
    book.save(buffer)
    return buffer.getvalue()


def meant(typed: Decimal | str | None, before: Given | None) -> Given | None:
    if typed in {"", None}:
        return before
    if typed == "-":
        return None
    return Given(typed) if isinstance(typed, Decimal) else Given(None, excused=True)


@given(books, edits)
def test_what_was_typed_changes_and_nothing_else(
    given: dict[tuple[str, str], Mark], edits: dict[tuple[str, str], Decimal | str | None]
) -> None:
    rows = {
        learner: CourseGrade(
            learner, COURSE, marks={item: mark for (who, item), mark in given.items() if who == learner}
        )
        for learner in LEARNERS
    }
    workbook = written(sheet_of(BOOK, list(rows.values()), {}, language="en"), SheetFormat.XLSX)
    for untouched in (workbook, edited(workbook, {})):
        preview = looked_at(untouched, rows)
        assert (preview.changes, preview.problems) == ([], [])
    preview = looked_at(edited(workbook, edits), rows)
    before = {place: Given.of(given.get(place)) for place in edits}
    expected = {
        place: after for place, typed in edits.items() if (after := meant(typed, before[place])) != before[place]
    }
    assert preview.problems == []
    assert {(each.learner, each.item): each.after for each in preview.changes} == expected
    assert all(each.before == before[each.learner, each.item] for each in preview.changes)
