"""On WebhookDue: an event of the payment provider that waited for its order is looked at once more."""

from pydantic import BaseModel

from lyceum.commerce.stripe_webhook import take_again
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Due(BaseModel):
    """What the sweep tells."""

    id: str
    """The event's."""


def due(_: Envelope, event: Due) -> None:
    """Translate and call."""
    take_again(event.id, at=clock.now())


handler = event_entry_point(Consumer("WebhookDue", Due, due))
