"""A learner's grade with every step of its computation, for staff and for the learner."""

from dataclasses import dataclass

from lyceum.assessment.gradebooks.errors import GradeNotFound
from lyceum.assessment.model.book import Book
from lyceum.assessment.model.explanation import Explained
from lyceum.assessment.model.gradebook import CourseGrade
from lyceum.assessment.model.settling import explained
from lyceum.assessment.store import grades
from lyceum.kernel.access import Caller


@dataclass(frozen=True, slots=True)
class Explanation:
    """A row, and how what it shows comes about."""

    row: CourseGrade
    steps: Explained
    up_to_date: bool
    """False while rules that have just changed have not come to the row yet."""


def explain_grade(caller: Caller, course: str, learner: str) -> Explanation:
    """The grade of a learner, of a locked one as it was then. 1 round trip. Raises GradeNotFound."""
    row, book = _found(caller.tenant, course, learner)
    return Explanation(row, explained(row, book), row.shown.rules == book.rules)


def explain_my_grade(caller: Caller, course: str) -> Explanation:
    """The caller's own, without items that learners do not see. 1 round trip. Raises GradeNotFound."""
    row, book = _found(caller.tenant, course, caller.person)
    hidden = frozenset(item.id for item in book.items if not item.published) | row.shown.hidden
    return Explanation(row, explained(row, book).without(hidden), row.shown.rules == book.rules)


def _found(tenant: str, course: str, learner: str) -> tuple[CourseGrade, Book]:
    row, book = grades.find_with_book(tenant, learner, course)
    if row is None:
        raise GradeNotFound
    return row, book or Book.of_facts(course, row.results)
