"""Types and bases that several bodies share."""

from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, StringConstraints, model_validator

from lyceum.kernel.text import LanguageTag


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("an IANA time zone is needed") from error
    return name


TimeZone = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_+/-]*$", max_length=60), AfterValidator(_zone)
]
"""An IANA zone: `Asia/Bangkok`."""


class NameText(
    RootModel[
        Annotated[
            dict[LanguageTag, Annotated[str, StringConstraints(min_length=1, max_length=100)]],
            Field(min_length=1, max_length=20),
        ]
    ]
):
    """A name by language, at most 100 characters each."""

    model_config = ConfigDict(defer_build=True, frozen=True)


class Request(BaseModel):
    """Base of request bodies: unknown fields are refused, so that nobody sets what is not theirs to set."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class Change(Request):
    """Base of PATCH bodies: what is absent stays. No field can be taken away, so null is refused."""

    @model_validator(mode="after")
    def _none_is_null(self) -> Self:
        for name in self.model_fields_set:
            if getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null")
        return self

    def named(self) -> dict[str, Any]:
        """The fields that were sent, as the domain has them."""
        return {name: plain(getattr(self, name)) for name in sorted(self.model_fields_set)}


def plain(value: Any) -> Any:
    """A wire value as the domain has it."""
    if isinstance(value, NameText):
        return value.root
    return tuple(value) if isinstance(value, list) else value
