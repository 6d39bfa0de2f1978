"""Tax: by the country of the buyer, within the price or on top of it (wish 17)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from lyceum.commerce.errors import UnchargeableAmount, UnknownCountry
from lyceum.commerce.model.amounts import HUNDRED, rounded, step
from lyceum.commerce.tax_rates import shown_with_tax, standard_rates
from lyceum.kernel.countries import is_country


@dataclass(frozen=True, slots=True)
class TaxRate:
    """What is due in a country."""

    percent: Decimal
    inclusive: bool
    """Whether prices there have it in them; else it comes on top."""

    def of(self, amount: int, currency: str) -> "Tax":
        """The tax on an amount, a discount already taken off. Rounded line by line; a half goes up."""
        if self.inclusive:
            return Tax(added=0, included=rounded(amount * self.percent / (HUNDRED + self.percent)))
        return Tax(added=rounded(amount * self.percent / HUNDRED, step(currency)), included=0)


@dataclass(frozen=True, slots=True)
class Tax:
    """Tax of one line in minor units; one of the two is 0."""

    added: int
    """On top of the price."""
    included: int
    """Within the price: told to the buyer, and nothing that they pay besides."""


NO_TAX = TaxRate(Decimal(0), inclusive=True)


@dataclass(frozen=True, slots=True)
class TaxPolicy:
    """Where a school is registered, and its rates there. Elsewhere it takes no tax."""

    rates: Mapping[str, TaxRate] = field(default_factory=dict)

    def check(self) -> None:
        """Raises UnknownCountry, or UnchargeableAmount for a rate outside 0 to 100 %."""
        for country, rate in self.rates.items():
            if not is_country(country):
                raise UnknownCountry(country=country)
            if not 0 <= rate.percent <= HUNDRED:
                raise UnchargeableAmount(country=country)

    def rate_in(self, country: str | None) -> TaxRate:
        """What is due from a buyer of this country."""
        return self.rates.get(country or "", NO_TAX)


def standard_rate(country: str) -> TaxRate | None:
    """What the reference data says of a country; None where the school has to say itself."""
    percent = standard_rates().get(country)
    return None if percent is None else TaxRate(percent, inclusive=shown_with_tax(country))


_ENTRY = re.compile(r"([A-Z]{2})(?:=([0-9]{1,2}(?:\.[0-9]{1,3})?))?(\+?)")


def policy_of(text: str | None) -> TaxPolicy:
    """What the setting `commerce.taxes` says, `TH DE=19 US=8.25+`.

    A country without a rate takes the standard one; one that has none, or that nobody knows, says nothing.
    """
    rates: dict[str, TaxRate] = {}
    for country, percent, on_top in _ENTRY.findall(text or ""):
        standard = standard_rate(country)
        if percent:
            rates[country] = TaxRate(Decimal(percent), inclusive=not on_top)
        elif standard is not None:
            rates[country] = TaxRate(standard.percent, inclusive=standard.inclusive and not on_top)
    return TaxPolicy(rates)
