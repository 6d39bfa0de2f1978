"""Staff see what was handed in for an assignment, grade it, and return it to its learner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from lyceum.assessment.assignments.events import SubmissionGraded, SubmissionReturned
from lyceum.assessment.errors import (
    CourseAssignmentNotFound,
    GradedInTheMeantime,
    OwnSubmission,
    PointsOrMarksNeeded,
    PointsOutOfRange,
    ReasonNeeded,
    SubmissionMovedOn,
    SubmissionNotFound,
)
from lyceum.assessment.model import peer_grade
from lyceum.assessment.model.course_assignment import AssignmentContent, AssignmentSettings
from lyceum.assessment.model.submission import Submission, SubmissionGrade, SubmissionId, SubmissionState
from lyceum.assessment.store import course_assignments, submissions
from lyceum.assessment.tries import ATTEMPTS
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso
from lyceum.kernel.directory import Member, members
from lyceum.kernel.errors import Busy, ChangedInTheMeantime

PERMISSION = "grade.give"


@dataclass(frozen=True, slots=True)
class HandedInList:
    """Some of what was handed in, the longest waiting first."""

    assignment: str
    cards: Sequence[Mapping[str, Any]]
    people: Mapping[str, Member]
    next_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeWish:
    """What a grader gives for one version: points, or marks by the rubric that become points."""

    version: int
    points: Decimal | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    feedback: str = ""
    reason: str = ""
    """Why it takes another grade's place, or holds whatever reviewers gave."""
    without_peers: bool = False
    """Whether it holds whatever reviewers gave, also where reviews make all of the grade."""


def list_submissions(
    caller: Caller, assignment: str, *, state: SubmissionState | None, after: str | None, limit: int, at: datetime
) -> HandedInList:
    """What was handed in for an assignment. 2 round trips.

    Raises CourseAssignmentNotFound, also in courses that are not the caller's to grade.
    """
    page = submissions.listed(caller.tenant, assignment, state=state, after=after, limit=limit)
    cards = [entry.card for entry in page.items]
    names = partial(members, caller.tenant, [str(card["learner"]) for card in cards])
    found, people = course_assignments.find_beside(caller.tenant, assignment, names)
    if not caller.may(PERMISSION, at=at, scope=f"course:{found.course}"):
        raise CourseAssignmentNotFound(assignment=assignment)
    return HandedInList(assignment, cards, people, page.next_key)


def grade_submission(
    caller: Caller, submission: str, wish: GradeWish, *, expected_revision: int | None, at: datetime
) -> Submission:
    """Grade a version, or put another grade in the place of the one that it has. The same again changes nothing.

    A grade that takes another one's place names the revision that it has seen, and a reason; one that was returned
    already is seen by its learner at once. One that is to hold whatever reviewers gave needs a reason, too; a later one
    that does not say so has the reviews in it again. 2 round trips.
    Raises SubmissionNotFound, also in courses that are not the caller's to grade, OwnSubmission, SubmissionMovedOn,
    GradedInTheMeantime with the grade that is there, ReasonNeeded, PointsOutOfRange, PointsOrMarksNeeded,
    UnknownRubricMark, RubricMarksIncomplete, ChangedInTheMeantime, Busy. Source: RULES S1-22, S1-26, S3-16.
    """
    id = SubmissionId.parse(submission)
    for _ in range(ATTEMPTS):
        case = _case(caller, id, at)
        before, settings = case.demand_submission(), case.assignment.settings
        given = _grade(caller, wish, before, case.assignment.demand_live(), settings, at)
        if given.says_the_same(before.standing()):
            return before  # only the answer was lost, of this write or of an earlier one that the grader repeats
        _demand_free(before, wish, expected_revision)
        if wish.without_peers and not wish.reason:
            raise ReasonNeeded
        after = before.graded(given)
        again = before.standing() is not None
        told = returned_event(after, settings, again=True) if _is_shown(after) else _graded(after, again=again)
        try:
            submissions.save(caller.tenant, after, told, actor=caller.person, at=at)
        except submissions.SubmissionMoved:
            continue
        return replace(after, rev=before.rev + 1)
    raise Busy("Others are writing this submission.")


