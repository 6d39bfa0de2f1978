"""On InvitationMade and InvitationRenewed: the letter goes out, once for each."""

from pydantic import BaseModel

from lyceum.community.delivery import Told
from lyceum.community.send_invitation import send_invitation
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Invited(BaseModel):
    """What the letter needs of both events; the address stands in the invitation alone."""

    invitation: str
    delivery: int


def send(envelope: Envelope, event: Invited) -> None:
    """Translate and call."""
    told = Told(envelope.tenant, envelope.id, envelope.at)
    send_invitation(told, event.invitation, event.delivery, at=clock.now())


handler = event_entry_point(Consumer("InvitationMade", Invited, send), Consumer("InvitationRenewed", Invited, send))
