"""On OrderDue: an order that nobody paid in time is given up."""

from pydantic import BaseModel

from lyceum.commerce.expire_order import expire_order
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Due(BaseModel):
    """What the sweep tells."""

    id: str
    """The order."""


def due(envelope: Envelope, event: Due) -> None:
    """Translate and call."""
    expire_order(envelope.tenant, event.id, at=clock.now())


handler = event_entry_point(Consumer("OrderDue", Due, due))
