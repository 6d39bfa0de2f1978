"""The tenant, and what is true of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lyceum.kernel.ids import RESERVED_TENANTS
from lyceum.kernel.text import LocalizedText
from lyceum.kernel.time_zones import known_zone
from lyceum.tenancy.errors import ColoursTooClose, TenantNameReserved

LEAST_CONTRAST = 4.5


class TenantState(StrEnum):
    """Where a school stands."""

    PENDING = "pending"
    """Being set up."""
    ACTIVE = "active"
    SUSPENDED = "suspended"
    """An operator closed it for the time being; everything is kept."""
    FAILED = "failed"
    """It could not be set up. Its slug stays reserved: the same wish, or another of an operator, begins anew."""


Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
Address = Annotated[
    str, StringConstraints(max_length=500, pattern=rf"^https://{_HOST}(?::[0-9]{{1,5}})?(?:[/?#][!-~]*)?$")
]
"""Of a page; nobody's name or password stands in it."""
_SIGN = r"[^@\s\x00-\x1f\x7f-\x9f]"
MailAddress = Annotated[str, StringConstraints(max_length=254, pattern=rf"^{_SIGN}+@{_SIGN}+\.{_SIGN}+$")]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 ()./-]{2,30}$")]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
"""`#rrggbb`."""


class Contact(BaseModel):
    """How a school, or a branch, is reached."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    email: MailAddress | None = None
    phone: Phone | None = None
    website: Address | None = None
    address: Annotated[tuple[Line, ...], Field(max_length=6)] = ()
    """The postal address, line by line."""
    opening_hours: LocalizedText | None = None


class Branding(BaseModel):
    """How a school looks in clients, before and after sign-in."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    logo_url: Address | None = None
    primary: Colour = "#1f4e79"
    """Background of what stands out."""
    on_primary: Colour = "#ffffff"
    """Text on it."""

    def checked(self) -> Self:
        """Itself, if text in these colours can be read. Raises ColoursTooClose."""
        ratio = contrast(self.primary, self.on_primary)
        if ratio < LEAST_CONTRAST:
            raise ColoursTooClose(contrast=f"{ratio:.2f}", least=str(LEAST_CONTRAST))
        return self


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@dataclass(frozen=True, slots=True)
class Tenant:
    """A school: everything of its learners, courses and money lies under its slug."""

    slug: str
    name: dict[str, str]
    language: str
    """Fallback language of its texts."""
    self_registration: bool
    """Whether people may become learners by themselves."""
    administrator: str
    """Person id of the first one."""
    founded_at: datetime
    state: TenantState = TenantState.PENDING
    languages: tuple[str, ...] = ()
    """Languages that it teaches in; its fallback language is always one of them."""
    time_zone: str = "UTC"
    contact: Contact = field(default_factory=Contact)
    branding: Branding = field(default_factory=Branding)
    reason: str | None = None
    """Why it failed (an error's name), or was suspended (an operator's words)."""
    rev: int = 0

    @classmethod
    def found(
        cls,
        slug: str,
        *,
        name: dict[str, str],
        language: str,
        self_registration: bool,
        administrator: str,
        at: datetime,
        about: Mapping[str, Any] | None = None,
    ) -> Self:
        """A school to be set up. Raises TenantNameReserved, ColoursTooClose, UnknownTimeZone. Source: RULES S0-8."""
        if slug in RESERVED_TENANTS or re.match(r"..--", slug):
            raise TenantNameReserved(tenant=slug)
        return cls(slug, name, language, self_registration, administrator, at).changed(about or {})

    def changed(self, fields: Mapping[str, Any]) -> Self:
        """With these fields changed. Raises ColoursTooClose, UnknownTimeZone."""
        if "time_zone" in fields:
            known_zone(fields["time_zone"])
        after = replace(self, **fields)
        after.branding.checked()
        languages = dict.fromkeys((after.language, *after.languages))
        return replace(after, languages=tuple(languages))

    def differences(self, other: "Tenant") -> tuple[str, ...]:
        """Names of the fields that differ."""
        names = ("name", "language", "languages", "time_zone", "contact", "branding", "self_registration")
        return tuple(name for name in names if getattr(self, name) != getattr(other, name))

    def wishes_the_same(self, other: "Tenant") -> bool:
        """Whether both were asked for in the same words."""
        return self.administrator == other.administrator and not self.differences(other)
