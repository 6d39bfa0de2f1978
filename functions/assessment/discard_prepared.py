"""On LearnerWithdrawn and LearnerBanned: what waits for a learner in the course that they have left goes."""

from pydantic import BaseModel

from lyceum.assessment.discard_prepared import discard_prepared
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Left(BaseModel):
    """What is read of both."""

    learner: str
    course: str


def left(envelope: Envelope, event: Left) -> None:
    """Attempts that are begun stay."""
    discard_prepared(envelope.tenant, event.learner, event.course, at=clock.now())


handler = event_entry_point(Consumer("LearnerWithdrawn", Left, left), Consumer("LearnerBanned", Left, left))
