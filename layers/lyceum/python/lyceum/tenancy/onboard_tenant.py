"""Schools as operators of the platform see them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lyceum.kernel.access import Caller
from lyceum.kernel.pages import Page
from lyceum.tenancy.errors import SchoolNotFound
from lyceum.tenancy.found_tenant import found_tenant
from lyceum.tenancy.model.tenant import Tenant
from lyceum.tenancy.store import tenants


def onboard_tenant(caller: Caller, slug: str, wish: Mapping[str, Any], *, at: datetime) -> Tenant:
    """Begin to set a school up. Raises as `found_tenant`."""
    return found_tenant(slug, **wish, at=at, actor=caller.person)


def look_at_tenant(slug: str) -> Tenant:
    """A school in whatever state. Raises SchoolNotFound. 1 round trip."""
    found = tenants.find(slug)
    if found is None:
        raise SchoolNotFound(tenant=slug)
    return found


def list_tenants(*, after: str | None, limit: int) -> Page[tuple[str, Mapping[str, Any]]]:
    """Slugs and cards of schools. 1 round trip."""
    page = tenants.listed(after=after, limit=limit)
    return Page([(entry.sort, entry.card) for entry in page.items], page.next_key)


def suspend_tenant(caller: Caller, slug: str, reason: str, *, at: datetime) -> Tenant:
    """Close a school for the time being, everywhere within a minute. Raises SchoolNotFound, TenantNotActive."""
    return tenants.suspend(slug, reason, actor=caller.person, at=at)


def reactivate_tenant(caller: Caller, slug: str, *, at: datetime) -> Tenant:
    """Open it again. Raises SchoolNotFound, TenantNotActive."""
    return tenants.reactivate(slug, actor=caller.person, at=at)
