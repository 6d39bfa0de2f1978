"""What is told of an order, for everybody who changes one."""

from lyceum.commerce.events import OrderCancelled, OrderPaid, OrderPlaced
from lyceum.commerce.model.order import Order


def placed_event(order: Order) -> OrderPlaced:
    """A new one."""
    return OrderPlaced(order=order.id, buyer=order.buyer, total=order.total, currency=order.currency)


def paid_event(order: Order) -> OrderPaid:
    """One that was paid."""
    return OrderPaid(
        order=order.id,
        buyer=order.buyer,
        amount=order.captured,
        currency=order.currency,
        courses=[line.course for line in order.lines],
        late=order.late,
    )


def cancelled_event(order: Order) -> OrderCancelled:
    """One that was given up."""
    return OrderCancelled(order=order.id, buyer=order.buyer)
