"""On PaymentUnwanted: money that no order takes goes back."""

from pydantic import BaseModel

from lyceum.commerce.give_back import return_payment
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Unwanted(BaseModel):
    """What is read of it."""

    order: str
    payment: str
    amount: int | None = None
    currency: str | None = None


def unwanted(envelope: Envelope, event: Unwanted) -> None:
    """Translate and call."""
    return_payment(
        envelope.tenant, event.order, event.payment, amount=event.amount, currency=event.currency, at=clock.now()
    )


handler = event_entry_point(Consumer("PaymentUnwanted", Unwanted, unwanted))
