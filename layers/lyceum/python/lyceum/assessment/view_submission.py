"""Learners look at their assignments and at what they handed in; staff at everybody's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lyceum.assessment.errors import NotEnrolled, SubmissionNotFound
from lyceum.assessment.model.accommodation import Accommodation, terms_for
from lyceum.assessment.model.course_assignment import CourseAssignment
from lyceum.assessment.model.submission import HandedIn, Submission, SubmissionId, Work
from lyceum.assessment.store import course_assignments, submissions, work_files, work_terms
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso, parse

PERMISSION = "grade.view"


@dataclass(frozen=True, slots=True)
class SubmissionSight:
    """A submission, and whether the whole of it may be shown."""

    submission: Submission
    for_staff: bool


@dataclass(frozen=True, slots=True)
class ContentSight:
    """One version of a submission with its content."""

    version: HandedIn
    work: Work
    url: str | None = None
    """Where its file can be fetched, and until when."""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MyAssignments:
    """Some of the assignments that a learner has in a course, as they are for them, with their work."""

    cards: Sequence[Mapping[str, Any]]
    work: Mapping[str, Submission]
    next_key: str | None


def my_assignments(caller: Caller, course: str, *, after: str | None, limit: int) -> MyAssignments:
    """Assignments of a course that are live, with the caller's own work. Raises NotEnrolled. 2 round trips."""
    page = course_assignments.of_course(caller.tenant, course, after=after, limit=limit)
    cards = [card for card in page.items if card.get("active") is not None]
    ids = [str(card["id"]) for card in cards]
    learning, work, granted = work_terms.of_learner(caller.tenant, caller.person, course, ids)
    if not learning:
        raise NotEnrolled(course=course)
    return MyAssignments([_for_learner(card, course, granted) for card in cards], work, page.next_key)


def _for_learner(card: Mapping[str, Any], course: str, granted: Sequence[Accommodation]) -> Mapping[str, Any]:
    """A card with the day on which it is due for whom this was granted."""
    due, more = card.get("due"), terms_for(course, str(card["id"]), granted).due_at
    return card if due is None or more is None else {**card, "due": iso(max(parse(due), more))}


def my_assignment(caller: Caller, assignment: str) -> tuple[CourseAssignment, Submission | None]:
    """An assignment that is live, as it is for the caller, with their own work.

    Raises CourseAssignmentNotFound, NotEnrolled. 2 round trips.
    """
    found = work_terms.find(caller.tenant, caller.person, assignment)
    found.demand_live()
    learning, work = submissions.of_learner(caller.tenant, caller.person, found.course, [assignment])
    if not learning:
        raise NotEnrolled(course=found.course)
    return found, work.get(assignment)


def view_submission(caller: Caller, submission: str, *, at: datetime) -> SubmissionSight:
    """What somebody handed in, without its content.

    Raises SubmissionNotFound, also for other learners' work: that it is there is nobody's business. 1 round trip.
    """
    id = SubmissionId.parse(submission)
    is_staff = caller.person != id.learner
    if is_staff and not caller.may_somewhere(PERMISSION, at=at):
        raise SubmissionNotFound
    found = submissions.find(caller.tenant, id)
    if is_staff and not caller.may(PERMISSION, at=at, scope=f"course:{found.course}"):
        raise SubmissionNotFound
    return SubmissionSight(found, is_staff)


def view_version(caller: Caller, submission: str, number: int, *, at: datetime) -> ContentSight:
    """The content of one version; a file by an address that ends in five minutes. Raises SubmissionNotFound.

    2 round trips.
    """
    found = view_submission(caller, submission, at=at).submission
    version = found.version(number)
    work = submissions.content(caller.tenant, found.id, number)
    if work.file is None:
        return ContentSight(version, work)
    url, expires_at = work_files.address(work.file, at=at)
    return ContentSight(version, work, url, expires_at)
