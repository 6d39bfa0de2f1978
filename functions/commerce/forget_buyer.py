"""On PersonForgotten: a person's billing address goes, and from their orders, which stay."""

from pydantic import BaseModel

from lyceum.commerce.forget_buyer import forget_buyer
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope
from lyceum.kernel.ids import Id


class Forgotten(BaseModel):
    """What compliance tells."""

    person: Id


def forgotten(envelope: Envelope, event: Forgotten) -> None:
    """Translate and call."""
    forget_buyer(envelope.tenant, event.person, at=clock.now())


handler = event_entry_point(Consumer("PersonForgotten", Forgotten, forgotten))
