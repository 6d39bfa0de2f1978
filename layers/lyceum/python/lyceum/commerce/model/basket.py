"""From a basket to an order: every amount, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lyceum.commerce.errors import CurrenciesDiffer, NothingOrdered, OrderedTwice
from lyceum.commerce.model.amounts import demand_total
from lyceum.commerce.model.order import HOLD, Line, Order
from lyceum.commerce.model.reduction import Buyer, Coupon, Item, Promotion, Reduced, reduce
from lyceum.commerce.model.tax import TaxRate


@dataclass(frozen=True, slots=True)
class Quote:
    """What a basket costs."""

    currency: str
    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        """What is paid for all of it, in minor units."""
        return sum(line.total for line in self.lines)

    @property
    def coupon(self) -> str | None:
        """The coupon that some line takes."""
        return next((line.coupon for line in self.lines if line.coupon is not None), None)


def quote(
    items: Sequence[Item],
    buyer: Buyer,
    *,
    rate: TaxRate,
    promotions: Sequence[Promotion] = (),
    coupon: Coupon | None = None,
    used_by_buyer: int = 0,
    at: datetime,
) -> Quote:
    """Every amount of a basket: price, discount by the rule of stacking, then tax on what is left, line by line.

    Raises NothingOrdered, OrderedTwice, CurrenciesDiffer, TotalTooSmall, TotalTooLarge, and what refuses a coupon.
    """
    currency = _demand_basket(items)
    if coupon is not None:
        coupon.demand_usable(buyer, at, used_by_buyer=used_by_buyer)
    taken = reduce(items, buyer, promotions=promotions, coupon=coupon, at=at)
    quoted = Quote(currency, tuple(_line(item, off, rate) for item, off in zip(items, taken, strict=True)))
    demand_total(quoted.total, currency)
    return quoted


def _demand_basket(items: Sequence[Item]) -> str:
    if not items:
        raise NothingOrdered
    if len({item.course for item in items}) < len(items):
        raise OrderedTwice
    # What is free is free in every currency.
    currencies = {item.price.currency for item in items if not item.price.is_free}
    if len(currencies) > 1:
        raise CurrenciesDiffer
    return currencies.pop() if currencies else items[0].price.currency


def _line(item: Item, off: Reduced, rate: TaxRate) -> Line:
    tax = rate.of(item.price.amount - off.amount, item.price.currency)
    return Line(
        course=item.course,
        price=item.price.amount,
        discount=off.amount,
        tax=tax.added,
        included_tax=tax.included,
        tax_percent=rate.percent,
        promotion=off.promotion,
        coupon=off.coupon,
    )


def place(quoted: Quote, *, tenant: str, order: str, buyer: str, country: str | None, at: datetime) -> Order:
    """The order of what was quoted: pending, its price settled for as long as its seats are held."""
    return Order(
        tenant=tenant,
        id=order,
        buyer=buyer,
        currency=quoted.currency,
        country=country,
        lines=quoted.lines,
        placed_at=at,
        held_until=at + HOLD,
        coupon=quoted.coupon,
    )
