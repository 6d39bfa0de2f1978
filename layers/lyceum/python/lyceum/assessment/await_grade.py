"""A workflow waits for an attempt's grade: keep its token, and remind of the grade when it has waited for long."""

from datetime import datetime, timedelta

from lyceum.assessment.errors import GradeNeverGiven
from lyceum.assessment.events import GradeStillAwaited
from lyceum.assessment.model.attempt import State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.store import assessments, attempts, tokens
from lyceum.kernel.ids import dated_id

SHORTEST = timedelta(days=1)
"""A newer token that comes sooner is of a repeated task: the workflow brings one every three days."""
MOST = 60
"""Reminders, over half a year."""


def await_grade(tenant: str, attempt: str, *, execution: str, token: str, at: datetime) -> None:
    """Claim the attempt for this execution and keep its token, which is told, since the grade may be there already.

    The same execution comes with another token when nobody has graded for days: whoever made the course is reminded,
    of all that waits in an assessment once a day. The same token again changes nothing.
    Raises GradingAlreadyAwaited for a second execution of the same cause, GradeNeverGiven after `MOST` reminders,
    AttemptNotFound, Busy. 1 round trip; 2 more for a newer token, 2 more for a reminder.
    """
    id = AttemptId.parse(attempt)
    before = tokens.claim(tenant, id, execution=execution, token=token, at=at)
    if before is None:
        return
    reminder = _reminder(tenant, id, before, at) if at - before.since >= SHORTEST else None
    tokens.renew(tenant, id, before, token=token, at=at, reminder=reminder)


def _reminder(tenant: str, id: AttemptId, before: tokens.Waiting, at: datetime) -> GradeStillAwaited | None:
    """None where it was graded meanwhile. Raises GradeNeverGiven."""
    found = attempts.find(tenant, id)
    if found.state is not State.SUBMITTED:
        return None
    if before.reminders >= MOST:
        raise GradeNeverGiven(attempt=str(id))
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return GradeStillAwaited(
        attempt=str(id),
        learner=id.learner,
        course=found.course,
        assessment=id.assessment,
        owner=assessments.maker_of(tenant, found.course),
        waiting=len(found.waiting),
        reminder=before.reminders + 1,
        day=dated_id(midnight, tenant, id.assessment),
    )
