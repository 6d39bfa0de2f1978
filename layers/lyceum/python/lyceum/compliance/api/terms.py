"""Terms on the wire."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

from lyceum.compliance.model.terms import Acceptance, Terms, TermsState
from lyceum.kernel.clock import Instant
from lyceum.kernel.terms import version_name
from lyceum.kernel.text import FilledText, LanguageTag, LocalizedText

VersionName = Annotated[str, StringConstraints(pattern=r"^(platform-)?[1-9][0-9]{0,4}$")]
"""A version of a school's terms, `3`, or of the platform's, `platform-2`."""


class TermsTitle(
    RootModel[
        Annotated[dict[LanguageTag, Annotated[FilledText, Field(max_length=200)]], Field(min_length=1, max_length=20)]
    ]
):
    """What terms are called, by language, at most 200 characters each."""


class TermsWording(
    RootModel[
        Annotated[
            dict[LanguageTag, Annotated[FilledText, Field(max_length=60_000)]], Field(min_length=1, max_length=20)
        ]
    ]
):
    """What terms say, by language, at most 60,000 characters each."""


class TermsRequest(BaseModel):
    """What the next version says."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    title: TermsTitle
    text: TermsWording


class TermsPublication(BaseModel):
    """From when on members have to accept them; left out: from now on."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    effective_from: Instant | None = None


class TermsView(BaseModel):
    """A version of the terms."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    version: VersionName
    state: TermsState
    title: LocalizedText
    text: LocalizedText
    written_at: Instant
    effective_from: Instant | None = None

    @classmethod
    def of(cls, terms: Terms) -> Self:
        """From the entity."""
        return cls(
            version=version_name(terms.version.place, terms.version.number),
            state=terms.state,
            title=LocalizedText(dict(terms.title)),
            text=LocalizedText(dict(terms.text)),
            written_at=terms.written_at,
            effective_from=terms.effective_from,
        )


class TermsList(BaseModel):
    """What is in effect in a school, and what will be."""

    items: list[TermsView]


class AcceptanceView(BaseModel):
    """That the caller accepted a version."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    version: VersionName
    accepted_at: Instant

    @classmethod
    def of(cls, acceptance: Acceptance) -> Self:
        """From the entity."""
        version = acceptance.version
        return cls(version=version_name(version.place, version.number), accepted_at=acceptance.accepted_at)


class OwnTerms(BaseModel):
    """What the caller accepted, and what waits for it."""

    accepted: list[AcceptanceView]
    waiting: list[VersionName]
