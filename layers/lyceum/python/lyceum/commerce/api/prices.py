"""Prices on the wire."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lyceum.commerce.model.prices import CoursePrices, Others
from lyceum.commerce.model.tax import TaxPolicy, standard_rate
from lyceum.commerce.price import OwnPrice
from lyceum.kernel.countries import Country, CountryCode
from lyceum.kernel.ids import Id
from lyceum.kernel.money import Currency, Money
from lyceum.kernel.numbers import integer

MinorUnits = Annotated[int, integer(ge=0, le=10**12)]


class PriceThere(BaseModel):
    """A price in a country, in whichever currency; 0 is free."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    amount: MinorUnits
    """Minor units."""
    currency: Currency

    def domain(self) -> Money:
        """As the domain has it."""
        return Money(amount=self.amount, currency=self.currency)


class NewPriceList(BaseModel):
    """Prices beside the published one."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    by_country: Annotated[dict[CountryCode, PriceThere], Field(max_length=40)] = {}
    by_currency: Annotated[dict[Currency, MinorUnits], Field(max_length=20)] = {}
    """Minor units for who asks to pay in that currency."""

    def domain(self) -> Others:
        """As the domain has it."""
        return Others({code: one.domain() for code, one in self.by_country.items()}, dict(self.by_currency))


class PriceListView(BaseModel):
    """What a course costs: `base`, which is published with the course, and other prices beside it."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    course: Id
    base: Money
    by_country: dict[str, Money]
    by_currency: dict[str, int]

    @classmethod
    def of(cls, found: CoursePrices) -> "PriceListView":
        """From the entity."""
        prices = found.prices
        return cls(
            course=found.course,
            base=prices.base,
            by_country=dict(prices.by_country),
            by_currency=dict(prices.by_currency),
        )


class OwnPriceView(BaseModel):
    """What a course costs the caller, before discounts."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    course: Id
    price: Money
    country: str | None = None
    """Whose price and tax it is."""
    tax: int
    """On top of the price, in minor units."""
    included_tax: int
    """Within the price."""
    tax_percent: str
    total: int
    """What is paid."""

    @classmethod
    def of(cls, found: OwnPrice) -> "OwnPriceView":
        """From the entity."""
        return cls(
            course=found.course,
            price=found.price,
            country=found.country,
            tax=found.tax.added,
            included_tax=found.tax.included,
            tax_percent=format(found.rate.percent, "f"),
            total=found.total,
        )


class CountryView(BaseModel):
    """A country, and the tax that the school takes there."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    code: str
    name: dict[str, str]
    """By language."""
    currency: str
    tax_percent: str
    tax_included: bool
    """Whether prices there have the tax in them; else it comes on top."""
    standard_percent: str | None = None
    """The standard rate that a school starts from (setting `commerce.taxes`); null where it has to say its own."""

    @classmethod
    def of(cls, country: Country, policy: TaxPolicy) -> "CountryView":
        """From the reference data and what the school has set."""
        rate, standard = policy.rate_in(country.code), standard_rate(country.code)
        return cls(
            code=country.code,
            name=country.name,
            currency=country.currency,
            tax_percent=format(rate.percent, "f"),
            tax_included=rate.inclusive,
            standard_percent=format(standard.percent, "f") if standard else None,
        )


class CountryList(BaseModel):
    """All countries, in order of their codes."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    items: list[CountryView]


class CurrencyView(BaseModel):
    """A currency, and what cards are charged in it."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    code: str
    digits: int
    """After the decimal point: an amount is whole minor units."""
    step: int
    """Amounts are whole multiples of this many minor units."""
    least: int
    """The least total above 0 that is charged."""


class CurrencyList(BaseModel):
    """All currencies in use, in order of their codes."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    items: list[CurrencyView]
