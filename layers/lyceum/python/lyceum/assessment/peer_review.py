"""Learners review each other's work: what they have to review, and what they give; authors and staff see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from lyceum.assessment.assignments.events import SubmissionReturned
from lyceum.assessment.errors import CourseAssignmentNotFound, SubmissionMovedOn, SubmissionNotFound
from lyceum.assessment.grade_submission import GradeWish, points_of, returned_event
from lyceum.assessment.model import peer_grade
from lyceum.assessment.model.course_assignment import CourseAssignment
from lyceum.assessment.model.peer_reviewing import GivenReview, PeerReview
from lyceum.assessment.model.peer_round import Reviewed
from lyceum.assessment.model.scoring import HUNDRED
from lyceum.assessment.model.submission import Submission, SubmissionId, SubmissionState
from lyceum.assessment.peer_reviews.errors import PeerReviewNotFound
from lyceum.assessment.peer_reviews.events import PeerReviewGiven
from lyceum.assessment.store import peer_reviews, submissions, work_files
from lyceum.assessment.tries import ATTEMPTS
from lyceum.assessment.view_submission import PERMISSION, ContentSight
from lyceum.kernel.access import Caller
from lyceum.kernel.directory import Member, members
from lyceum.kernel.errors import Busy, ChangedInTheMeantime
from lyceum.kernel.pages import Page


@dataclass(frozen=True, slots=True)
class ReviewSight:
    """What somebody has to review, with the work; without its author where that is not to be known."""

    review: PeerReview
    assignment: CourseAssignment
    work: ContentSight
    is_open: bool
    author: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewsOfWork:
    """The reviews of a work, as far as they may be seen."""

    reviews: Sequence[PeerReview]
    with_names: bool
    people: Mapping[str, Member] = field(default_factory=dict)


def my_peer_reviews(caller: Caller, *, after: str | None, limit: int) -> Page[PeerReview]:
    """What the caller has to review, of all courses, the oldest first. 1 round trip."""
    return peer_reviews.of_reviewer(caller.tenant, caller.person, after=after, limit=limit)


def view_peer_review(caller: Caller, review: str, *, at: datetime) -> ReviewSight:
    """A work that the caller has to review: the version that was reviewed, else the newest.

    Raises PeerReviewNotFound, also for others' reviews, NotEnrolled. 3 round trips, for a file a call of the bucket.
    """
    found, case = _mine(caller, review)
    number = found.given.version if found.given is not None else case.submission.newest.number
    version = case.submission.version(number)
    work = submissions.content(caller.tenant, found.of, number)
    anonymous = _is_anonymous(case.assignment)
    sight = ContentSight(version, work)
    if work.file is not None:
        shown = work.file
        if anonymous:
            shown = work_files.without_name(caller.tenant, work.file, f"{review}-{number}")
        url, expires_at = work_files.address(shown, at=at)
        sight = ContentSight(version, replace(work, file=shown), url, expires_at)
    is_open = found.is_open(case.closed_at, at)
    return ReviewSight(found, case.assignment, sight, is_open, None if anonymous else found.of.learner)


def give_peer_review(
    caller: Caller, review: str, wish: GradeWish, *, expected_revision: int | None, at: datetime
) -> PeerReview:
    """Give a review, or change the one that was given. The same again changes nothing. 3 round trips.

    Where reviews make all of the grade, the last one of those who were asked returns the work with it.
    Raises PeerReviewNotFound, also for others' reviews, NotEnrolled, PeerReviewClosed, SubmissionMovedOn,
    PointsOutOfRange, PointsOrMarksNeeded, UnknownRubricMark, RubricMarksIncomplete, ChangedInTheMeantime, Busy.
    """
    for _ in range(ATTEMPTS):
        found, case = _mine(caller, review)
        content = case.assignment.demand_live()
        given = GivenReview(
            version=wish.version,
            points=points_of(wish, content),
            maximum=content.points,
            comment=wish.feedback,
            marks=dict(wish.marks),
            at=at,
        )
        if given.says_the_same(found.given):
            return found
        found.demand_open(case.closed_at, at)
        if wish.version != case.submission.newest.number:
            raise SubmissionMovedOn(newest=case.submission.newest.number)
        if expected_revision is not None and expected_revision != found.rev:
            raise ChangedInTheMeantime
        after = replace(found, given=given)
        told = _told(after, again=found.given is not None)
        try:
            reviewed = case.reviewed.with_percent(caller.person, given.percent)
            returned = _returned(case, reviewed, at)
            peer_reviews.give(caller.tenant, after, reviewed, told, at=at, returned=returned)
        except (peer_reviews.ReviewMoved, submissions.SubmissionMoved):
            continue  # another reviewer was faster, or the work went to somebody else: looked at anew
        return replace(after, rev=found.rev + 1)
    raise Busy("Others are reviewing this work.")


def reviews_of_work(caller: Caller, submission: str, *, at: datetime) -> ReviewsOfWork:
    """The reviews of a work: all of them for staff; those that were given for its author, once it was returned.

    Authors do not see who reviewed it where that is not to be known. Raises SubmissionNotFound, also for other
    learners' work. 2 round trips.
    """
    id = SubmissionId.parse(submission)
    is_staff = caller.person != id.learner
    if is_staff and not caller.may_somewhere(PERMISSION, at=at):
        raise SubmissionNotFound
    try:
        case = peer_reviews.case(caller.tenant, id)
    except CourseAssignmentNotFound:
        raise SubmissionNotFound from None
    if is_staff:
        if not caller.may(PERMISSION, at=at, scope=f"course:{case.submission.course}"):
            raise SubmissionNotFound
    elif case.submission.returned_at is None:
        return ReviewsOfWork((), with_names=False)
    with_names = is_staff or not _is_anonymous(case.assignment)
    names = partial(members, caller.tenant, case.reviewed.asked if with_names else ())
    found, people = peer_reviews.of_work(caller.tenant, case.reviewed, names)
    shown = [each for each in found if is_staff or each.given is not None]
    return ReviewsOfWork(shown, with_names, people)


def _mine(caller: Caller, review: str) -> tuple[PeerReview, peer_reviews.WorkCase]:
    """The caller's own, as long as it stands beside the work."""
    found = peer_reviews.find(caller.tenant, caller.person, review)
    try:
        case = peer_reviews.case(caller.tenant, found.of, reviewer=caller.person, course=found.course)
    except (CourseAssignmentNotFound, SubmissionNotFound):
        raise PeerReviewNotFound from None
    asked = case.reviewed.asked.get(caller.person)
    if asked is None or asked.review != review:
        raise PeerReviewNotFound
    return found, case


def _returned(
    case: peer_reviews.WorkCase, reviewed: Reviewed, at: datetime
) -> tuple[Submission, SubmissionReturned] | None:
    """The work with its grade, where the reviews make all of it and none is missing."""
    settings, submission = case.assignment.settings, case.submission
    if settings.peer_weight < HUNDRED or not reviewed.is_complete or submission.state is SubmissionState.RETURNED:
        return None
    maximum = case.assignment.demand_live().points
    after = peer_grade.returned(submission, reviewed.percents, settings, maximum=maximum, at=at)
    return after, returned_event(after, settings, again=False)


def _is_anonymous(assignment: CourseAssignment) -> bool:
    """Also where the settings say nothing of peer review any more: it may have been promised."""
    settings = assignment.settings.peer_review
    return settings is None or settings.anonymous


def _told(review: PeerReview, *, again: bool) -> PeerReviewGiven:
    return PeerReviewGiven(
        review=review.id,
        submission=str(review.of),
        learner=review.of.learner,
        course=review.course,
        assignment=review.of.assignment,
        again=again,
    )
