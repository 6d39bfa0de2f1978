"""On AssignmentDue: a role that was given until now goes."""

from pydantic import BaseModel

from lyceum.identity.expire_assignment import expire_assignment
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Due(BaseModel):
    """What the sweep tells."""

    id: str
    """The member and the assignment, `<person>.<assignment>`."""


def due(envelope: Envelope, event: Due) -> None:
    """Translate and call."""
    person, _, assignment = event.id.partition(".")
    expire_assignment(envelope.tenant, person, assignment, at=clock.now())


handler = event_entry_point(Consumer("AssignmentDue", Due, due))
