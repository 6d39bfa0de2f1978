"""A workflow waits for an attempt's grade: keep its token."""

from datetime import datetime

from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.store import tokens


def await_grade(tenant: str, attempt: str, *, execution: str, token: str, at: datetime) -> None:
    """Claim the attempt for this execution and keep its token, which is told, since the grade may be there already.

    Raises GradingAlreadyAwaited for a second execution of the same cause, AttemptNotFound. 1 round trip.
    """
    tokens.claim(tenant, AttemptId.parse(attempt), execution=execution, token=token, at=at)
