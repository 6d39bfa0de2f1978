"""Sales: one item for each order that was paid and each part that goes back, in order of their days."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from lyceum.insight.sales import Sale
from lyceum.kernel.table import Item, Key, query, tenant_key, transaction
from lyceum.kernel.table.items import RawMapAttribute

_PAGE = 1000

_NO_COURSE = "-"
"""In the place of none, which an older release told: a name in a map is not empty."""


class SaleItem(Item):
    """`T#t#SALES / <date>#<what>#<id>`: written once, from an event."""

    KIND = "sale"

    order = UnicodeAttribute(attr_name="o")
    currency = UnicodeAttribute(attr_name="cu")
    amounts = RawMapAttribute(attr_name="a")
    """Course → minor units."""
    returned = BooleanAttribute(attr_name="b", null=True)
    coupon = UnicodeAttribute(attr_name="cp", null=True)
    discount = NumberAttribute(attr_name="d", null=True)
    tax = NumberAttribute(attr_name="x", null=True)


def sales_key(tenant: str, day: date, id: str) -> Key:
    """Where a sale lies; `id` makes it one, however often it is told."""
    return Key(tenant_key(tenant, "SALES"), f"{day.isoformat()}#{id}")


def add(tenant: str, sale: Sale, id: str, *, at: datetime) -> None:
    """Keep a sale; the same once more changes nothing. 1 round trip, 1 WCU per started KB."""
    key = sales_key(tenant, sale.day, id)
    item = SaleItem(
        key.pk,
        key.sk,
        order=sale.order,
        currency=sale.currency,
        amounts={course or _NO_COURSE: amount for course, amount in sale.amounts.items()},
        returned=sale.returned or None,
        coupon=sale.coupon,
        discount=sale.discount or None,
        tax=sale.tax or None,
    )
    with transaction(tenant=tenant, at=at) as write:
        write.put(item, when=SaleItem.absent(), otherwise=lambda _: None)


def between(tenant: str, first: date, last: date) -> Iterator[Sale]:
    """Every sale of these days, in their order. 1 round trip for each thousand."""
    after: str | None = f"{(first - timedelta(days=1)).isoformat()}~"
    while after is not None:
        page = query(SaleItem, tenant_key(tenant, "SALES"), after=after, limit=_PAGE)
        for item in page.items:
            day = date.fromisoformat(item.sk[:10])
            if day > last:
                return
            yield _sale(day, item)
        after = page.next_key


def _sale(day: date, item: SaleItem) -> Sale:
    return Sale(
        day=day,
        order=item.order,
        currency=item.currency,
        amounts={"" if course == _NO_COURSE else course: int(amount) for course, amount in item.amounts.items()},
        returned=bool(item.returned),
        coupon=item.coupon,
        discount=int(item.discount or 0),
        tax=int(item.tax or 0),
    )
