"""Types and bases that several bodies share."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

from lyceum.kernel import changes
from lyceum.kernel.text import LanguageTag, PlainText


class NameText(
    RootModel[
        Annotated[
            dict[LanguageTag, Annotated[PlainText, StringConstraints(min_length=1, max_length=100)]],
            Field(min_length=1, max_length=20),
        ]
    ]
):
    """A name by language, at most 100 characters each."""

    model_config = ConfigDict(defer_build=True, frozen=True)


class Request(BaseModel):
    """Base of request bodies: unknown fields are refused, so that nobody sets what is not theirs to set."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class Change(changes.Change):
    """Base of PATCH bodies: what is absent stays. No field can be taken away, so null is refused."""

    def named(self) -> dict[str, Any]:
        """The fields that were sent, as the domain has them."""
        return {name: plain(getattr(self, name)) for name in sorted(self.model_fields_set)}


def plain(value: Any) -> Any:
    """A wire value as the domain has it."""
    if isinstance(value, NameText):
        return value.root
    return tuple(value) if isinstance(value, list) else value