def return_submission(caller: Caller, submission: str, *, expected_revision: int | None, at: datetime) -> Submission:
    """Give graded work back: its learner sees the grade, and it counts. Repeats change nothing. 2 round trips.

    Peer reviews that were given so far have their part in the grade; they change no more.
    Raises SubmissionNotFound, also in courses that are not the caller's to grade, OwnSubmission, SubmissionNotGraded,
    ChangedInTheMeantime, Busy. Source: RULES S3-16.
    """
    id = SubmissionId.parse(submission)
    for _ in range(ATTEMPTS):
        case = _case(caller, id, at, with_reviews=True)
        before, settings = case.demand_submission(), case.assignment.settings
        percents = case.reviewed.percents if case.reviewed is not None else ()
        after = peer_grade.returned(before, percents, settings, maximum=case.assignment.demand_live().points, at=at)
        if after is before:
            return before
        if expected_revision is not None and expected_revision != before.rev:
            raise ChangedInTheMeantime
        told = returned_event(after, settings, again=False)
        try:
            submissions.save(caller.tenant, after, told, actor=caller.person, at=at, counted=case.reviewed)
        except submissions.SubmissionMoved:
            continue
        return replace(after, rev=before.rev + 1)
    raise Busy("Others are writing this submission.")


def _case(caller: Caller, id: SubmissionId, at: datetime, *, with_reviews: bool = False) -> submissions.Case:
    if id.learner == caller.person:
        raise OwnSubmission
    try:
        found = submissions.case(caller.tenant, id, with_reviews=with_reviews)
    except CourseAssignmentNotFound:
        raise SubmissionNotFound from None
    found.demand_submission()
    if not caller.may(PERMISSION, at=at, scope=f"course:{found.assignment.course}"):
        raise SubmissionNotFound
    return found


def _grade(
    caller: Caller,
    wish: GradeWish,
    submission: Submission,
    content: AssignmentContent,
    settings: AssignmentSettings,
    at: datetime,
) -> SubmissionGrade:
    """The grade that a wish means, less the penalty where the version was late."""
    if wish.version != submission.newest.number:
        raise SubmissionMovedOn(newest=submission.newest.number)
    given = points_of(wish, content)
    late = submission.newest.late
    grade = SubmissionGrade(
        version=wish.version,
        given=given,
        points=settings.counted(given, late=late),
        maximum=content.points,
        by=caller.person,
        at=at,
        feedback=wish.feedback,
        marks=dict(wish.marks),
        reason=wish.reason,
        without_peers=wish.without_peers,
    )
    if not _is_shown(submission):
        return grade
    # What was returned keeps its reviews, with the weight that they have now: who returns it is not asked again.
    before = submission.demand_grade().peers
    part = None
    if before is not None and settings.peer_weight > 0:
        part = peer_grade.part_of(grade, before.percent, settings)
    return peer_grade.with_peers(grade, part, settings, late=late)


def points_of(wish: GradeWish, content: AssignmentContent) -> Decimal:
    """Points that are named hold; else those of the marks.

    Raises PointsOutOfRange, PointsOrMarksNeeded, UnknownRubricMark, RubricMarksIncomplete.
    """
    given = _points(wish, content)
    if given > content.points:
        raise PointsOutOfRange(maximum=format(content.points, "f"))
    return given


def _points(wish: GradeWish, content: AssignmentContent) -> Decimal:
    if content.rubric is None:
        if wish.points is None or wish.marks:
            raise PointsOrMarksNeeded
        return wish.points
    content.rubric.check_marks(wish.marks)
    if wish.points is not None:
        return wish.points
    if not wish.marks:
        raise PointsOrMarksNeeded
    return content.rubric.points(wish.marks, out_of=content.points)


def _demand_free(before: Submission, wish: GradeWish, expected: int | None) -> None:
    """Raises GradedInTheMeantime, ReasonNeeded, ChangedInTheMeantime."""
    there = before.standing()
    if there is None:
        if expected is not None and expected != before.rev:
            raise ChangedInTheMeantime
        return
    if expected != before.rev:
        raise GradedInTheMeantime(
            points=format(there.points.normalize(), "f"), by=there.by, graded_at=iso(there.at), revision=before.rev
        )
    if not wish.reason:
        raise ReasonNeeded


def _is_shown(submission: Submission) -> bool:
    return submission.state is SubmissionState.RETURNED


def _graded(submission: Submission, *, again: bool) -> SubmissionGraded:
    return SubmissionGraded(
        submission=str(submission.id),
        learner=submission.id.learner,
        course=submission.course,
        assignment=submission.id.assignment,
        number=submission.newest.number,
        again=again,
    )


def returned_event(submission: Submission, settings: AssignmentSettings, *, again: bool) -> SubmissionReturned:
    """That a learner has the grade of their work."""
    grade = submission.demand_grade()
    return SubmissionReturned(
        submission=str(submission.id),
        learner=submission.id.learner,
        course=submission.course,
        assignment=submission.id.assignment,
        number=grade.version,
        points=grade.points,
        maximum=grade.maximum,
        percent=grade.percent,
        passed=grade.percent >= settings.pass_mark,
        graded=settings.weight > 0,
        weight=settings.weight,
        pass_mark=settings.pass_mark,
        again=again,
    )
