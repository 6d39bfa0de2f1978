"""On OrderPaid, OrderRefunded and RefundFailed: what was sold, and what went back, for reports of revenue."""

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


class Refunded(BaseModel):
    """What is kept of OrderRefunded."""

    order: str
    amount: int
    currency: str
    returned: list[str] = []
    amounts: dict[str, int] | None = None

    def by_course(self) -> dict[str, int]:
        """What went back for each; all under no course where it is not told."""
        if self.amounts is not None:
            return self.amounts
        return {self.returned[0] if len(self.returned) == 1 else "": self.amount}


class Failed(BaseModel):
    """What is kept of RefundFailed."""

    order: str
    amount: int
    currency: str
    gone: bool = False
    amounts: dict[str, int] | None = None


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


def refunded(envelope: Envelope, event: Refunded) -> None:
    """Translate and call."""
    _returned(envelope, event, event.by_course())


def failed(envelope: Envelope, event: Failed) -> None:
    """What had gone back has come back; else nothing had gone."""
    if event.gone:
        amounts = event.amounts if event.amounts is not None else {"": event.amount}
        _returned(envelope, event, {course: -amount for course, amount in amounts.items()})


def _returned(envelope: Envelope, event: Refunded | Failed, amounts: dict[str, int]) -> None:
    record_returned(
        envelope.tenant,
        envelope.id,
        order=event.order,
        day=envelope.at.date(),
        currency=event.currency,
        amounts=amounts,
        at=clock.now(),
    )


handler = event_entry_point(
    Consumer("OrderPaid", Paid, paid),
    Consumer("OrderRefunded", Refunded, refunded),
    Consumer("RefundFailed", Failed, failed),
)
