"""Staff have the works of an assignment given to reviewers, and those of reviewers who stayed away to others."""

from dataclasses import replace
from datetime import datetime

from lyceum.assessment.errors import CourseAssignmentNotFound
from lyceum.assessment.model.course_assignment import CourseAssignment
from lyceum.assessment.model.peer_review import PeerReviewSettings
from lyceum.assessment.model.peer_round import Reviewed, Round
from lyceum.assessment.model.submission import SubmissionId, SubmissionState
from lyceum.assessment.peer_reviews.errors import NoPeerReview, TooMuchToReview
from lyceum.assessment.peer_reviews.events import PeerReviewsAllocated
from lyceum.assessment.store import peer_rounds, submissions
from lyceum.assessment.tries import ATTEMPTS
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import new_id

PERMISSION = "grade.give"
MOST_WORKS = 5000
WORKS_AT_ONCE = 200
"""Works that one call gives their reviewers."""
_PAGE = 1000


def allocate_peer_reviews(caller: Caller, assignment: str, *, at: datetime) -> Round:
    """Give works that were handed in their reviewers, so many of them; what is missing is left to the next call.

    A round is decided once, as everything stands when it begins, and kept; a call takes some of its steps, so whoever
    asks again goes on where the last one stopped. Once a round is complete, the next call looks for work that came
    late, and for reviews that were not given in time: these go to others. Where nothing is missing, nothing changes.
    Everybody who is asked is told, once in a round.
    Raises CourseAssignmentNotFound, also in courses that are not the caller's to grade, NoPeerReview, TooMuchToReview,
    PeerReviewsOver, Busy. Round trips do not grow with the works, but for a page of the list per 1,000 in a shard.
    """
    for _ in range(ATTEMPTS):
        found, round = peer_rounds.find(caller.tenant, assignment)
        if not caller.may(PERMISSION, at=at, scope=f"course:{found.course}"):
            raise CourseAssignmentNotFound(assignment=assignment)
        found.demand_live()
        settings = found.settings.peer_review
        if settings is None:
            raise NoPeerReview
        try:
            return _go_on(caller, found, settings, round, at)
        except peer_rounds.RoundMoved:
            continue  # somebody else goes on with it, or a review was given: looked at anew
    raise Busy("Others are giving out these reviews.")


def _go_on(
    caller: Caller, assignment: CourseAssignment, settings: PeerReviewSettings, round: Round, at: datetime
) -> Round:
    if round.is_complete:
        before, round = round, _next(caller.tenant, settings, round, at)
        if round is before:
            return round
        round = _saved(caller, assignment, round, at)
    _place(caller, assignment, round, at)
    return _saved(caller, assignment, round.after(WORKS_AT_ONCE), at)


def _next(tenant: str, settings: PeerReviewSettings, round: Round, at: datetime) -> Round:
    """The round that follows a complete one, by what was handed in and reviewed."""
    states: dict[str, str] = {}
    after: str | None = None
    while True:
        page = submissions.listed(tenant, round.assignment, state=None, after=after, limit=_PAGE)
        states |= {str(entry.card["learner"]): str(entry.card["state"]) for entry in page.items}
        if len(states) > MOST_WORKS:
            raise TooMuchToReview(limit=MOST_WORKS)
        after = page.next_key
        if after is None:
            break
    reviewed = peer_rounds.reviewed(tenant, round.assignment, states) if round.number else {}
    returned = {author for author, state in states.items() if state == SubmissionState.RETURNED}
    returned |= {author for author, each in reviewed.items() if each.closed_at is not None}
    following = round.next(settings, states, reviewed, returned=returned, at=at)
    return round if following is round else replace(following, id=new_id())


def _place(caller: Caller, assignment: CourseAssignment, round: Round, at: datetime) -> None:
    """Take the next steps. Those that were taken before, by a call that was lost, change nothing."""
    steps = round.steps[:WORKS_AT_ONCE]
    there = peer_rounds.reviewed(caller.tenant, assignment.id, [step.author for step in steps])
    changes: list[tuple[Reviewed, Reviewed]] = []
    for step in steps:
        before = there.get(step.author) or Reviewed(id=SubmissionId(step.author, assignment.id))
        ids = {reviewer: new_id() for reviewer in step.added}
        after = before.placed(step, ids, round=round.number, due_at=round.due_at)
        if after is not before:
            changes.append((before, after))
    peer_rounds.place(caller.tenant, assignment, changes, allocation=round.id, actor=caller.person, at=at)


def _saved(caller: Caller, assignment: CourseAssignment, round: Round, at: datetime) -> Round:
    """As it was kept; where it is complete, it is told."""
    told = _told(assignment, round) if round.is_complete else None
    peer_rounds.save(caller.tenant, round, told, actor=caller.person, at=at)
    return round.kept()


def _told(assignment: CourseAssignment, round: Round) -> PeerReviewsAllocated:
    return PeerReviewsAllocated(
        assignment=assignment.id,
        course=assignment.course,
        round=round.number,
        works=round.works,
        given=round.added,
        taken=round.taken,
    )
