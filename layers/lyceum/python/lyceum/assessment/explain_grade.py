"""A learner's grade with every step of its computation, for staff and for the learner."""

from dataclasses import dataclass
from datetime import datetime

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


def explain_my_grade(caller: Caller, course: str, *, at: datetime) -> Explanation:
    """The caller's own, without what learners do not see, or not yet. 1 round trip, or 2. Raises GradeNotFound."""
    # Whoever has only the shape of an explanation in mind loads none of it.
    from lyceum.assessment.model.withholding import explained_to_learner
    from lyceum.assessment.store import accommodations

    row, book = _found(caller.tenant, course, caller.person)
    hidden = row.shown.withheld
    granted = accommodations.in_course(caller.tenant, caller.person, course, hidden) if hidden else []
    return Explanation(row, explained_to_learner(row, book, granted, at=at), row.shown.rules == book.rules)


def _found(tenant: str, course: str, learner: str) -> tuple[CourseGrade, Book]:
    row, book = grades.find_with_book(tenant, learner, course)
    if row is None:
        raise GradeNotFound
    return row, book or Book.of_facts(course, row.results)
