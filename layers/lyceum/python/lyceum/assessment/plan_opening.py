"""When the attempts of an exam are prepared: planned after everything that may change it."""

from datetime import datetime

from lyceum.assessment.model.opening import planned
from lyceum.assessment.openings.errors import OpeningNotFound
from lyceum.assessment.store import openings
from lyceum.assessment.tries import ATTEMPTS
from lyceum.kernel.errors import Busy


def plan_opening(tenant: str, assessment: str, *, at: datetime) -> None:
    """Plan the opening of an exam that has a scheduled start as it is now; cancel one that it has no more.

    Whatever else it is, and the same again, changes nothing. Raises Busy. 2 round trips.
    """
    for _ in range(ATTEMPTS):
        try:
            found, kept = openings.with_assessment(tenant, assessment)
        except OpeningNotFound:
            return
        opening = planned(found, kept, at)
        if opening is None or opening is kept:
            return
        try:
            openings.keep(tenant, opening, at=at)
        except openings.OpeningMoved:
            continue  # its workflow came further, or it was planned by another
        return
    raise Busy("Others are at work on this opening.")
