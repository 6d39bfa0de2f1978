"""Orders on the wire."""

from pydantic import BaseModel, ConfigDict

from lyceum.commerce.model.order import Line, Order, OrderState
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id
from lyceum.kernel.text import LocalizedText


class OrderLineView(BaseModel):
    """A course in an order, in minor units of the order's currency."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    course: Id
    title: LocalizedText | None = None
    price: int
    discount: int
    tax: int
    """On top of the price."""
    included_tax: int
    """Within the price."""
    tax_percent: str
    total: int
    """What is paid for it: price, less discount, and tax."""
    coupon: str | None = None
    """Which of the two took the discount off."""
    promotion: str | None = None
    refunded: int
    opened: bool
    """Whether its buyer was enrolled."""
    returned: bool
    """Whether it was given back."""

    @classmethod
    def of(cls, line: Line) -> "OrderLineView":
        """From the entity."""
        return cls(
            course=line.course,
            title=LocalizedText(dict(line.title)) if line.title else None,
            price=line.price,
            discount=line.discount,
            tax=line.tax,
            included_tax=line.included_tax,
            tax_percent=format(line.tax_percent, "f"),
            total=line.total,
            coupon=line.coupon,
            promotion=line.promotion,
            refunded=line.refunded,
            opened=line.opened,
            returned=line.returned,
        )


class PaymentToMake(BaseModel):
    """How to pay: `client_secret` for the Payment Element or PaymentSheet, or `url` of a page to go to."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    client_secret: str | None = None
    url: str | None = None
    publishable_key: str | None = None
    account: str | None = None
    """The school's own account, for the client's `stripeAccount`."""


class OrderView(BaseModel):
    """An order."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: Id
    state: OrderState
    buyer: Id
    currency: str
    total: int
    """In minor units."""
    refunded: int
    lines: list[OrderLineView]
    placed_at: Instant
    held_until: Instant
    """Until when its seats are held for its payment."""
    closed_at: Instant | None = None
    """When it was paid or given up."""
    coupon: str | None = None
    disputed: bool = False
    refund_failed: bool = False
    """Whether the provider did not make its last refund: that money has not gone back."""
    payment: PaymentToMake | None = None
    """In the answer to who orders, where something is to be paid."""

    @classmethod
    def of(cls, order: Order, payment: PaymentToMake | None = None) -> "OrderView":
        """From the entity."""
        return cls(
            id=order.id,
            state=order.state,
            buyer=order.buyer,
            currency=order.currency,
            total=order.total,
            refunded=order.refunded,
            lines=[OrderLineView.of(line) for line in order.lines],
            placed_at=order.placed_at,
            held_until=order.held_until,
            closed_at=order.closed_at,
            coupon=order.coupon,
            disputed=bool(order.disputes),
            refund_failed=order.failed_refund is not None,
            payment=payment,
        )


class OrderPage(BaseModel):
    """Some orders."""

    items: list[OrderView]
    next_cursor: str | None = None
