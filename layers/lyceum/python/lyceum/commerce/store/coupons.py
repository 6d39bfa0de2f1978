"""Coupons: their terms, and how often they are used; a use moves in its order's transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from lyceum.commerce.errors import CouponUnknown, CouponUsedByYou, CouponUsedUp
from lyceum.commerce.events import CouponChanged
from lyceum.commerce.model.coupon_use import CouponUse
from lyceum.commerce.model.order import Order, OrderState
from lyceum.commerce.model.reduction import Coupon, Fixed, Percent, Terms
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.errors import ChangedInTheMeantime, Conflict
from lyceum.kernel.money import Money
from lyceum.kernel.table import Item, Key, Page, Transaction, batch_get, get, tenant_key, transaction
from lyceum.kernel.table.items import RawMapAttribute
from lyceum.kernel.table.read import query_index


class CouponItem(Item):
    """`T#t#COUPON#<CODE> / COUPON`: for ever; one that was taken back is not active."""

    KIND = "coupon"

    terms = RawMapAttribute(attr_name="tm")
    """As `kept_terms` says; `ps` whose it is."""
    limit = NumberAttribute(attr_name="lim", null=True)
    per_person = NumberAttribute(attr_name="pp", null=True)
    uses = NumberAttribute(attr_name="n", null=True)
    """By orders that are not given up, as far as they were placed while it had a limit."""
    active = BooleanAttribute(attr_name="on")
    number = NumberAttribute(attr_name="pv")
    """How often its terms were changed."""


class CouponUseItem(Item):
    """`T#t#U#u / COUPON#<CODE>`: how often somebody has used a coupon that has a limit for each person."""

    KIND = "coupon_use"

    uses = NumberAttribute(attr_name="n")


class FirstPurchaseItem(Item):
    """`T#t#U#u / FIRST-PURCHASE`: the one order that took what is only for a first purchase."""

    KIND = "first_purchase"

    order = UnicodeAttribute(attr_name="o", null=True)


class FirstPurchaseTaken(Conflict):
    """Another order of the buyer's is their first purchase; checkout then quotes as for who has bought before."""

    title = {"en": "Another order is your first purchase", "th": "คำสั่งซื้ออื่นเป็นการซื้อครั้งแรกของคุณ"}


USE_GONE: Final = (CouponUsedUp, CouponUsedByYou, FirstPurchaseTaken)
"""Why an order that was given up cannot be paid after all, where others have used its discount since: the money goes
back. Whoever saves an order as paid meets them."""


def coupon_key(tenant: str, code: str) -> Key:
    """Where a coupon lies; codes are in capitals."""
    return Key(tenant_key(tenant, "COUPON", code), "COUPON")


def _use_key(order: Order) -> Key:
    return Key(tenant_key(order.tenant, "U", order.buyer), f"COUPON#{order.coupon}")


def _first_key(order: Order) -> Key:
    return Key(tenant_key(order.tenant, "U", order.buyer), "FIRST-PURCHASE")


def find(tenant: str, code: str) -> Coupon | None:
    """A coupon as it is now. 1 round trip, 1 RCU."""
    item = get(CouponItem, coupon_key(tenant, code), consistent=True)
    return entity(item) if item is not None else None


def listed(tenant: str, *, after: str | None, limit: int) -> Page[Coupon]:
    """The school's, by code, active or not. 2 round trips, 1 where there are none."""
    page = query_index(tenant_key(tenant, "COUPONS"), after=after, limit=limit)
    keys = [entry.key for entry in page.items]
    found = batch_get(*((CouponItem, key) for key in keys)) if keys else []
    return Page([entity(item) for item in found if item is not None], page.next_key)


def keep(caller: Caller, before: Coupon | None, after: Coupon, *, at: datetime) -> None:
    """Put a coupon's terms in the place of those that were read; its uses stay. Raises ChangedInTheMeantime.

    1 round trip; 1 WCU per started KB, and an index entry for a new one.
    """
    key, told = coupon_key(caller.tenant, after.code), CouponChanged(coupon=after.code, active=after.active)
    terms = kept_terms(after.terms) | ({"ps": sorted(after.persons)} if after.persons is not None else {})
    with transaction(tenant=caller.tenant, at=at, actor=caller.person) as write:
        if before is None:
            item = CouponItem(
                key.pk,
                key.sk,
                terms=terms,
                limit=after.limit,
                per_person=after.per_person,
                active=after.active,
                number=after.rev,
                gsi1pk=tenant_key(caller.tenant, "COUPONS"),
                gsi1sk=after.code,
                card={"coupon": after.code},
            )
            write.put(item, when=CouponItem.absent(), otherwise=ChangedInTheMeantime(), events=[told])
            return
        write.update(
            CouponItem,
            key,
            [
                CouponItem.terms.set(terms),
                CouponItem.limit.set(after.limit) if after.limit else CouponItem.limit.remove(),
                CouponItem.per_person.set(after.per_person) if after.per_person else CouponItem.per_person.remove(),
                CouponItem.active.set(after.active),
                CouponItem.number.set(after.rev),
            ],
            when=CouponItem.number == before.rev,
            otherwise=ChangedInTheMeantime(),
            events=[told],
        )


