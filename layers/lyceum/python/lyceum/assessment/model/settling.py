"""A row brought up to date with the rules of its gradebook: what it shows, and a lock with its course's."""

from dataclasses import replace
from datetime import datetime

from lyceum.assessment.model.book import Book
from lyceum.assessment.model.course_grade import Grade, grade
from lyceum.assessment.model.explanation import Explained
from lyceum.assessment.model.grade_steps import Standing
from lyceum.assessment.model.gradebook import AssessmentResult, Cell, CourseGrade, GradeLock, GradeStatus, Shown


def settled(row: CourseGrade, book: Book) -> CourseGrade:
    """What the facts of the row come to now. A locked row shows what it showed, whatever came of facts and rules.

    A lock of the whole gradebook closes the rows that are open, and opens those that it closed.
    """
    if row.lock is not None:
        if not row.lock.with_course or book.lock is not None:
            return replace(row, shown=replace(row.shown, rules=book.rules))
        row = row.unlocked()
    found = grade(book, row.results, row.marks)
    row = replace(row, shown=_shown(row, book, found))
    if book.lock is None:
        return row
    closed = book.lock
    # Nothing is final for who has left.
    status = GradeStatus.WITHDRAWN if row.place.given_up else GradeStatus.FINAL
    return _closed(row, book, found, closed.by, closed.at, closed.reason, status, with_course=True)


def locked(row: CourseGrade, book: Book, *, by: str, at: datetime, reason: str, status: GradeStatus) -> CourseGrade:
    """Settled once more, and closed. Raises GradeLocked."""
    open_row = settled(row, book)
    found = grade(book, open_row.results, open_row.marks)
    return _closed(open_row, book, found, by, at, reason, status, with_course=False)


def explained(row: CourseGrade, book: Book) -> Explained:
    """How the grade that a row shows comes about: of a locked one, as it was then."""
    if row.lock is not None:
        return Explained.model_validate_json(row.lock.explanation)
    return Explained.of(book, grade(book, row.results, row.marks))


def _closed(
    row: CourseGrade,
    book: Book,
    found: Grade,
    by: str,
    at: datetime,
    reason: str,
    status: GradeStatus,
    *,
    with_course: bool,
) -> CourseGrade:
    document = Explained.of(book, found).model_dump_json(exclude_none=True)
    return row.locked(GradeLock(by, at, reason, status, with_course, document))


def _shown(row: CourseGrade, book: Book, found: Grade) -> Shown:
    cells: dict[str, Cell] = {}
    for item in book.items:
        standing = found.standings[item.id]
        if standing.percent is not None:
            result = row.results.get(item.id)
            passed = result is not None and _passed(result, standing)
            cells[item.id] = Cell(standing.percent, passed, standing.overridden)
    return Shown(
        current=found.current.percent,
        final=found.final.percent,
        letter=found.current.letter,
        final_letter=found.final.letter,
        cells=cells,
        hidden=frozenset(item.id for item in book.items if not item.published),
        withheld=frozenset(id for id in cells if id in book.columns and book.columns[id].results.withholds),
        rules=book.rules,
    )


def _passed(result: AssessmentResult, standing: Standing) -> bool:
    return standing.percent is not None and (
        standing.percent >= result.pass_mark if standing.overridden else result.passed
    )
