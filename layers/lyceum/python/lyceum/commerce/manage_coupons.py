"""Staff make coupons and promotions, change them, take them back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lyceum.commerce.errors import CouponNotFound
from lyceum.commerce.model.promotions import Promotions
from lyceum.commerce.model.reduction import Coupon, Promotion
from lyceum.commerce.store import coupons, promotions
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.pages import Page


def coupon_of(caller: Caller, code: str) -> Coupon:
    """A coupon, active or not. Raises CouponNotFound. 1 round trip."""
    found = coupons.find(caller.tenant, code)
    if found is None:
        raise CouponNotFound(coupon=code)
    return found


def list_coupons(caller: Caller, *, after: str | None, limit: int) -> Page[Coupon]:
    """The school's, by code. 2 round trips, 1 where there are none."""
    return coupons.listed(caller.tenant, after=after, limit=limit)


def set_coupon(caller: Caller, wanted: Coupon, *, expected: int | None, at: datetime) -> Coupon:
    """A new coupon, or other terms of one that there is; how often it was used stays. A repeat changes nothing.

    Orders that are placed keep what it took off. Raises InvalidReduction, UnknownCurrency, UnchargeableAmount,
    ChangedInTheMeantime. 2 round trips, 1 where nothing changes.
    """
    wanted.check()
    before = coupons.find(caller.tenant, wanted.code)
    number = before.rev if before is not None else 0
    after = replace(wanted, uses=before.uses if before is not None else 0, rev=number)
    if after == before:
        return before
    if expected is not None and expected != number:
        raise ChangedInTheMeantime
    after = replace(after, rev=number + 1)
    coupons.keep(caller, before, after, at=at)
    return after


def promotions_of(caller: Caller) -> Promotions:
    """The school's. 1 round trip."""
    return promotions.find(caller.tenant)


def set_promotions(caller: Caller, wanted: Sequence[Promotion], *, expected: int | None, at: datetime) -> Promotions:
    """Others in the place of all that there are; they hold everywhere within a minute. A repeat changes nothing.

    Raises InvalidReduction, UnknownCurrency, UnchargeableAmount, ChangedInTheMeantime. 2 round trips, 1 where nothing
    changes.
    """
    for one in wanted:
        one.terms.check()
    before = promotions.find(caller.tenant)
    after = Promotions(tuple(sorted(wanted, key=lambda one: one.id)), before.number + 1)
    if after.listed == before.listed:
        return before
    if expected is not None and expected != before.number:
        raise ChangedInTheMeantime
    promotions.keep(caller, before, after, at=at)
    return after
