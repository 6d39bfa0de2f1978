"""Look at orders: one's own, the school's."""

from datetime import datetime

from lyceum.commerce.errors import OrderNotFound
from lyceum.commerce.model.order import Order
from lyceum.commerce.store import orders
from lyceum.kernel.access import Caller
from lyceum.kernel.pages import Page

PERMISSION = "order.view"


def view_order(caller: Caller, order: str, *, at: datetime) -> Order:
    """An order, for its buyer and for who may see the school's. 1 round trip.

    Raises OrderNotFound, also for other people's: that they exist is nobody's business.
    """
    found = orders.find(caller.tenant, order)
    if found.buyer != caller.person and not caller.may(PERMISSION, at=at):
        raise OrderNotFound(order=order)
    return found


def my_orders(caller: Caller, *, after: str | None, limit: int) -> Page[Order]:
    """The caller's, the newest first, paid or not. 2 round trips, 1 where there are none."""
    return orders.of_buyer(caller.tenant, caller.person, after=after, limit=limit)


def school_orders(caller: Caller, *, buyer: str | None, after: str | None, limit: int) -> Page[Order]:
    """The school's that were paid, the newest payment first; or all of one buyer's. 2 round trips, 1 for none."""
    if buyer is not None:
        return orders.of_buyer(caller.tenant, buyer, after=after, limit=limit)
    return orders.paid(caller.tenant, after=after, limit=limit)
