"""Field types that several requests and answers share."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, RootModel, StringConstraints

from lyceum.kernel.numbers import decimal
from lyceum.kernel.text import LanguageTag, LocalizedText, PlainText


def _plain(value: Decimal) -> str:
    """Without trailing zeros and exponents, so that one value has one spelling."""
    return format(value.normalize(), "f")


exact = PlainSerializer(_plain, return_type=str)

Points = Annotated[Decimal, decimal(whole_digits=3, places=4), exact]
"""0 to 1000 points with at most four decimal places; text in answers, so that no client rounds them."""

SignedPoints = Annotated[Decimal, decimal(whole_digits=3, places=4, signed=True), exact]
"""As `Points`, or below 0 where wrong answers cost points; in answers alone."""

Total = Annotated[Decimal, Field(ge=0, decimal_places=4), exact]
"""Points of all questions together; in answers alone."""

Percent = Annotated[Decimal, decimal(whole_digits=2, places=2), exact]
"""0 to 100 with at most two decimal places."""

Factor = Annotated[Decimal, decimal(whole_digits=1, places=2), exact]
"""How many times as long a clock runs, with at most two decimal places."""

Card = dict[str, Any]
"""What an index shows of an item."""


class Request(BaseModel):
    """Base of request bodies: unknown fields are refused, so that a misspelt one is not lost."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class View(BaseModel):
    """Base of answers."""

    model_config = ConfigDict(defer_build=True, frozen=True)


class Title(
    RootModel[
        Annotated[
            dict[LanguageTag, Annotated[PlainText, StringConstraints(min_length=1, max_length=200)]],
            Field(min_length=1, max_length=20),
        ]
    ]
):
    """A title by language, at most 200 characters each."""

    def text(self) -> LocalizedText:
        """As the domain has it."""
        return LocalizedText(self.root)
