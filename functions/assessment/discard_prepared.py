"""On LearnerWithdrawn and LearnerBanned: what waits for a learner in the course that they have left goes, and who has
given their place up has given up what they were sitting.
"""

from pydantic import BaseModel

from lyceum.assessment.abandon_attempts import abandon_attempts
from lyceum.assessment.discard_prepared import discard_prepared
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Left(BaseModel):
    """What is read of both."""

    learner: str
    course: str


def left(envelope: Envelope, event: Left) -> None:
    """A ban can end: attempts that are begun stay, and their clocks run."""
    discard_prepared(envelope.tenant, event.learner, event.course, at=clock.now())


def withdrawn(envelope: Envelope, event: Left) -> None:
    """The place is given up, and so is what was begun."""
    left(envelope, event)
    abandon_attempts(envelope.tenant, event.learner, event.course, left_at=envelope.at, at=clock.now())


handler = event_entry_point(Consumer("LearnerWithdrawn", Left, withdrawn), Consumer("LearnerBanned", Left, left))
