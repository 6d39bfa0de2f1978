"""The order and its lines: what is owed, what was paid, what it opens (FEATURES CO2, CO3; RULES S2-16, S3-25).

Of every paid order: captured - given back = the sum over its lines of price - discount + tax - given back.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from lyceum.commerce.errors import LineNotFound, OrderNotOpen, OrderStillHeld, PaidTwice, PaymentDiffers
from lyceum.commerce.model.billing import Billing
from lyceum.commerce.model.coupon_use import NO_USE, CouponUse


class OrderState(StrEnum):
    """States of an order (RULES S2-16)."""

    PENDING = "pending"
    """Waits for payment; its seats are held."""
    PAID = "paid"
    CANCELLED = "cancelled"
    """Given up, or not paid in time."""
    REFUNDED = "refunded"
    """Every line was given back."""


class Access(StrEnum):
    """What a line gives its buyer now."""

    NONE = "none"
    LIVE = "live"
    SUSPENDED = "suspended"
    """The payment is disputed."""


class Verdict(StrEnum):
    """How a dispute ended."""

    WON = "won"
    """The money stays."""
    LOST = "lost"
    """The bank took it."""


class PayWith(StrEnum):
    """Where the buyer pays."""

    PAYMENT_ELEMENT = "payment_element"
    """In the client itself: Stripe's Payment Element on the web, PaymentSheet on mobile."""
    HOSTED = "hosted"
    """On a page of the provider's."""


HOLD = timedelta(minutes=30)
"""How long seats are held for an order that is not paid: the provider's hosted page lives as long at least."""


