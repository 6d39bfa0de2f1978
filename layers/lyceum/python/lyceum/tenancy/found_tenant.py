"""Found a school: begin its onboarding, which the workflow carries through."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lyceum.kernel.events import SYSTEM
from lyceum.tenancy.model.tenant import Tenant
from lyceum.tenancy.store import tenants
from lyceum.tenancy.store.tenants import FailedBefore


def found_tenant(
    slug: str,
    *,
    name: dict[str, str],
    language: str,
    self_registration: bool,
    administrator: str,
    at: datetime,
    about: Mapping[str, Any] | None = None,
    actor: str = SYSTEM,
) -> Tenant:
    """A new school, pending until the workflow has set it up; the same wish again gives what became of it.

    A slug whose onboarding failed can be wished for again, in the same or other words: it begins anew.
    `about`: languages, time zone, contact, branding. 1 round trip.
    Raises TenantExists, TenantNameReserved, ColoursTooClose, UnknownTimeZone. Source: FEATURES TE1, RULES S0-8.
    """
    tenant = Tenant.found(
        slug,
        name=name,
        language=language,
        self_registration=self_registration,
        administrator=administrator,
        at=at,
        about=about,
    )
    try:
        return tenants.add(tenant, actor=actor)
    except FailedBefore as before:
        tenants.begin_again(tenant, rev=before.tenant.rev, actor=actor)
        return tenant
