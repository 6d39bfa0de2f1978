"""Open attempts get what their learner was granted meanwhile: deadlines, section clocks and timers move (WISHES 12)."""

from datetime import datetime

from lyceum.assessment.events import AttemptExtended
from lyceum.assessment.model.accommodation import terms_for
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.terms import Terms
from lyceum.assessment.store import accommodations, attempts
from lyceum.assessment.tries import ATTEMPTS
from lyceum.kernel.errors import Busy
from lyceum.kernel.events import SYSTEM


def extend_attempts(
    tenant: str, learner: str, course: str, assessment: str | None, *, at: datetime, actor: str = SYSTEM
) -> int:
    """Let each open attempt of the learner in that place have what they have now; how many moved.

    Called by who grants, and once more when the grant is told: an attempt that was begun in the same moment, and read
    what was granted before, is found then. Repeats change nothing. Raises Busy.
    1 round trip, 2 for each open attempt.
    """
    granted = accommodations.of_learner(tenant, learner, consistent=True)
    moved = 0
    for found in attempts.open_ones(tenant, learner, course, assessment, at=at):
        terms = terms_for(course, found.id.assessment, granted)
        if found.terms.or_more(terms) != found.terms:
            moved += _extend(tenant, found.id, terms, actor=actor, at=at)
    return moved


def _extend(tenant: str, id: AttemptId, terms: Terms, *, actor: str, at: datetime) -> bool:
    for _ in range(ATTEMPTS):
        before, assessment = attempts.for_learner(tenant, id)
        after = before.accommodated(terms, assessment.settings, at)
        if after is before:
            return False
        try:
            attempts.move(tenant, before, after, at=at, actor=actor, events=[_told(after)])
        except attempts.AttemptMoved:
            continue  # an answer was saved in between, or the attempt was handed in
        return True
    raise Busy("Answers are still being saved.")


def _told(attempt: Attempt) -> AttemptExtended:
    return AttemptExtended(
        attempt=str(attempt.id),
        learner=attempt.id.learner,
        course=attempt.course,
        assessment=attempt.id.assessment,
        ends_at=attempt.ends_at,
    )
