"""Refunds, full and by line, and what a lost dispute takes back (FEATURES CO7; RULES S3-25).

A refund is asked for first: its amounts are set aside in the order, so that two at once never give back more than was
paid. Then the provider says yes or no, once or several times.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from lyceum.commerce.errors import OrderDisputed, OrderNotPaid, RefundEmpty, RefundTooMuch, RefundWindowClosed
from lyceum.commerce.model.amounts import demand_chargeable, share_out, step
from lyceum.commerce.model.order import Line, Order, OrderState
from lyceum.kernel.ids import derived_id


class RefundState(StrEnum):
    """How far a refund is."""

    ASKED = "asked"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class RefundReason(StrEnum):
    """Why money goes back."""

    REQUESTED = "requested"
    DUPLICATE = "duplicate"
    FRAUDULENT = "fraudulent"
    FULL_AFTER_ALL = "full_after_all"
    """The payment came late, and the course was full by then."""
    NOT_ADMITTED = "not_admitted"
    """The buyer may not take the course: shut out of it, or enrolled already."""
    WITHDRAWN_COURSE = "withdrawn_course"
    DISPUTE_LOST = "dispute_lost"
    AT_PROVIDER = "at_provider"
    """Made at the provider's own site."""
    UNWANTED = "unwanted"
    """Of a payment that the order does not take."""

    @property
    def is_asked_for(self) -> bool:
        """Whether somebody wanted it; every other follows from a course that could not be opened."""
        return self not in (self.FULL_AFTER_ALL, self.NOT_ADMITTED, self.WITHDRAWN_COURSE, self.UNWANTED)


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that goes back, by line."""

    id: str
    order: str
    amounts: Mapping[str, int]
    """Course → minor units; 0 gives back a line that cost nothing."""
    reason: RefundReason
    by: str | None
    """Who granted it; None: nobody, it followed from something."""
    at: datetime
    state: RefundState = RefundState.ASKED
    settled_at: datetime | None = None
    note: str | None = None
    failure: str | None = None
    """Why it failed, in the provider's word, where it gave one."""
    payment: str | None = None
    """The payment that goes back whole, since the order does not take it; None: of the order's own."""
    whole: int | None = None
    """All of what belongs to no line, in minor units; None: the sum of the lines."""
    currency: str | None = None
    """Where it is another than the order's."""

    @property
    def total(self) -> int:
        """All of it, in minor units."""
        return self.whole if self.whole is not None else sum(self.amounts.values())


def unwanted_id(tenant: str, order: str, payment: str) -> str:
    """Our id of the refund that follows from a payment which the order does not take: one for each payment."""
    return derived_id("unwanted", tenant, order, payment)


@dataclass(frozen=True, slots=True)
class RefundPolicy:
    """For how long a school gives money back."""

    days: int | None = 14
    """After the payment; None: for ever."""

    def demand_open(self, order: Order, at: datetime) -> None:
        """Raises RefundWindowClosed."""
        since = order.closed_at or order.placed_at
        if self.days is not None and at >= since + timedelta(days=self.days):
            raise RefundWindowClosed(order=order.id, days=self.days)


def wanted(order: Order, lines: Mapping[str, int | None] | None) -> dict[str, int]:
    """The amounts of a refund: of each named line what is named, or what is left of it; of no line named, everything.

    Raises LineNotFound.
    """
    if lines is None:
        return whole(order)
    return {course: order.line(course).left if amount is None else amount for course, amount in lines.items()}


def returned(before: Order, after: Order) -> list[str]:
    """Courses that were given back from one to the other."""
    return [line.course for line in after.lines if line.returned and not before.line(line.course).returned]


def freed(before: Order, after: Order) -> list[str]:
    """Those of them whose seat was held until then: the order gives it back itself, not its buyer's place."""
    return [course for course in returned(before, after) if before.line(course).held]


def reopened(before: Order, after: Order) -> list[str]:
    """Courses that had been given back, and are paid again."""
    return [line.course for line in after.lines if not line.returned and before.line(line.course).returned]


