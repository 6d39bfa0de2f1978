"""Found a school."""

from datetime import datetime

from lyceum.tenancy import store
from lyceum.tenancy.model import Tenant


def found_tenant(
    slug: str, *, name: dict[str, str], language: str, self_registration: bool, administrator: str, at: datetime
) -> Tenant:
    """A new school with its administrator. Raises TenantExists, TenantNameReserved. Source: FEATURES TE1."""
    tenant = Tenant.found(slug, name=name, language=language, self_registration=self_registration, at=at)
    store.add(tenant, administrator=administrator)
    return tenant
