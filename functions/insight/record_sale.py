"""On OrderPaid and LineRefused: what was sold, and what goes back, for reports of revenue."""

from pydantic import BaseModel

from lyceum.insight.record_sale import record_paid, record_returned
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Paid(BaseModel):
    """What is kept of OrderPaid."""

    order: str
    amount: int
    currency: str
    courses: list[str] = []
    amounts: list[int] | None = None
    coupon: str | None = None
    discount: int | None = None
    tax: int | None = None

    def by_course(self) -> dict[str, int]:
        """What was paid for each; nothing where an older release does not tell it of several."""
        each = self.amounts or ([self.amount] if len(self.courses) == 1 else [])
        return dict(zip(self.courses, each, strict=False))


class Refused(BaseModel):
    """What is kept of LineRefused."""

    order: str
    course: str
    amount: int
    currency: str


def paid(envelope: Envelope, event: Paid) -> None:
    """Translate and call."""
    record_paid(
        envelope.tenant,
        event.order,
        day=envelope.at.date(),
        currency=event.currency,
        amount=event.amount,
        amounts=event.by_course(),
        coupon=event.coupon,
        discount=event.discount or 0,
        tax=event.tax or 0,
        at=clock.now(),
    )


def refused(envelope: Envelope, event: Refused) -> None:
    """Translate and call."""
    record_returned(
        envelope.tenant,
        envelope.id,
        order=event.order,
        day=envelope.at.date(),
        currency=event.currency,
        amounts={event.course: event.amount},
        at=clock.now(),
    )


handler = event_entry_point(Consumer("OrderPaid", Paid, paid), Consumer("LineRefused", Refused, refused))
