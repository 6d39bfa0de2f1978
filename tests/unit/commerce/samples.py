"""Prices, baskets and orders to try rules on."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from lyceum.commerce.model.basket import place, quote
from lyceum.commerce.model.order import Order, Payment
from lyceum.commerce.model.reduction import Buyer, Coupon, Fixed, Item, Percent, Terms
from lyceum.commerce.model.tax import NO_TAX, TaxRate
from lyceum.kernel.money import Money

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
ADA = Buyer("ada", has_bought=False)
REGULAR = Buyer("bo", has_bought=True)
VAT = TaxRate(Decimal(7), inclusive=True)
SALES_TAX = TaxRate(Decimal("8.25"), inclusive=False)


def money(amount: int, currency: str = "THB") -> Money:
    return Money(amount=amount, currency=currency)


def items(*amounts: int, currency: str = "THB") -> list[Item]:
    """Courses c0, c1, … at these prices."""
    return [Item(f"c{place}", money(amount, currency)) for place, amount in enumerate(amounts)]


def percent(share: str | int, **terms: Any) -> Terms:
    return Terms(Percent(Decimal(share)), **terms)


def fixed(amount: int, currency: str = "THB", **terms: Any) -> Terms:
    return Terms(Fixed(money(amount, currency)), **terms)


def coupon(terms: Terms, **more: Any) -> Coupon:
    return Coupon("SPRING", terms, **more)


def order(*amounts: int, currency: str = "THB", rate: TaxRate = NO_TAX, seats: bool = False) -> Order:
    """A pending order of ada's for c0, c1, …; with seats held or of courses that count none."""
    placed = place(
        quote(items(*amounts, currency=currency), ADA, rate=rate, at=NOON),
        tenant="acme",
        order="o1",
        buyer="ada",
        country="TH",
        at=NOON,
    )
    return placed.holding({line.course for line in placed.lines} if seats else set())


def payment(for_order: Order, id: str = "pi_1", at: datetime = NOON) -> Payment:
    return Payment(id, for_order.total, for_order.currency, at)


def paid(*amounts: int, opened: Sequence[str] | None = None, **more: Any) -> Order:
    """A paid order; all its courses opened, or those that are named."""
    pending = order(*amounts, **more)
    found = pending.paid(payment(pending))
    for course in [line.course for line in found.lines] if opened is None else opened:
        found = found.opened(course)
    return found
