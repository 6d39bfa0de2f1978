"""What courses cost: price lists for staff, one's own price for who wants to buy."""

from dataclasses import dataclass
from datetime import datetime

from lyceum.commerce.errors import CourseNotFound, UnknownCountry, UnknownCurrency
from lyceum.commerce.model.prices import CoursePrices, Others
from lyceum.commerce.model.tax import Tax, TaxRate
from lyceum.commerce.store import prices
from lyceum.commerce.store.shop import shelf
from lyceum.commerce.taxes import taxes
from lyceum.kernel.access import Caller
from lyceum.kernel.countries import is_country
from lyceum.kernel.currencies import is_currency
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.money import Money


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """What a course costs somebody, and the tax on it."""

    course: str
    price: Money
    country: str | None
    rate: TaxRate
    tax: Tax

    @property
    def total(self) -> int:
        """What is paid, in minor units."""
        return self.price.amount + self.tax.added


def course_prices(caller: Caller, course: str) -> CoursePrices:
    """All prices of a course. Raises CourseNotFound, CourseHasNoPriceYet. 1 round trip, 2 where there are none."""
    return prices.find(caller.tenant, course)


def set_prices(caller: Caller, course: str, wanted: Others, *, expected: int | None, at: datetime) -> CoursePrices:
    """Put a price list in the place of the one there is; the base stays what catalog published. A repeat is the same.

    Raises CourseNotFound, CourseHasNoPriceYet, CourseIsFree, UnknownCountry, UnknownCurrency, UnchargeableAmount,
    ChangedInTheMeantime. 2 round trips, 1 where nothing changes.
    """
    before = prices.find(caller.tenant, course)
    after = before.changed(wanted)
    if after == before:
        return before
    if expected is not None and expected != before.number:
        raise ChangedInTheMeantime
    prices.keep(caller, before, after, at=at)
    return after


def own_price(caller: Caller, course: str, *, country: str | None, currency: str | None) -> OwnPrice:
    """What the caller would pay for a course, before discounts, from a country: else that of their billing address.

    Raises CourseNotFound, CourseHasNoPriceYet, UnknownCountry, UnknownCurrency. 1 round trip.
    """
    if country is not None and not is_country(country):
        raise UnknownCountry(country=country)
    if currency is not None and not is_currency(currency):
        raise UnknownCurrency(currency=currency)
    found = shelf(caller.tenant, caller.person, [course])
    offer = found.offers.get(course)
    if offer is None:
        raise prices.missing(caller.tenant, course)
    if not offer.open:
        raise CourseNotFound(course=course)
    where = country or (found.billing.country if found.billing else None)
    price, rate = offer.prices.price_in(where, currency), taxes(caller.tenant).rate_in(where)
    return OwnPrice(course, price, where, rate, rate.of(price.amount, price.currency))
