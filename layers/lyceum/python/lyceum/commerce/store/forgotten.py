"""What a school knows of a buyer by name and address, as far as it has to be forgotten (RULES X11, S3-4)."""

from datetime import datetime

from lyceum.commerce.store.items import BillingItem, OrderItem, billing_key, order_key, orders_of
from lyceum.kernel.table import batch_get, transaction
from lyceum.kernel.table.read import query_index

_PAGE = 100


def erase_profile(tenant: str, person: str, *, at: datetime) -> None:
    """Take the billing address away; where there is none nothing changes. 1 round trip, 1 WCU."""
    with transaction(tenant=tenant, at=at) as write:
        write.delete(BillingItem, billing_key(tenant, person))


def orders_with_address(tenant: str, person: str, *, after: str | None) -> tuple[list[str], str | None]:
    """Up to a hundred of somebody's orders, those that name whom the invoice is made out to, and where it goes on.

    2 round trips.
    """
    page = query_index(orders_of(tenant, person), after=after, limit=_PAGE)
    ids = [str(entry.card["order"]) for entry in page.items]
    found = batch_get(*((OrderItem, order_key(tenant, id)) for id in ids), consistent=True) if ids else []
    return [id for id, item in zip(ids, found, strict=True) if item is not None and item.billing], page.next_key


def erase_from_order(tenant: str, order: str, *, at: datetime) -> None:
    """Take name, address and tax id out of an order. What was bought, for how much, in which country stays, under the
    buyer's id. 1 round trip, 1 WCU per KB.
    """
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            OrderItem,
            order_key(tenant, order),
            [OrderItem.billing.remove()],
            when=OrderItem.billing.exists(),
            otherwise=lambda _: None,  # alone in its transaction: it was done before
        )
