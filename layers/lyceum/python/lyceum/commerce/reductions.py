"""Which discounts there are for an order: the school's promotions and the coupon that was named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lyceum.commerce.errors import CouponUnknown
from lyceum.commerce.model.basket import Quote, quote
from lyceum.commerce.model.coupon_use import CouponUse
from lyceum.commerce.model.reduction import Buyer, Coupon, Item, Promotion
from lyceum.commerce.model.tax import TaxRate
from lyceum.commerce.store import orders, promotions
from lyceum.kernel.access import Caller


@dataclass(frozen=True, slots=True)
class Reductions:
    """What could be taken off, for one buyer."""

    buyer: Buyer
    promotions: Sequence[Promotion]
    coupon: Coupon | None

    def quote(self, items: Sequence[Item], *, rate: TaxRate, at: datetime) -> Quote:
        """Every amount, as `basket.quote`; how often the buyer has used the coupon shows when the order is written."""
        return quote(items, self.buyer, rate=rate, promotions=self.promotions, coupon=self.coupon, at=at)

    def use_of(self, quoted: Quote) -> CouponUse:
        """What of their limits an order takes that was quoted so."""
        first = {one.id for one in self.promotions if one.terms.first_purchase}
        promoted = any(line.promotion in first for line in quoted.lines)
        if self.coupon is None:
            return CouponUse(first=promoted)
        return CouponUse(
            counted=self.coupon.limit is not None,
            per_person=self.coupon.per_person,
            first=promoted or self.coupon.terms.first_purchase,
        )


def reductions_for(caller: Caller, code: str | None, coupon: Coupon | None, *, has_bought: bool) -> Reductions:
    """The discounts for the caller, who may have named a coupon. Raises CouponUnknown.

    Mostly 0 round trips; 1 where something is for a first purchase alone, unless it is known that they have bought.
    """
    if code is not None and coupon is None:
        raise CouponUnknown
    offered = promotions.running(caller.tenant)
    terms = [one.terms for one in offered] + ([coupon.terms] if coupon is not None else [])
    asked = not has_bought and any(one.first_purchase for one in terms)
    bought = has_bought or (asked and orders.has_bought(caller.tenant, caller.person))
    return Reductions(Buyer(caller.person, has_bought=bought), offered, coupon)
