"""Grades: a course's gradebook for staff, a learner's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lyceum.assessment.errors import CourseNotFound
from lyceum.assessment.model.book import Book
from lyceum.assessment.model.gradebook import CourseGrade
from lyceum.assessment.store import grades
from lyceum.assessment.store.grades import Listed
from lyceum.assessment.store.items import course_key
from lyceum.kernel.access import Caller
from lyceum.kernel.directory import Member, members
from lyceum.kernel.parents import demand_parent


@dataclass(frozen=True, slots=True)
class Gradebook:
    """Some rows of a course, and the gradebook that they are in."""

    rows: Sequence[Listed]
    book: Book
    people: Mapping[str, Member]
    next_key: str | None


@dataclass(frozen=True, slots=True)
class Grades:
    """Some of a learner's rows."""

    rows: Sequence[CourseGrade]
    next_key: str | None


def gradebook(caller: Caller, course: str, *, after: str | None, limit: int) -> Gradebook:
    """The learners of a course with their grades. 2 round trips. Raises CourseNotFound. Source: RULES S1-27."""
    page, book = grades.of_course(caller.tenant, course, after=after, limit=limit)
    demand_parent(page, course_key(caller.tenant, course), CourseNotFound(course=course), after=after)
    people = members(caller.tenant, (listed.row.learner for listed in page.items))
    return Gradebook(page.items, book, people, page.next_key)


def my_grades(caller: Caller, *, after: str | None, limit: int, at: datetime) -> Grades:
    """The caller's own grades by course. 1 round trip; 2 where an assessment may not show its results yet."""
    page = grades.of_learner(caller.tenant, caller.person, after=after, limit=limit)
    waiting = [row.course for row in page.items if row.shown.withheld]
    if not waiting:
        return Grades(page.items, page.next_key)
    # Loaded by those alone who have something to wait for.
    from lyceum.assessment.model.withholding import seen_by_learner
    from lyceum.assessment.store.grades_with_terms import for_grades

    known, granted = for_grades(caller.tenant, caller.person, waiting)
    rows = [
        seen_by_learner(row, known[row.course], granted, at=at) if row.course in known else row for row in page.items
    ]
    return Grades(rows, page.next_key)
