"""Promotions: all of a school's in one item, which checkout remembers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import NumberAttribute

from lyceum.commerce.events import PromotionsChanged
from lyceum.commerce.model.promotions import Promotions
from lyceum.commerce.model.reduction import Promotion
from lyceum.commerce.store.coupons import kept_terms, terms_of
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.table import Item, Key, get, tenant_key, transaction
from lyceum.kernel.table.items import RawMapAttribute
from lyceum.kernel.table.remembered import forget, remembered


class PromotionsItem(Item):
    """`T#t / PROMOTIONS`: id → terms, over or not, until staff leave one out."""

    KIND = "promotions"

    promotions = RawMapAttribute(attr_name="ps")
    number = NumberAttribute(attr_name="pv")
    """How often they were changed."""


def promotions_key(tenant: str) -> Key:
    """Where a school's promotions lie."""
    return Key(tenant_key(tenant), "PROMOTIONS")


def running(tenant: str) -> Sequence[Promotion]:
    """All that there are, at most 50 s old. Mostly 0 round trips."""
    return _entity(remembered(PromotionsItem, promotions_key(tenant))).listed


def find(tenant: str) -> Promotions:
    """As they are now. 1 round trip, 1 RCU."""
    return _entity(get(PromotionsItem, promotions_key(tenant), consistent=True))


def keep(caller: Caller, before: Promotions, after: Promotions, *, at: datetime) -> None:
    """Put others in the place of those that were read. Raises ChangedInTheMeantime. 1 round trip, 1 WCU per KB."""
    kept: dict[str, Any] = {one.id: kept_terms(one.terms) for one in after.listed}
    number = PromotionsItem.number
    with transaction(tenant=caller.tenant, at=at, actor=caller.person) as write:
        write.update(
            PromotionsItem,
            promotions_key(caller.tenant),
            [PromotionsItem.promotions.set(kept), number.set(after.number)],
            when=number == before.number if before.number else PromotionsItem.absent(),
            otherwise=ChangedInTheMeantime(),
            events=[PromotionsChanged(promotions=len(after.listed))],
            upsert=True,
        )
    forget()


def _entity(item: PromotionsItem | None) -> Promotions:
    if item is None:
        return Promotions()
    listed = (Promotion(id, terms_of(kept)) for id, kept in sorted(item.promotions.items()))
    return Promotions(tuple(listed), int(item.number))
