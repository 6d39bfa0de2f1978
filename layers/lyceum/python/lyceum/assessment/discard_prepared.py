"""Somebody has left a course: attempts that wait for them there go."""

from datetime import datetime

from lyceum.assessment.store import prepared


def discard_prepared(tenant: str, learner: str, course: str, *, at: datetime) -> int:
    """Take away what waits for a learner in a course; how many were there. What is begun stays, repeats change nothing.

    Who is enrolled again begins as usual. 1 round trip, and 1 for each that goes.
    """
    return prepared.discard(tenant, learner, course, at=at)
