"""What checkout reads: offers, the buyer's places in their courses, the buyer's billing address; in one round trip."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lyceum.commerce.model.billing import Billing
from lyceum.commerce.model.offer import Offer, Place
from lyceum.commerce.model.reduction import Coupon
from lyceum.commerce.store import coupons
from lyceum.commerce.store.coupons import CouponItem, coupon_key
from lyceum.commerce.store.items import (
    BillingItem,
    OfferPartItem,
    PlacePartItem,
    billing_key,
    billing_of,
    kept_billing,
    offer_key,
    place_key,
)
from lyceum.commerce.store.prices import price_list
from lyceum.kernel.access import Caller
from lyceum.kernel.table import batch_get, get, transaction


@dataclass(frozen=True, slots=True)
class Shelf:
    """What there is of some courses for one buyer."""

    offers: Mapping[str, Offer]
    places: Mapping[str, Place]
    billing: Billing | None
    coupon: Coupon | None = None


def shelf(tenant: str, buyer: str, courses: Sequence[str], *, coupon: str | None = None) -> Shelf:
    """As it was a moment ago. 1 round trip; 0.5 RCU for each offer and place, for the address and the coupon."""
    found = batch_get(
        *((OfferPartItem, offer_key(tenant, course)) for course in courses),
        *((PlacePartItem, place_key(tenant, buyer, course)) for course in courses),
        (BillingItem, billing_key(tenant, buyer)),
        *((CouponItem, coupon_key(tenant, code)) for code in [coupon] if code is not None),
    )
    offers, places, address = found[: len(courses)], found[len(courses) : 2 * len(courses)], found[2 * len(courses)]
    named = found[-1] if coupon is not None else None
    return Shelf(
        offers={course: _offer(item) for course, item in zip(courses, offers, strict=True) if item is not None},
        places={
            course: Place(item.status, banned=bool(item.ban))
            for course, item in zip(courses, places, strict=True)
            if item is not None
        },
        billing=billing_of(address.billing) if address is not None else None,
        coupon=coupons.entity(named) if named is not None else None,
    )


def not_completed(tenant: str, buyer: str, courses: Sequence[str]) -> list[str]:
    """Which of some courses the buyer has not completed. 1 round trip, 0.5 RCU for each."""
    found = batch_get(*((PlacePartItem, place_key(tenant, buyer, course)) for course in courses))
    return [course for course, item in zip(courses, found, strict=True) if item is None or item.completed_at is None]


def _offer(item: OfferPartItem) -> Offer:
    prices = price_list(item)
    return Offer(
        open=item.open,
        price=prices.base,
        counted=item.seats_left is not None,
        full=item.seats_left is not None and (item.seats_left <= 0 or (item.waiting or 0) > 0),
        branches_only=bool(item.branches_only),
        title=item.title,
        by_country=prices.by_country,
        by_currency=prices.by_currency,
        required=tuple(item.required.split()) if item.required else (),
    )


def billing(tenant: str, person: str) -> Billing | None:
    """Somebody's billing address. 1 round trip, 1 RCU."""
    item = get(BillingItem, billing_key(tenant, person), consistent=True)
    return billing_of(item.billing) if item is not None else None


def keep_billing(caller: Caller, billing: Billing, *, at: datetime) -> None:
    """Put somebody's billing address in the place of an earlier one; the same once more changes nothing.

    1 round trip, 1 WCU.
    """
    kept = kept_billing(billing)
    with transaction(tenant=caller.tenant, at=at, actor=caller.person) as write:
        write.update(
            BillingItem,
            billing_key(caller.tenant, caller.person),
            [BillingItem.billing.set(kept)],
            when=BillingItem.absent() | (BillingItem.billing != kept),
            otherwise=lambda _: None,
            upsert=True,
        )
