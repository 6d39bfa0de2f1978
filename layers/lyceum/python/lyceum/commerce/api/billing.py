"""Billing addresses on the wire."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lyceum.commerce.model.billing import Billing
from lyceum.kernel.countries import CountryCode
from lyceum.kernel.text import FilledLine

_Line = Annotated[FilledLine, Field(max_length=200)]


class BillingAddress(BaseModel):
    """To whom an invoice is made out."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    name: _Line
    country: CountryCode
    address: Annotated[list[_Line], Field(max_length=6)] = []
    tax_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+* .-]{4,30}$")] | None = None
    """VAT or tax id; its form is that of the country."""

    def domain(self) -> Billing:
        """As the domain has it."""
        return Billing(self.name, self.country, tuple(self.address), self.tax_id)

    @classmethod
    def of(cls, billing: Billing) -> "BillingAddress":
        """From the entity."""
        return cls(name=billing.name, country=billing.country, address=list(billing.address), tax_id=billing.tax_id)
