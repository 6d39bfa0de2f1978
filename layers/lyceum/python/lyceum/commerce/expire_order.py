"""Give up an order that nobody paid in time: its payment first, then its seats."""

from datetime import datetime, timedelta

from lyceum.commerce.errors import OrderNotFound, PaymentProviderDown, PaymentsNotSetUp
from lyceum.commerce.model.order import Order, OrderState
from lyceum.commerce.provider import Closing, close_payment
from lyceum.commerce.settled import settled
from lyceum.commerce.store import orders
from lyceum.commerce.telling import cancelled_event
from lyceum.kernel import observe
from lyceum.kernel.settings import settings

AGAIN = timedelta(minutes=5)
"""When to look again where the provider is down, or says that it was paid and has not told so yet."""


def expire_order(tenant: str, order: str, *, at: datetime) -> None:
    """Where the order still waits, make sure that nobody can pay it, then give it up: its seats are free.

    One that is being paid is left to its webhook, and looked at again. A repeat changes nothing. 2 round trips and 1 or
    2 requests to the provider.
    """
    try:
        found = orders.find(tenant, order)
    except OrderNotFound:
        return
    if found.state is not OrderState.PENDING or at < found.held_until:
        return
    if found.total and not _closed(found):
        orders.postpone(found, until=at + AGAIN, at=at)
        return
    settled(lambda: _give_up(tenant, order, at))


def _closed(order: Order) -> bool:
    try:
        return close_payment(order, return_page=settings().public_url) is Closing.CLOSED
    except PaymentsNotSetUp:
        return True  # without keys nobody can be charged in the platform's name
    except PaymentProviderDown:
        observe.count("ExpiryPostponed")
        return False


def _give_up(tenant: str, order: str, at: datetime) -> None:
    before = orders.find(tenant, order)
    after = before.expired(at)
    if after != before:
        orders.save(before, after, at=at, events=[cancelled_event(before)])
