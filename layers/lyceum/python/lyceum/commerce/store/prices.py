"""Price lists: two attributes of a course's `OFFER`, so that checkout reads them with it."""

from datetime import datetime
from typing import Any

from lyceum.commerce.errors import CourseHasNoPriceYet, CourseIsFree, CourseNotFound
from lyceum.commerce.events import PricesChanged
from lyceum.commerce.model.price import PriceList
from lyceum.commerce.model.prices import CoursePrices
from lyceum.commerce.store.items import OfferPartItem, offer_key
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime, DomainError
from lyceum.kernel.money import Money
from lyceum.kernel.parents import course_of
from lyceum.kernel.table import get, transaction
from lyceum.kernel.table.read import is_there

FREE_CURRENCY = "USD"
"""A price of 0 is free in every currency; catalog keeps none for it."""


def price_list(item: OfferPartItem) -> PriceList:
    """All prices of an offer. What is free is free everywhere, whatever its list said while it had a price."""
    base = Money(amount=int(item.price), currency=item.currency or FREE_CURRENCY)
    if base.is_free:
        return PriceList(base)
    return PriceList(
        base,
        {country: _money(kept) for country, kept in sorted((item.by_country or {}).items())},
        {currency: int(amount) for currency, amount in sorted((item.by_currency or {}).items())},
    )


def _money(kept: str) -> Money:
    amount, _, currency = kept.partition(" ")
    return Money(amount=int(amount), currency=currency)


def find(tenant: str, course: str) -> CoursePrices:
    """The prices of a course as they are now. Raises CourseNotFound, CourseHasNoPriceYet. 1 round trip, 1 RCU."""
    item = get(OfferPartItem, offer_key(tenant, course), consistent=True)
    if item is None:
        raise missing(tenant, course)
    return CoursePrices(course, price_list(item), int(item.price_number or 0))


def missing(tenant: str, course: str) -> DomainError:
    """Why a course has no prices. 1 round trip, 1 RCU per started 4 KB."""
    there = is_there(course_of(tenant, course))
    return CourseHasNoPriceYet(course=course) if there else CourseNotFound(course=course)


def keep(caller: Caller, before: CoursePrices, after: CoursePrices, *, at: datetime) -> None:
    """Put a list in the place of the one that was read.

    Raises CourseNotFound, ChangedInTheMeantime, and CourseIsFree where the course became free meanwhile. 1 round trip,
    1 WCU per started KB of the offer.
    """
    number = OfferPartItem.price_number

    def explain(old: OfferPartItem | None) -> DomainError:
        if old is None:
            return CourseNotFound(course=after.course)
        return ChangedInTheMeantime() if int(old.price_number or 0) != before.number else CourseIsFree()

    with transaction(tenant=caller.tenant, at=at, actor=caller.person) as write:
        write.update(
            OfferPartItem,
            offer_key(caller.tenant, after.course),
            [number.set(after.number), *_lists(after.prices)],
            when=(number == before.number if before.number else number.does_not_exist()) & (OfferPartItem.price > 0),
            otherwise=explain,
            events=[PricesChanged(course=after.course, countries=len(after.prices.by_country))],
        )


def _lists(prices: PriceList) -> list[Any]:
    countries: dict[str, Any] = {code: f"{price.amount} {price.currency}" for code, price in prices.by_country.items()}
    named = ((OfferPartItem.by_country, countries), (OfferPartItem.by_currency, dict(prices.by_currency)))
    return [attribute.set(values) if values else attribute.remove() for attribute, values in named]
