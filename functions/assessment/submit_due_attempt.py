"""On AttemptDue: the deadline has come, the attempt is handed in with what was saved."""

from pydantic import BaseModel

from lyceum.assessment.submit_attempt import submit_due_attempt
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Due(BaseModel):
    """What the sweep tells."""

    id: str
    """The attempt."""


def due(envelope: Envelope, event: Due) -> None:
    """Close it, unless its learner did or its deadline was moved."""
    submit_due_attempt(envelope.tenant, event.id, at=clock.now())


handler = event_entry_point(Consumer("AttemptDue", Due, due))
