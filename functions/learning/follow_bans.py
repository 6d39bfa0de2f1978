"""On LearnerBanned and LearnerReinstated: a course closes to a learner, and opens again."""

from pydantic import BaseModel

from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope
from lyceum.learning.follow_bans import follow_ban


class Place(BaseModel):
    """What learning reads of both."""

    learner: str
    course: str
    placed: bool


def banned(envelope: Envelope, event: Place) -> None:
    """Close it."""
    if not event.placed:
        return
    follow_ban(envelope.tenant, event.learner, event.course, shut=True, rev=envelope.rev, at=envelope.at)


def reinstated(envelope: Envelope, event: Place) -> None:
    """Open it again."""
    if not event.placed:
        return
    follow_ban(envelope.tenant, event.learner, event.course, shut=False, rev=envelope.rev, at=envelope.at)


handler = event_entry_point(Consumer("LearnerBanned", Place, banned), Consumer("LearnerReinstated", Place, reinstated))
