"""Coupons and promotions, and the one rule of how they stack (FEATURES CO9).

The rule: an order takes one coupon. Each line takes the largest of what its promotions and the coupon would take off,
never two of them; a tie goes to the promotion. A coupon that no line takes is refused and not used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lyceum.commerce.errors import (
    CouponExpired,
    CouponGainsNothing,
    CouponNotForItems,
    CouponNotForYou,
    CouponNotYetValid,
    CouponUsedByYou,
    CouponUsedUp,
    InvalidReduction,
)
from lyceum.commerce.model.amounts import HUNDRED, demand_chargeable, rounded, share_out, step
from lyceum.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Item:
    """A course in a basket, at its price for this buyer."""

    course: str
    price: Money


@dataclass(frozen=True, slots=True)
class Percent:
    """A share of each line's price."""

    share: Decimal

    def check(self) -> None:
        """Raises InvalidReduction outside 0 to 100 %."""
        if not 0 < self.share <= HUNDRED:
            raise InvalidReduction

    def off(self, items: Sequence[Item]) -> list[int]:
        """Minor units off each item; a half goes up."""
        return [rounded(item.price.amount * self.share / HUNDRED, step(item.price.currency)) for item in items]


@dataclass(frozen=True, slots=True)
class Fixed:
    """An amount off the whole, shared out over the lines in proportion to their prices; never below a price of 0."""

    money: Money

    def check(self) -> None:
        """Raises InvalidReduction for nothing, UnknownCurrency, UnchargeableAmount."""
        demand_chargeable(self.money.amount, self.money.currency)
        if self.money.is_free:
            raise InvalidReduction

    def off(self, items: Sequence[Item]) -> list[int]:
        """Minor units off each item; none in another currency."""
        prices = [item.price.amount if item.price.currency == self.money.currency else 0 for item in items]
        return share_out(min(self.money.amount, sum(prices)), prices, step(self.money.currency))


@dataclass(frozen=True, slots=True)
class Terms:
    """What is taken off, when, and from what."""

    discount: Percent | Fixed
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    """The first instant at which it is over."""
    courses: frozenset[str] | None = None
    """None: every course of the school."""
    first_purchase: bool = False
    """Only for who has bought nothing here yet."""

    def check(self) -> None:
        """Raises InvalidReduction, UnknownCurrency, UnchargeableAmount."""
        self.discount.check()
        if self.courses is not None and not self.courses:
            raise InvalidReduction
        if self.starts_at is not None and self.ends_at is not None and self.ends_at <= self.starts_at:
            raise InvalidReduction

    def begun(self, at: datetime) -> bool:
        """Whether its window has begun."""
        return self.starts_at is None or self.starts_at <= at

    def over(self, at: datetime) -> bool:
        """Whether its window is over."""
        return self.ends_at is not None and self.ends_at <= at

    def off(self, items: Sequence[Item]) -> list[int]:
        """Minor units off each item, none for those out of its scope."""
        places = [place for place, item in enumerate(items) if self.courses is None or item.course in self.courses]
        taken = self.discount.off([items[place] for place in places])
        by_place = dict(zip(places, taken, strict=True))
        return [by_place.get(place, 0) for place in range(len(items))]


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whose basket it is, as far as discounts care."""

    person: str
    has_bought: bool
    """Whether they have paid for anything here."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """A discount that everybody in its terms gets without asking."""

    id: str
    terms: Terms

    def off(self, items: Sequence[Item], buyer: Buyer, at: datetime) -> list[int]:
        """Minor units off each item, for this buyer, now."""
        terms = self.terms
        if not terms.begun(at) or terms.over(at) or (terms.first_purchase and buyer.has_bought):
            return [0] * len(items)
        return terms.off(items)


@dataclass(frozen=True, slots=True)
class Coupon:
    """A discount for who names its code."""

    code: str
    terms: Terms
    limit: int | None = None
    """How often it may be used in all; None: as often as one likes."""
    per_person: int | None = None
    """How often by one person."""
    persons: frozenset[str] | None = None
    """Whose it is; None: everybody's."""
    uses: int = 0
    active: bool = True
    """Whether it was not taken back."""
    rev: int = 0

    def check(self) -> None:
        """Raises InvalidReduction, UnknownCurrency, UnchargeableAmount."""
        self.terms.check()
        if any(limit is not None and limit < 1 for limit in (self.limit, self.per_person)):
            raise InvalidReduction
        if self.persons is not None and not self.persons:
            raise InvalidReduction

    def demand_usable(self, buyer: Buyer, at: datetime, *, used_by_buyer: int = 0) -> None:
        """Raises CouponNotYetValid, CouponExpired, CouponUsedUp, CouponUsedByYou or CouponNotForYou."""
        if not self.terms.begun(at):
            raise CouponNotYetValid
        if not self.active or self.terms.over(at):
            raise CouponExpired
        if self.limit is not None and self.uses >= self.limit:
            raise CouponUsedUp
        if self.per_person is not None and used_by_buyer >= self.per_person:
            raise CouponUsedByYou
        if self.persons is not None and buyer.person not in self.persons:
            raise CouponNotForYou
        if self.terms.first_purchase and buyer.has_bought:
            raise CouponNotForYou


@dataclass(frozen=True, slots=True)
class Reduced:
    """What is taken off one item, and by what."""

    amount: int = 0
    promotion: str | None = None
    coupon: str | None = None


def reduce(
    items: Sequence[Item],
    buyer: Buyer,
    *,
    promotions: Sequence[Promotion] = (),
    coupon: Coupon | None = None,
    at: datetime,
) -> list[Reduced]:
    """What each item is reduced by, by the one rule of this module; the coupon was found usable.

    Raises CouponNotForItems, CouponGainsNothing.
    """
    best = [Reduced() for _ in items]
    for promotion in sorted(promotions, key=lambda promotion: promotion.id):
        for place, amount in enumerate(promotion.off(items, buyer, at)):
            if amount > best[place].amount:
                best[place] = Reduced(amount, promotion=promotion.id)
    if coupon is None:
        return best
    off = coupon.terms.off(items)
    if not any(off):
        raise CouponNotForItems
    gains = [amount > found.amount for amount, found in zip(off, best, strict=True)]
    if not any(gains):
        raise CouponGainsNothing
    return [
        Reduced(amount, coupon=coupon.code) if gain else found
        for amount, gain, found in zip(off, gains, best, strict=True)
    ]
