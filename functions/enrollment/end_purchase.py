"""On OrderRefunded: places whose money went back are withdrawn."""

from pydantic import BaseModel

from lyceum.enrollment.end_purchase import end_purchase
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Refunded(BaseModel):
    """What enrollment reads of OrderRefunded."""

    order: str
    buyer: str
    returned: list[str]
    freed: list[str]


def refunded(envelope: Envelope, event: Refunded) -> None:
    """Translate and call, course by course."""
    for course in event.returned:
        end_purchase(
            envelope.tenant,
            event.order,
            event.buyer,
            course,
            seat_is_free=course in event.freed,
            at=envelope.at,
        )


handler = event_entry_point(Consumer("OrderRefunded", Refunded, refunded))
