"""On LearnerWithdrawn: the course closes to the learner."""

from pydantic import BaseModel

from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope
from lyceum.learning.close_access import close_access


class Withdrawn(BaseModel):
    """What learning reads of LearnerWithdrawn."""

    learner: str
    course: str


def withdrawn(envelope: Envelope, event: Withdrawn) -> None:
    """Close it; it may be closed already."""
    close_access(envelope.tenant, event.learner, event.course, rev=envelope.rev, at=envelope.at)


handler = event_entry_point(Consumer("LearnerWithdrawn", Withdrawn, withdrawn))
