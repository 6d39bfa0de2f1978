"""A row as its learner may see it: results that an assessment withholds are left out of its sums, too (RULES S1-23)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from lyceum.assessment.model.accommodation import Accommodation, terms_for
from lyceum.assessment.model.book import Book, Column
from lyceum.assessment.model.disclosure import results_are_out
from lyceum.assessment.model.explanation import Explained
from lyceum.assessment.model.gradebook import CourseGrade
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.model.settling import explained, settled

type Granted = Iterable[Accommodation]
"""Whoever may hand in later sees results later, as in the attempt itself."""


def seen_by_learner(row: CourseGrade, book: Book, granted: Granted, *, at: datetime) -> CourseGrade:
    """The row without what is withheld: nothing in it tells what that came to.

    Of a grade that was closed the total stays as it was closed: the school has made it known.
    """
    hidden = withheld(row, book, granted, at=at)
    if not hidden:
        return row
    if row.lock is None:
        return settled(_without(row, hidden), book.without(hidden))
    cells = {id: cell for id, cell in row.shown.cells.items() if id not in hidden}
    return replace(_without(row, hidden), shown=replace(row.shown, cells=cells))


def explained_to_learner(row: CourseGrade, book: Book, granted: Granted, *, at: datetime) -> Explained:
    """How what the learner sees comes about. Of a closed grade without its sums where they would tell."""
    unpublished = frozenset(item.id for item in book.items if not item.published) | row.shown.hidden
    hidden = withheld(row, book, granted, at=at)
    if row.lock is None:
        row, book = _without(row, hidden), book.without(hidden)
    told = explained(row, book).without(unpublished | hidden)
    return told.without_sums() if hidden and row.lock is not None else told


def withheld(row: CourseGrade, book: Book, granted: Granted, *, at: datetime) -> frozenset[str]:
    """Graded assessments of the row whose results the learner is not told by then."""
    kept, columns = list(granted), (book.columns.get(id) for id in row.shown.withheld)
    return frozenset(one.assessment for one in columns if one is not None and not _is_out(one, row.course, kept, at))


def _is_out(column: Column, course: str, granted: Granted, at: datetime) -> bool:
    said = AssessmentSettings(results=column.results, due_at=column.due_at, available_until=column.available_until)
    return results_are_out(terms_for(course, column.assessment, granted).applied(said), final=True, at=at)


def _without(row: CourseGrade, hidden: frozenset[str]) -> CourseGrade:
    results = {id: result for id, result in row.results.items() if id not in hidden}
    marks = {id: mark for id, mark in row.marks.items() if id not in hidden}
    return replace(row, results=results, marks=marks)
