"""Field types that several requests share."""

from typing import Annotated, Any, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

from lyceum.kernel import changes
from lyceum.kernel.text import LanguageTag, LocalizedText, PlainText

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{1,58}[a-z0-9])$")]
"""3 to 60 lower-case letters, digits and inner hyphens; unique in the tenant."""

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
"""A course code as the school writes it (`CS-101`); unique in the tenant."""


class Request(BaseModel):
    """Base of request bodies: unknown fields are refused, so that a misspelt one is not lost."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class Change(changes.Change):
    """Base of PATCH bodies: what is absent stays, and null takes away what is named in `REMOVABLE`."""

    def named(self) -> dict[str, Any]:
        """The fields that were sent, with their values as the domain has them."""
        return {name: plain(getattr(self, name)) for name in self.model_fields_set}


def plain(value: Any) -> Any:
    """A wire value as the domain has it."""
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.domain() if isinstance(value, Domain) else value


@runtime_checkable
class Domain(Protocol):
    """A wire value that the domain has in another form."""

    def domain(self) -> Any:
        """In the domain's form."""


class TitleText(
    RootModel[
        Annotated[
            dict[LanguageTag, Annotated[PlainText, StringConstraints(min_length=1, max_length=200)]],
            Field(min_length=1, max_length=20),
        ]
    ]
):
    """A title by language, at most 200 characters each."""

    def domain(self) -> LocalizedText:
        """As the domain has it."""
        return LocalizedText(self.root)


class SummaryText(
    RootModel[
        Annotated[
            dict[LanguageTag, Annotated[PlainText, StringConstraints(min_length=1, max_length=500)]],
            Field(min_length=1, max_length=20),
        ]
    ]
):
    """A few sentences by language, at most 500 characters each."""

    def domain(self) -> LocalizedText:
        """As the domain has it."""
        return LocalizedText(self.root)


class MarkupText(
    RootModel[
        Annotated[
            dict[LanguageTag, Annotated[PlainText, StringConstraints(max_length=50_000)]],
            Field(min_length=1, max_length=20),
        ]
    ]
):
    """HTML by language; scripts, handlers, frames, forms and foreign schemes are taken out of it."""

    def domain(self) -> LocalizedText:
        """As the author wrote it."""
        return LocalizedText(self.root)