def move(write: Transaction, before: Order | None, after: Order) -> None:
    """Take what an order uses of its discounts when it is placed, or paid after all; give it back when it is given up.

    2 WCU for each of a counted use, a person's use and a first purchase. Raises CouponUsedUp, CouponUsedByYou,
    FirstPurchaseTaken.
    """
    was, is_now = before is not None and _uses(before), _uses(after)
    if is_now and not was:
        _take(write, after, after.use)
    elif was and not is_now:
        _give_back(write, after, after.use)


def _uses(order: Order) -> bool:
    """A refund gives no use back: who bought has used the coupon."""
    return order.state is not OrderState.CANCELLED


def _take(write: Transaction, order: Order, use: CouponUse) -> None:
    if use.counted:
        room = (
            CouponItem.limit.does_not_exist() | CouponItem.uses.does_not_exist() | (CouponItem.uses < CouponItem.limit)
        )
        write.update(
            CouponItem,
            coupon_key(order.tenant, order.coupon or ""),
            [CouponItem.uses.add(1)],
            when=room,
            otherwise=lambda old: CouponUsedUp() if old is not None else CouponUnknown(),
        )
    if use.per_person is not None:
        write.update(
            CouponUseItem,
            _use_key(order),
            [CouponUseItem.uses.add(1)],
            when=CouponUseItem.uses.does_not_exist() | (CouponUseItem.uses < use.per_person),
            otherwise=CouponUsedByYou(),
            upsert=True,
        )
    if use.first:
        write.update(
            FirstPurchaseItem,
            _first_key(order),
            [FirstPurchaseItem.order.set(order.id)],
            when=FirstPurchaseItem.order.does_not_exist(),
            otherwise=FirstPurchaseTaken(),
            upsert=True,
        )


def _give_back(write: Transaction, order: Order, use: CouponUse) -> None:
    if use.counted:
        key = coupon_key(order.tenant, order.coupon or "")
        write.update(CouponItem, key, [CouponItem.uses.add(-1)], otherwise=CouponUnknown())
    if use.per_person is not None:
        write.update(CouponUseItem, _use_key(order), [CouponUseItem.uses.add(-1)], otherwise=CouponUnknown())
    if use.first:
        write.update(
            FirstPurchaseItem, _first_key(order), [FirstPurchaseItem.order.remove()], otherwise=CouponUnknown()
        )


def entity(item: CouponItem) -> Coupon:
    """What a coupon's item says."""
    persons: Sequence[str] | None = item.terms.get("ps")
    return Coupon(
        code=item.pk.rpartition("#")[2],
        terms=terms_of(item.terms),
        limit=int(item.limit) if item.limit else None,
        per_person=int(item.per_person) if item.per_person else None,
        persons=frozenset(persons) if persons is not None else None,
        uses=int(item.uses or 0),
        active=item.active,
        rev=int(item.number),
    )


def kept_terms(terms: Terms) -> dict[str, Any]:
    """`p` percent, or `a` amount and `c` currency; `fr` and `to` the window, `cs` courses, `f` first purchase."""
    discount = terms.discount
    kept: dict[str, Any] = (
        {"p": discount.share}
        if isinstance(discount, Percent)
        else {"a": discount.money.amount, "c": discount.money.currency}
    )
    if terms.starts_at is not None:
        kept["fr"] = iso(terms.starts_at)
    if terms.ends_at is not None:
        kept["to"] = iso(terms.ends_at)
    if terms.courses is not None:
        kept["cs"] = sorted(terms.courses)
    return kept | ({"f": True} if terms.first_purchase else {})


def terms_of(kept: Mapping[str, Any]) -> Terms:
    """What is kept of terms."""
    discount = Percent(Decimal(kept["p"])) if "p" in kept else Fixed(Money(amount=int(kept["a"]), currency=kept["c"]))
    return Terms(
        discount,
        starts_at=parse(kept["fr"]) if "fr" in kept else None,
        ends_at=parse(kept["to"]) if "to" in kept else None,
        courses=frozenset(kept["cs"]) if "cs" in kept else None,
        first_purchase=bool(kept.get("f")),
    )
