"""Give points for one response by hand; they override the machine's (RULES S1-26)."""

from datetime import datetime
from decimal import Decimal

from lyceum.assessment.errors import AttemptNotFound, GradedInTheMeantime, OwnAttempt
from lyceum.assessment.events import ResponseMarked
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.marking import ManualGrade
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.store import attempts
from lyceum.assessment.submit_attempt import close_attempt, ids_of, told_of_grade
from lyceum.assessment.tries import ATTEMPTS
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso
from lyceum.kernel.errors import Busy, ChangedInTheMeantime
from lyceum.kernel.events import Event

PERMISSION = "grade.give"


def grade_response(
    caller: Caller,
    attempt: str,
    question: str,
    *,
    points: Decimal,
    feedback: str,
    expected_revision: int | None,
    at: datetime,
) -> attempts.Sitting:
    """Give points and words for one response. The last one that was missing completes the grade of the attempt.

    Where two people mark, the first one's points are a proposal: the second's settle it, or a third one's.
    An attempt whose time is over is closed first: nobody waits for the timer to be right. 2 round trips.
    Raises AttemptNotFound, also for attempts in courses that are not the caller's to grade, OwnAttempt,
    QuestionNotFound, AttemptNotSubmitted, AttemptNotGradable, PointsOutOfRange, MarkedAlready, ChangedInTheMeantime
    where `expected_revision` is not the one kept, GradedInTheMeantime with the grade of somebody else that stands there
    unless `expected_revision` says that it was seen, Busy.
    """
    id = AttemptId.parse(attempt)
    if id.learner == caller.person:
        raise OwnAttempt
    given = ManualGrade(points, by=caller.person, at=at, feedback=feedback)
    for _ in range(ATTEMPTS):
        found = attempts.sitting(caller.tenant, id)
        if not caller.may(PERMISSION, at=at, scope=f"course:{found.assessment.course}"):
            raise AttemptNotFound
        if found.attempt.overdue(at):
            found = close_attempt(caller.tenant, id, at=at, actor=caller.person, only_overdue=True)
        place = found.key.place(question)
        key, settings = found.key, found.assessment.settings
        if found.attempt.says_already(place, given, settings.second_marking):
            return found  # only the answer was lost, of this write or of an earlier one that the grader repeats
        if expected_revision != found.attempt.rev:
            _refuse_unseen(found, place, caller, named=expected_revision is not None)
        graded = found.attempt.graded_by_hand(
            place, given, maximum=key.entries[place].points, settings=settings, scale=key.scale
        )
        told = [*_told_of_mark(graded, place, question, settings), *told_of_grade(graded, settings, at=at)]
        try:
            attempts.close(caller.tenant, graded, ids_of(graded.waiting, found.key), told, actor=caller.person, at=at)
        except attempts.AttemptMoved:
            continue  # another grader, another question: both count
        return attempts.Sitting(graded, found.assessment, found.key)
    raise Busy("Others are grading this attempt.")


def _refuse_unseen(found: attempts.Sitting, place: int, caller: Caller, *, named: bool) -> None:
    """Nobody replaces somebody else's grade unseen; where two people mark, a third one's word is the rule.

    `named`: another revision was named than the one kept. Raises GradedInTheMeantime, ChangedInTheMeantime.
    """
    attempt, rules = found.attempt, found.assessment.settings.second_marking
    standing = attempt.manual.get(place)
    if standing is not None and standing.by != caller.person and not attempt.takes_two(place, rules):
        points = format(standing.points.normalize(), "f")
        raise GradedInTheMeantime(points=points, by=standing.by, graded_at=iso(standing.at), revision=attempt.rev)
    if named:
        raise ChangedInTheMeantime


def _told_of_mark(attempt: Attempt, place: int, question: str, settings: AssessmentSettings) -> list[Event]:
    """How far two people are with an answer, where two mark it: who marked it is in the envelope."""
    stage = attempt.marked(place).stage
    if settings.second_marking is None or stage is None:
        return []
    return [ResponseMarked(attempt=str(attempt.id), question=question, stage=stage)]
