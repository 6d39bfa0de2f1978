"""Field types that several requests and answers share."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, RootModel, StringConstraints

from lyceum.kernel.text import LanguageTag, LocalizedText


def _whole(value: object) -> object:
    """JSON Schema calls 5.0 an integer, and true and "5" none."""
    if isinstance(value, bool | str):
        raise ValueError("an integer is needed")  # noqa: TRY004  # what pydantic makes a refusal of
    return value


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a number is needed")  # noqa: TRY004  # as above
    return value


def _plain(value: Decimal) -> str:
    """Without trailing zeros and exponents, so that one value has one spelling."""
    return format(value.normalize(), "f")


_exact = PlainSerializer(_plain, return_type=str)

WholeNumber = Annotated[int, BeforeValidator(_whole)]
"""An integer as JSON Schema means it."""

Points = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, decimal_places=4), _exact]
"""Points with at most four decimal places; text in answers, so that no client rounds them."""

Percent = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, le=100, decimal_places=2), _exact]
"""0 to 100 with at most two decimal places."""

Card = dict[str, Any]
"""What an index shows of an item."""


class Request(BaseModel):
    """Base of request bodies: unknown fields are refused, so that a misspelt one is not lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class View(BaseModel):
    """Base of answers."""

    model_config = ConfigDict(frozen=True)


class Title(
    RootModel[
        Annotated[
            dict[LanguageTag, Annotated[str, StringConstraints(min_length=1, max_length=200)]],
            Field(min_length=1, max_length=20),
        ]
    ]
):
    """A title by language, at most 200 characters each."""

    def text(self) -> LocalizedText:
        """As the domain has it."""
        return LocalizedText(self.root)