def whole(order: Order) -> dict[str, int]:
    """What a refund of everything gives back: what is left of each line; 0 for one that cost nothing."""
    return {line.course: line.left for line in order.lines if not line.returned and (line.left or not line.total)}


def ask(order: Order, refund: Refund) -> Order:
    """With the refund's amounts set aside.

    Raises OrderNotPaid, OrderDisputed, LineNotFound, RefundEmpty, RefundTooMuch, UnchargeableAmount.
    """
    if order.state is not OrderState.PAID:
        raise OrderNotPaid(order=order.id, state=str(order.state))
    if order.disputes:
        raise OrderDisputed(order=order.id)
    if not refund.amounts:
        raise RefundEmpty
    for course, amount in refund.amounts.items():
        _demand_line(order, course, amount)
    return set_aside(order, refund)


def _demand_line(order: Order, course: str, amount: int) -> None:
    line = order.line(course)
    demand_chargeable(amount, order.currency)
    if line.returned or amount > line.left:
        raise RefundTooMuch(course=course, left=line.left)
    if amount < 0 or (amount == 0 and line.total > 0):
        raise RefundEmpty


def set_aside(order: Order, refund: Refund) -> Order:
    """With the refund's amounts set aside, whatever the order's state: for what happened at the provider already."""
    return order.with_amounts(refund.amounts, lambda line, amount: replace(line, refunding=line.refunding + amount))


def succeed(order: Order, refund: Refund, at: datetime) -> tuple[Order, Refund]:
    """The provider has given the money back; a repeat changes nothing.

    A line of which nothing is left is given back: access ends and its seat is free. A refund that had failed may
    succeed after all.
    """
    if refund.state is RefundState.SUCCEEDED:
        return order, refund
    if refund.state is RefundState.FAILED:
        order = set_aside(order, refund)
    order = replace(order.with_amounts(refund.amounts, _gone), failed_refund=None)
    for course in refund.amounts:
        if order.line(course).refunded >= order.line(course).total:
            order = order.given_back(course)
    return order, replace(refund, state=RefundState.SUCCEEDED, settled_at=at, failure=None)


def fail(order: Order, refund: Refund, at: datetime, why: str | None = None) -> tuple[Order, Refund]:
    """The provider could not give the money back; a repeat changes nothing. It may be given back again.

    Even one that had succeeded may fail later: its lines are paid again, and `late`, so that fulfilment opens them
    once more or gives the money back.
    """
    if refund.state is RefundState.FAILED:
        return order, refund
    failed = replace(refund, state=RefundState.FAILED, settled_at=at, failure=why)
    order = replace(order, failed_refund=refund.id)
    if refund.payment is not None:
        return order, failed
    if refund.state is RefundState.ASKED:
        return order.with_amounts(refund.amounts, _kept), failed
    back = order.with_amounts(refund.amounts, _owed_again)
    reopened = any(line.returned for line in order.lines) and back.lines != order.lines
    return replace(back, state=OrderState.PAID, late=back.late or reopened), failed


def elsewhere(order: Order, amount: int) -> dict[str, int]:
    """How an amount that went back without being asked for here is shared out over the lines, by what is left of each.

    A refund at the provider's own site, or a lost dispute, names no lines. Raises RefundTooMuch.
    """
    if amount > order.left:
        raise RefundTooMuch(order=order.id, left=order.left)
    shares = share_out(amount, [line.left for line in order.lines], step(order.currency))
    return {line.course: share for line, share in zip(order.lines, shares, strict=True) if share}


def _gone(line: Line, amount: int) -> Line:
    return replace(line, refunded=line.refunded + amount, refunding=line.refunding - amount)


def _kept(line: Line, amount: int) -> Line:
    return replace(line, refunding=line.refunding - amount)


def _owed_again(line: Line, amount: int) -> Line:
    paid = replace(line, refunded=line.refunded - amount)
    # What was given back for nothing stays so.
    return replace(paid, returned=False, opened=False) if line.returned and line.total else paid
