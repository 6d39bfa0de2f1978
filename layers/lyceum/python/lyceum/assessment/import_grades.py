"""Bring points back from a sheet: looked at first, then given, as somebody would one by one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lyceum.assessment.change_grade import Wish, mark_items
from lyceum.assessment.errors import CourseNotFound
from lyceum.assessment.gradebooks.errors import GradeLocked, SheetChanged
from lyceum.assessment.model.book import Book
from lyceum.assessment.model.grade_import import (
    Given,
    Lines,
    MarkChange,
    Preview,
    Problem,
    Trouble,
    lines_of,
    previewed,
    read_lines,
)
from lyceum.assessment.model.gradebook import CourseGrade
from lyceum.assessment.store import assessments, books, whole_gradebook
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime


@dataclass(frozen=True, slots=True)
class Imported:
    """What a sheet changes, or has changed."""

    preview: Preview
    applied: bool


def import_grades(caller: Caller, course: str, sheet: str | bytes, *, seen: str | None, at: datetime) -> Imported:
    """Preview a sheet, the text of a CSV file or a workbook; with the digest of a `seen` preview, give what it says.

    What cannot be given is left out and told. Each learner's points are given together, on condition that nobody else
    has changed their row since; who asks for the same again finds nothing left to do. Raises CourseNotFound,
    SheetUnreadable, SheetTooLong, SheetChanged. 1 round trip and 1 for every 100 lines; 2 more for each learner whose
    points change.
    """
    book = books.find(caller.tenant, course)
    if book is None and not assessments.has_course(caller.tenant, course):
        raise CourseNotFound(course=course)
    book = book or Book(course=course)
    lines = _lines(sheet, book)
    learners = [learner for _, learner, _ in lines.lines if learner.isalnum() and len(learner) <= 40]
    rows = whole_gradebook.named(caller.tenant, course, learners)
    preview = previewed(lines, book, rows, caller=caller.person)
    if seen is None:
        return Imported(preview, applied=False)
    if preview.changes and seen != preview.digest:
        raise SheetChanged
    return _given(caller, course, lines, preview, rows, at=at)


def _lines(sheet: str | bytes, book: Book) -> Lines:
    if isinstance(sheet, str):
        return read_lines(sheet, book)
    from lyceum.assessment.gradebooks.workbooks import rows_of  # what reads them is loaded by those who bring one

    return lines_of(rows_of(sheet), book)


def _given(
    caller: Caller, course: str, lines: Lines, preview: Preview, rows: Mapping[str, CourseGrade], *, at: datetime
) -> Imported:
    told = {
        learner: _give(caller, course, learner, changes, revision=rows[learner].rev, at=at)
        for learner, changes in _by_learner(preview.changes).items()
    }
    numbers = {learner: number for number, learner, _ in reversed(lines.lines)}
    troubles = [Problem(numbers[learner], trouble, learner) for learner, trouble in told.items() if trouble is not None]
    left = {problem.learner for problem in troubles}
    done = [change for change in preview.changes if change.learner not in left]
    return Imported(replace(preview, changes=done, problems=[*preview.problems, *troubles]), applied=True)


def _by_learner(changes: Iterable[MarkChange]) -> dict[str, list[MarkChange]]:
    found: dict[str, list[MarkChange]] = defaultdict(list)
    for change in changes:
        found[change.learner].append(change)
    return found


def _give(
    caller: Caller, course: str, learner: str, changes: Sequence[MarkChange], *, revision: int, at: datetime
) -> Trouble | None:
    wishes = {change.item: _wish(change.after) for change in changes}
    try:
        mark_items(caller, course, learner, wishes, expected_revision=revision, at=at)
    except GradeLocked:
        return Trouble.LOCKED
    except ChangedInTheMeantime:
        return Trouble.CHANGED_MEANWHILE
    return None


def _wish(given: Given | None) -> Wish:
    if given is None:
        return Wish(None, excused=False, note="")
    return Wish(given.points, excused=given.excused, note="")
