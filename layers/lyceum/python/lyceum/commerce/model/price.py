"""What a course costs, and whom (FEATURES CO1). Free means a price of 0; nothing is stored beside it (RULES X23)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lyceum.commerce.errors import UnknownCountry
from lyceum.commerce.model.amounts import demand_chargeable
from lyceum.kernel.countries import is_country
from lyceum.kernel.money import Money


@dataclass(frozen=True, slots=True)
class PriceList:
    """The price of a course, with others for some countries and currencies."""

    base: Money
    by_country: Mapping[str, Money] = field(default_factory=dict)
    """ISO 3166-1 code → price there, in whichever currency."""
    by_currency: Mapping[str, int] = field(default_factory=dict)
    """ISO 4217 code → minor units for who wants to pay in it."""

    def check(self) -> None:
        """Raises UnknownCountry, UnknownCurrency or UnchargeableAmount."""
        for code in self.by_country:
            if not is_country(code):
                raise UnknownCountry(country=code)
        for price in (self.base, *self.by_country.values()):
            demand_chargeable(price.amount, price.currency)
        for currency, amount in self.by_currency.items():
            demand_chargeable(amount, currency)

    def price_in(self, country: str | None, currency: str | None = None) -> Money:
        """What somebody of a country pays, who may ask for a currency.

        A price for the country goes before everything: nobody buys their way round it with another currency.
        Then the currency that was asked for, where there is a price in it; else the base.
        """
        if country is not None and country in self.by_country:
            return self.by_country[country]
        if currency is not None and currency in self.by_currency:
            return Money(amount=self.by_currency[currency], currency=currency)
        return self.base
