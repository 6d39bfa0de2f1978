"""Grades: a course's gradebook for staff, a learner's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from lyceum.assessment.errors import CourseNotFound
from lyceum.assessment.model.gradebook import CourseGrade
from lyceum.assessment.store import assessments, grades
from lyceum.assessment.store.items import course_key
from lyceum.kernel.access import Caller
from lyceum.kernel.directory import Member, members
from lyceum.kernel.parents import demand_parent


@dataclass(frozen=True, slots=True)
class Gradebook:
    """Some rows of a course, and the course's assessments as columns."""

    rows: Sequence[CourseGrade]
    columns: Sequence[Mapping[str, Any]]
    people: Mapping[str, Member]
    next_key: str | None


@dataclass(frozen=True, slots=True)
class Grades:
    """Some of a learner's rows."""

    rows: Sequence[CourseGrade]
    next_key: str | None


def gradebook(caller: Caller, course: str, *, after: str | None, limit: int) -> Gradebook:
    """The learners of a course with their grades. 3 round trips. Raises CourseNotFound. Source: RULES S1-27."""
    page = grades.of_course(caller.tenant, course, after=after, limit=limit)
    demand_parent(page, course_key(caller.tenant, course), CourseNotFound(course=course), after=after)
    columns = _all_columns(caller.tenant, course)
    people = members(caller.tenant, (row.learner for row in page.items))
    return Gradebook(page.items, columns, people, page.next_key)


def my_grades(caller: Caller, *, after: str | None, limit: int) -> Grades:
    """The caller's own grades by course. 1 round trip."""
    page = grades.of_learner(caller.tenant, caller.person, after=after, limit=limit)
    return Grades(page.items, page.next_key)


def _all_columns(tenant: str, course: str) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    more = partial(assessments.of_course, tenant, course)
    page = more()
    found += page.items
    while page.next_key is not None:
        page = more(after=page.next_key)
        found += page.items
    return found
