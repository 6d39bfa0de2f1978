"""What is told of an order, for everybody who changes one."""

from lyceum.commerce.events import (
    OrderCancelled,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    OrderReopened,
    RefundFailed,
)
from lyceum.commerce.model.order import Order
from lyceum.commerce.model.refund import Refund, RefundState, freed, reopened, returned
from lyceum.kernel.events import Tellable

MOST_AMOUNTS = 8
"""Of a refund's lines, which an event tells one by one: with twenty it would be too long."""


def placed_event(order: Order) -> OrderPlaced:
    """A new one."""
    return OrderPlaced(order=order.id, buyer=order.buyer, total=order.total, currency=order.currency)


def paid_event(order: Order) -> OrderPaid:
    """One that was paid; without what goes without saying, for it rides on the order's item."""
    return OrderPaid(
        order=order.id,
        buyer=order.buyer,
        amount=order.captured,
        currency=order.currency,
        courses=[line.course for line in order.lines],
        late=order.late,
        amounts=[line.total for line in order.lines] if len(order.lines) > 1 else None,
        coupon=order.coupon,
        discount=sum(line.discount for line in order.lines) or None,
        tax=sum(line.tax + line.included_tax for line in order.lines) or None,
    )


def cancelled_event(order: Order) -> OrderCancelled:
    """One that was given up."""
    return OrderCancelled(order=order.id, buyer=order.buyer)


def refund_events(before: Order, after: Order, refund: Refund, settled: Refund) -> list[Tellable]:
    """What became of a refund: nothing where its state is as it was.

    Money that the order does not take is in nobody's revenue: that it went back tells nothing.
    """
    if settled.state is refund.state:
        return []
    is_unwanted = settled.payment is not None
    if settled.state is RefundState.SUCCEEDED:
        return [] if is_unwanted else [refunded_event(before, after, settled)]
    failed = RefundFailed(
        order=after.id,
        buyer=after.buyer,
        refund=None if is_unwanted else settled.id,
        amount=settled.total,
        currency=settled.currency or after.currency,
        by=settled.by,
        gone=refund.state is RefundState.SUCCEEDED and not is_unwanted,
        amounts=None if settled.whole is not None else _by_course(settled),
        why=settled.failure,
    )
    again = reopened(before, after) if settled.reason.is_asked_for else []
    return [failed, *([OrderReopened(order=after.id, buyer=after.buyer, courses=again)] if again else [])]


def _by_course(refund: Refund) -> dict[str, int] | None:
    return dict(refund.amounts) if len(refund.amounts) <= MOST_AMOUNTS else None


def refunded_event(before: Order, after: Order, refund: Refund) -> OrderRefunded:
    """Money that went back, and what is its buyer's no more."""
    whole = returned(before, after)
    return OrderRefunded(
        order=after.id,
        buyer=after.buyer,
        refund=refund.id,
        amount=refund.total,
        currency=after.currency,
        why=str(refund.reason),
        returned=whole,
        freed=freed(before, after),
        amounts=None if len(whole) == 1 and list(refund.amounts) == list(whole) else _by_course(refund),
    )
