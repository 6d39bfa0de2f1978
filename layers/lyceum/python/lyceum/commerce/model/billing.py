"""Whom an invoice is made out to: a country, and a tax id of that country's form (FEATURES CO8; RULES S3-4)."""

import re
from dataclasses import dataclass

from lyceum.commerce.errors import InvalidTaxId, UnknownCountry
from lyceum.commerce.tax_ids import ANY, forms
from lyceum.kernel.countries import is_country


@dataclass(frozen=True, slots=True)
class Billing:
    """A billing address: one a person, kept with them and gone with them."""

    name: str
    country: str
    address: tuple[str, ...] = ()
    tax_id: str | None = None
    """As `tax_id_of` gives it."""

    def checked(self) -> "Billing":
        """With the tax id in its plain form. Raises UnknownCountry, InvalidTaxId."""
        if not is_country(self.country):
            raise UnknownCountry(country=self.country)
        if self.tax_id is None:
            return self
        return Billing(self.name, self.country, self.address, tax_id_of(self.country, self.tax_id))


def tax_id_of(country: str, written: str) -> str:
    """A VAT or tax id without what people put between its characters. Raises InvalidTaxId.

    Only its form is looked at (in Thailand also the check digit): whether it was given out, its authority knows.
    """
    plain = re.sub(r"[\s.\-]", "", written).upper()
    if not re.fullmatch(forms().get(country, ANY), plain, re.ASCII):
        raise InvalidTaxId(country=country)
    if country == "TH" and not _is_thai(plain):
        raise InvalidTaxId(country=country)
    return plain


def _is_thai(digits: str) -> bool:
    """The thirteenth digit checks the twelve before it."""
    weighted = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=False))
    return (11 - weighted % 11) % 10 == int(digits[12])
