"""On SessionDue: what says that a session has ended is about to be forgotten, and is said again."""

from pydantic import BaseModel

from lyceum.identity.sessions import renew_session_end
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Due(BaseModel):
    """What the sweep tells."""

    id: str
    """Person and session, with a full stop between them."""


def due(envelope: Envelope, event: Due) -> None:
    """Until its refresh token cannot live any more."""
    renew_session_end(envelope.tenant, event.id, at=clock.now())


handler = event_entry_point(Consumer("SessionDue", Due, due))
