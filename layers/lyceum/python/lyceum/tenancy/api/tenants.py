"""Schools on the wire."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from lyceum.kernel.clock import Instant, parse
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.text import LanguageTag, LocalizedText
from lyceum.kernel.time_zones import TimeZone
from lyceum.tenancy.api.fields import Change, NameText, Request
from lyceum.tenancy.model.tenant import Branding, Contact, Tenant, TenantState

Languages = Annotated[list[LanguageTag], Field(min_length=1, max_length=20)]


class TenantWish(Request):
    """What an operator says of a new school."""

    tenant: TenantId
    """Its permanent slug."""
    name: NameText
    language: LanguageTag = "en"
    languages: Languages | None = None
    time_zone: TimeZone = "UTC"
    self_registration: StrictBool = False
    """Whether people may become learners by themselves."""
    contact: Contact = Contact()
    branding: Branding = Branding()
    administrator: Id
    """Person id: the `person` claim of the administrator's token."""

    def wish(self) -> dict[str, Any]:
        """Everything but the slug, as the use case takes it."""
        about = {"time_zone": self.time_zone, "contact": self.contact, "branding": self.branding}
        return {
            "name": self.name.root,
            "language": self.language,
            "self_registration": self.self_registration,
            "administrator": self.administrator,
            "about": about | {"languages": tuple(self.languages or (self.language,))},
        }


class TenantChange(Change):
    """What is to change of the school's record. A field that is absent stays; contact and branding change whole."""

    name: NameText | None = None
    language: LanguageTag | None = None
    languages: Languages | None = None
    time_zone: TimeZone | None = None
    self_registration: StrictBool | None = None
    contact: Contact | None = None
    branding: Branding | None = None


class Suspension(Request):
    """Why an operator closes a school."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$")]


class TenantProfile(BaseModel):
    """A school as anybody sees it before signing in."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    tenant: str
    name: LocalizedText
    language: str
    languages: list[str]
    self_registration: bool
    branding: Branding
    open: bool
    """False while an operator has suspended it."""

    @classmethod
    def of(cls, tenant: Tenant) -> Self:
        """From the entity."""
        return cls(
            tenant=tenant.slug,
            name=LocalizedText(tenant.name),
            language=tenant.language,
            languages=list(tenant.languages),
            self_registration=tenant.self_registration,
            branding=tenant.branding,
            open=tenant.state is TenantState.ACTIVE,
        )


class TenantView(TenantProfile):
    """A school as its members see it."""

    time_zone: str
    contact: Contact
    founded_at: Instant

    @classmethod
    def of(cls, tenant: Tenant) -> Self:
        """From the entity."""
        return cls(
            **dict(TenantProfile.of(tenant)),
            time_zone=tenant.time_zone,
            contact=tenant.contact,
            founded_at=tenant.founded_at,
        )


class OnboardingView(BaseModel):
    """A school as operators see it."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    tenant: str
    name: LocalizedText
    state: TenantState
    administrator: str
    founded_at: Instant
    reason: str | None = None
    """Name of the error that its onboarding failed with, or why it is suspended."""

    @classmethod
    def of(cls, tenant: Tenant) -> Self:
        """From the entity."""
        return cls(
            tenant=tenant.slug,
            name=LocalizedText(tenant.name),
            state=tenant.state,
            administrator=tenant.administrator,
            founded_at=tenant.founded_at,
            reason=tenant.reason,
        )


class TenantLine(BaseModel):
    """A school in the operators' list."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    tenant: str
    name: LocalizedText
    state: TenantState
    founded_at: Instant

    @classmethod
    def of(cls, slug: str, card: Mapping[str, Any]) -> Self:
        """From the list's card; schools from before say nothing of their state."""
        state = TenantState(card.get("state", TenantState.ACTIVE))
        return cls(tenant=slug, name=LocalizedText(card["name"]), state=state, founded_at=parse(card["at"]))


class TenantPage(BaseModel):
    """Some of the platform's schools."""

    items: list[TenantLine]
    next_cursor: str | None = None
