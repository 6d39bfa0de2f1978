"""On InvitationDue: nobody accepted in time, and lists say so."""

from pydantic import BaseModel

from lyceum.identity.invite import expire_invitation
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Due(BaseModel):
    """What the sweep tells."""

    id: str
    """The invitation."""


def due(envelope: Envelope, event: Due) -> None:
    """Translate and call."""
    expire_invitation(envelope.tenant, event.id, at=clock.now())


handler = event_entry_point(Consumer("InvitationDue", Due, due))
