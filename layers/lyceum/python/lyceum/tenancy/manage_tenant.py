"""A school's own record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.tenancy.errors import SchoolNotFound
from lyceum.tenancy.model.tenant import Tenant, TenantState
from lyceum.tenancy.store import tenants


def own_tenant(slug: str) -> Tenant:
    """The school. Raises SchoolNotFound. 1 round trip, 1 RCU."""
    found = tenants.find(slug)
    if found is None:
        raise SchoolNotFound(tenant=slug)
    return found


def public_profile(slug: str) -> Tenant:
    """What anybody may see of a school before signing in. Raises SchoolNotFound. 1 round trip, 0.5 RCU."""
    found = tenants.find(slug, consistent=False)
    if found is None or found.state in (TenantState.PENDING, TenantState.FAILED):
        raise SchoolNotFound(tenant=slug)
    return found


def change_tenant(
    caller: Caller, fields: Mapping[str, Any], *, expected: int | None, at: datetime
) -> tuple[Tenant, int]:
    """Change name, languages, time zone, contact, branding or registration; the record and its new revision.

    What is as wished already writes nothing. Raises SchoolNotFound, ColoursTooClose, UnknownTimeZone,
    ChangedInTheMeantime. 2 round trips. Source: FEATURES TE1.
    """
    before = own_tenant(caller.tenant)
    if expected is not None and expected != before.rev:
        raise ChangedInTheMeantime
    after = before.changed(fields)
    if not after.differences(before):
        return before, before.rev
    tenants.change(before, after, actor=caller.person, at=at)
    return after, before.rev + 1
