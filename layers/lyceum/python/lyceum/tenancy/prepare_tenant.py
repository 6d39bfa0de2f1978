"""The steps of an onboarding that are tenancy's own. Each can be done twice."""

from datetime import datetime

from lyceum.kernel.ids import derived_id
from lyceum.tenancy.errors import SchoolNotFound
from lyceum.tenancy.model.organisation import Unit, UnitKind
from lyceum.tenancy.model.tenant import Tenant
from lyceum.tenancy.store import tenants


def claim_onboarding(slug: str, execution: str, *, at: datetime) -> None:
    """This execution sets the school up, and no other. Raises OnboardingClaimed. 1 round trip."""
    tenants.claim(slug, execution, at=at)


def furnish_tenant(slug: str, *, at: datetime) -> None:
    """Settings to be filled, and an organisation with the school itself as its company. Raises SchoolNotFound."""
    tenant = _tenant(slug)
    root = Unit(derived_id("organisation", slug), UnitKind.COMPANY, tenant.name, None)
    tenants.furnish(slug, root, at=at)


def open_tenant(slug: str, execution: str, *, at: datetime) -> None:
    """The school is open; its administrator hears of it. Raises OnboardingClaimed, SchoolNotFound."""
    tenants.activate(slug, execution, _tenant(slug).administrator, at=at)


def give_up_tenant(slug: str, execution: str, reason: str, *, at: datetime) -> None:
    """The school could not be set up: what was prepared goes, its slug stays reserved. Raises OnboardingClaimed."""
    tenants.give_up(slug, execution, _tenant(slug).administrator, reason, at=at)


def _tenant(slug: str) -> Tenant:
    found = tenants.find(slug)
    if found is None:
        raise SchoolNotFound(tenant=slug)
    return found
