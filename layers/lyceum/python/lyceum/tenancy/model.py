"""The tenant, and what is true of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from lyceum.kernel.ids import RESERVED_TENANTS
from lyceum.tenancy.errors import TenantNameReserved


@dataclass(frozen=True, slots=True)
class Tenant:
    """A school: everything of its learners, courses and money lies under its slug."""

    slug: str
    name: dict[str, str]
    language: str
    """Fallback language of its texts."""
    self_registration: bool
    """Whether people may become learners by themselves."""
    founded_at: datetime

    @classmethod
    def found(cls, slug: str, *, name: dict[str, str], language: str, self_registration: bool, at: datetime) -> Self:
        """A new school. Raises TenantNameReserved."""
        if slug in RESERVED_TENANTS:
            raise TenantNameReserved(tenant=slug)
        return cls(slug, name, language, self_registration, at)
