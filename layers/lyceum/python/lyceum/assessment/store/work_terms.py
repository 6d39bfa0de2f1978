"""Assignments read together with what their learner was granted."""

from dataclasses import replace
from functools import partial
from typing import Any

from lyceum.assessment.model.accommodation import Accommodation, terms_for
from lyceum.assessment.model.course_assignment import CourseAssignment
from lyceum.assessment.model.submission import Submission, SubmissionId
from lyceum.assessment.model.work_terms import applied_to_work
from lyceum.assessment.store import accommodations, course_assignments, submissions
from lyceum.kernel.table.read import in_parallel


def case(tenant: str, id: SubmissionId, *, upload: str | None) -> submissions.Case:
    """Assignment, as it is for this learner, with their submission and upload. Raises CourseAssignmentNotFound.

    1 round trip; 0.5 RCU more for a dozen accommodations.
    """
    read = partial(submissions.case, tenant, id, upload=upload)
    found: list[Any] = in_parallel(read, partial(accommodations.of_learner, tenant, id.learner))
    there: submissions.Case = found[0]
    return replace(there, assignment=for_learner(there.assignment, found[1]))


def find(tenant: str, learner: str, assignment: str) -> CourseAssignment:
    """An assignment as it is for this learner. Raises CourseAssignmentNotFound. 1 round trip."""
    granted = partial(accommodations.of_learner, tenant, learner)
    return for_learner(*course_assignments.find_beside(tenant, assignment, granted))


def of_learner(
    tenant: str, learner: str, course: str, assignments: list[str]
) -> tuple[bool, dict[str, Submission], list[Accommodation]]:
    """Whether somebody learns in a course, their work for some of its assignments, what they were granted. 1 RT."""
    read = partial(submissions.of_learner, tenant, learner, course, assignments)
    found: list[Any] = in_parallel(read, partial(accommodations.of_learner, tenant, learner))
    (learning, work), granted = found
    return learning, work, granted


def for_learner(assignment: CourseAssignment, granted: list[Accommodation]) -> CourseAssignment:
    """As it is for whom this was granted."""
    terms = terms_for(assignment.course, assignment.id, granted)
    return replace(assignment, settings=applied_to_work(assignment.settings, terms))