@dataclass(frozen=True, slots=True)
class Line:
    """A course in an order, in minor units of the order's currency."""

    course: str
    price: int
    discount: int
    tax: int
    """On top of the price."""
    included_tax: int
    """Within the price."""
    tax_percent: Decimal
    promotion: str | None = None
    coupon: str | None = None
    seat: bool = False
    """Whether the course counts its seats."""
    held: bool = False
    """Whether a seat is held for it."""
    opened: bool = False
    """Whether its buyer was enrolled."""
    returned: bool = False
    """Whether the course was given back: access ends, its seat is free."""
    refunded: int = 0
    refunding: int = 0
    """Asked back from the provider, who has not said yes or no."""
    title: Mapping[str, str] | None = None
    """The course's, by language, as it was when it was ordered."""

    @property
    def total(self) -> int:
        """What is paid for it."""
        return self.price - self.discount + self.tax

    @property
    def left(self) -> int:
        """What could still be given back; never below 0, even where a refund that had failed succeeded after all."""
        return max(0, self.total - self.refunded - self.refunding)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in for an order."""

    id: str
    """The provider's id of it: unique."""
    amount: int
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sale:
    """Where an order is paid, and what the provider calls it."""

    pay_with: PayWith = PayWith.PAYMENT_ELEMENT
    account: str | None = None
    """The school's own account, to which it is paid directly; None: the platform's."""
    intent: str | None = None
    """Of the payment, as soon as it is known."""
    session: str | None = None
    """Of the hosted page."""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody buys at once."""

    tenant: str
    id: str
    buyer: str
    currency: str
    country: str | None
    lines: tuple[Line, ...]
    placed_at: datetime
    held_until: datetime
    state: OrderState = OrderState.PENDING
    coupon: str | None = None
    payment: Payment | None = None
    late: bool = False
    """Paid after its seats were given up: fulfilment takes seats again, or gives the money back."""
    declines: int = 0
    """How often a payment was tried and refused."""
    disputes: frozenset[str] = frozenset()
    """Disputes that are open, by the provider's ids."""
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    """How those ended that are over."""
    closed_at: datetime | None = None
    rev: int = 0
    sale: Sale = Sale()
    billing: Billing | None = None
    """To whom an invoice is made out, as it was when it was ordered."""
    use: CouponUse = NO_USE
    """What it takes of its discounts' limits until it is given up."""
    failed_refund: str | None = None
    """The refund that the provider did not make; None once money of it has gone back after all."""

    @property
    def total(self) -> int:
        """What is paid for all of it."""
        return sum(line.total for line in self.lines)

    @property
    def captured(self) -> int:
        """What came in."""
        return self.payment.amount if self.payment is not None else 0

    @property
    def refunded(self) -> int:
        """What went back."""
        return sum(line.refunded for line in self.lines)

    @property
    def left(self) -> int:
        """What could still be given back."""
        return sum(line.left for line in self.lines)

    def line(self, course: str) -> Line:
        """The line of a course. Raises LineNotFound."""
        for line in self.lines:
            if line.course == course:
                return line
        raise LineNotFound(course=course)

    def access(self, course: str) -> Access:
        """What the line of a course gives its buyer. Raises LineNotFound."""
        line = self.line(course)
        if self.state is not OrderState.PAID or not line.opened or line.returned:
            return Access.NONE
        return Access.SUSPENDED if self.disputes else Access.LIVE

    def with_line(self, course: str, change: Callable[[Line], Line]) -> "Order":
        """With one line changed."""
        return replace(self, lines=tuple(change(line) if line.course == course else line for line in self.lines))

    def with_amounts(self, amounts: Mapping[str, int], change: Callable[[Line, int], Line]) -> "Order":
        """With the lines changed that have an amount, each by its own."""
        return replace(
            self,
            lines=tuple(change(line, amounts[line.course]) if line.course in amounts else line for line in self.lines),
        )

    def holding(self, courses: Collection[str]) -> "Order":
        """With seats held for those of its courses that count them."""
        held = (replace(line, seat=line.course in courses, held=line.course in courses) for line in self.lines)
        return replace(self, lines=tuple(held))

    def paid(self, payment: Payment) -> "Order":
        """Paid, once: the same payment again changes nothing, another one goes back. So does what does not match.

        An order that was given up meanwhile is paid all the same, `late`. Raises PaymentDiffers, PaidTwice.
        """
        if self.payment is not None:
            if self.payment.id == payment.id:
                return self
            raise PaidTwice(order=self.id)
        if (payment.amount, payment.currency) != (self.total, self.currency) or self.state not in (
            OrderState.PENDING,
            OrderState.CANCELLED,
        ):
            raise PaymentDiffers(order=self.id)
        late = self.state is OrderState.CANCELLED
        return replace(self, state=OrderState.PAID, payment=payment, late=late, closed_at=payment.at)

    def paid_nothing(self, at: datetime) -> "Order":
        """A total of zero needs no payment. Raises PaymentDiffers where something is owed, OrderNotOpen."""
        if self.total:
            raise PaymentDiffers(order=self.id)
        if self.state is not OrderState.PENDING:
            raise OrderNotOpen(order=self.id, state=str(self.state))
        return replace(self, state=OrderState.PAID, closed_at=at)

    def declined(self) -> "Order":
        """A payment was tried and refused; the buyer may try again until the hold ends."""
        return replace(self, declines=self.declines + 1) if self.state is OrderState.PENDING else self

    def expired(self, at: datetime) -> "Order":
        """Given up since nobody paid; its seats are free. What is not pending stays. Raises OrderStillHeld."""
        if self.state is not OrderState.PENDING:
            return self
        if at < self.held_until:
            raise OrderStillHeld(order=self.id)
        return self._given_up(at)

    def cancelled(self, at: datetime) -> "Order":
        """Given up by its buyer; a repeat changes nothing. Raises OrderNotOpen once it is paid."""
        if self.state is OrderState.CANCELLED:
            return self
        if self.state is not OrderState.PENDING:
            raise OrderNotOpen(order=self.id, state=str(self.state))
        return self._given_up(at)

    def _given_up(self, at: datetime) -> "Order":
        freed = tuple(replace(line, held=False) for line in self.lines)
        return replace(self, state=OrderState.CANCELLED, lines=freed, closed_at=at)

    def opened(self, course: str) -> "Order":
        """Its buyer is enrolled in a course of it: the held seat is taken. Raises LineNotFound, OrderNotOpen."""
        line = self.line(course)
        if self.state is not OrderState.PAID or line.returned:
            raise OrderNotOpen(order=self.id, state=str(self.state))
        return self.with_line(course, lambda line: replace(line, opened=True, held=False))

    def given_back(self, course: str) -> "Order":
        """With a course of it given back: no access, no seat. All of them: the order is refunded."""
        after = self.with_line(course, lambda line: replace(line, returned=True, held=False))
        if after.state is OrderState.PAID and all(line.returned for line in after.lines):
            return replace(after, state=OrderState.REFUNDED)
        return after

    def disputed(self, dispute: str) -> "Order":
        """The bank asks for the money: access waits for its verdict."""
        return replace(self, disputes=self.disputes | {dispute})

    def dispute_closed(self, dispute: str) -> "Order":
        """The bank's verdict is there; what it takes back is a refund. Access is as it was."""
        return replace(self, disputes=self.disputes - {dispute})

    def decided(self, dispute: str, verdict: Verdict) -> "Order":
        """The bank has decided, whether or not it was heard before that it was asked; it is not asked again."""
        return replace(self.dispute_closed(dispute), verdicts={**self.verdicts, dispute: verdict})
