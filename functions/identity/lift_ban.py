"""On BanDue: a ban whose time has run out ends."""

from pydantic import BaseModel

from lyceum.identity.ban_member import lift_ban
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Due(BaseModel):
    """What the sweep tells."""

    id: str
    """The member."""


def due(envelope: Envelope, event: Due) -> None:
    """Let the member in again, if the ban is still the one that ran out."""
    lift_ban(envelope.tenant, event.id, at=clock.now())


handler = event_entry_point(Consumer("BanDue", Due, due))
