"""On PersonForgotten: a person's name and address go from invitations, membership and profile."""

from pydantic import BaseModel

from lyceum.identity.forget_invitee import forget_invitee
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope
from lyceum.kernel.ids import Id


class Forgotten(BaseModel):
    """What compliance tells."""

    person: Id


def forgotten(envelope: Envelope, event: Forgotten) -> None:
    """Translate and call."""
    forget_invitee(envelope.tenant, event.person, at=clock.now())


handler = event_entry_point(Consumer("PersonForgotten", Forgotten, forgotten))
