"""Which attempt may begin after another, and when."""

from datetime import datetime, timedelta
from math import ceil

from lyceum.assessment.errors import AttemptTooSoon, NoAttemptsLeft
from lyceum.assessment.model.attempt import Attempt, State
from lyceum.assessment.model.settings import AssessmentSettings


def next_number(settings: AssessmentSettings, assessment: str, latest: Attempt | None, at: datetime) -> int:
    """The number of the attempt that may begin now, after the latest one, which is closed or overdue.

    Raises AssessmentNotOpenYet, AssessmentClosed, NoAttemptsLeft, AttemptTooSoon. Source: RULES S1-21, S1-22.
    """
    settings.demand_open(assessment, at)
    if latest is None:
        return 1
    if settings.max_attempts is not None and latest.id.number >= settings.max_attempts:
        raise NoAttemptsLeft(assessment=assessment, allowed=settings.max_attempts)
    ended = latest.submitted_at or latest.ends_at or latest.started_at
    if latest.state is State.ABANDONED:
        ended = latest.started_at  # when it was given up is not kept: whoever comes back need not wait for its end
    wait = ended + timedelta(minutes=settings.attempt_delay_minutes) - at
    if wait > timedelta(0):
        refusal = AttemptTooSoon(assessment=assessment)
        refusal.retry_after = ceil(wait.total_seconds())
        raise refusal
    return latest.id.number + 1
