"""Somebody has given up their place in a course: what they were sitting there is given up, too."""

from datetime import datetime

from lyceum.assessment.events import AttemptAbandoned
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.store import attempts
from lyceum.assessment.tries import ATTEMPTS
from lyceum.kernel.errors import Busy


def abandon_attempts(tenant: str, learner: str, course: str, *, left_at: datetime, at: datetime) -> int:
    """End a learner's open attempts in a course that they have left; how many were ended.

    What was saved stays to be read; an abandoned attempt has no result and counts as used. What was handed in before,
    or came to its end before, is graded as ever, and what began after they left is another place's. Repeats change
    nothing. 1 round trip for each hundred attempts of the learner, and 1 for each that ends. Raises Busy.
    Source: RULES S1-26, S4-13.
    """
    ended = 0
    for _ in range(ATTEMPTS):
        open_ones = attempts.open_ones(tenant, learner, course, None, at=at)
        done = [_abandon(tenant, each, at=at) for each in open_ones if each.started_at <= left_at]
        ended += sum(done)
        if all(done):
            return ended
    raise Busy("Answers are still being saved.")


def _abandon(tenant: str, attempt: Attempt, *, at: datetime) -> bool:
    """False where it was written since it was read: an answer was saved, or it was handed in."""
    told = AttemptAbandoned(
        attempt=str(attempt.id),
        learner=attempt.id.learner,
        course=attempt.course,
        assessment=attempt.id.assessment,
        number=attempt.id.number,
    )
    try:
        attempts.abandon(tenant, attempt.abandoned(), told, at=at)
    except attempts.AttemptMoved:
        return False
    return True
