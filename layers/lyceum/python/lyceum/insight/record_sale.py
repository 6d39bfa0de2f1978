"""Keep what commerce tells of money, so that reports of revenue can be made from it."""

from collections.abc import Mapping
from datetime import date, datetime

from lyceum.insight.sales import Sale
from lyceum.insight.store import sales


def record_paid(
    tenant: str,
    order: str,
    *,
    day: date,
    currency: str,
    amount: int,
    amounts: Mapping[str, int],
    coupon: str | None,
    discount: int,
    tax: int,
    at: datetime,
) -> None:
    """An order was paid. What it does not say by course (an event of an older release) stands under none.

    A repeat changes nothing. 1 round trip.
    """
    known = {course: paid for course, paid in amounts.items() if paid or discount}
    rest = amount - sum(known.values())
    parts = known | ({"": rest} if rest else {})
    if parts:
        sales.add(tenant, Sale(day, order, currency, parts, False, coupon, discount, tax), f"paid#{order}", at=at)


def record_returned(
    tenant: str, event: str, *, order: str, day: date, currency: str, amounts: Mapping[str, int], at: datetime
) -> None:
    """Money of an order went back; below 0, it has come back after all. The same event again changes nothing.

    1 round trip.
    """
    parts = {course: back for course, back in amounts.items() if back}
    if parts:
        sales.add(tenant, Sale(day, order, currency, parts, returned=True), f"back#{event}", at=at)
