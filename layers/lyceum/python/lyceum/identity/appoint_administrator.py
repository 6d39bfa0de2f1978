"""The first administrator of a school that is being set up, and the way back."""

from datetime import datetime

from lyceum.identity.assign_role import set_roles
from lyceum.identity.model.membership import Membership, Profile
from lyceum.identity.store import memberships
from lyceum.kernel.access import Caller
from lyceum.kernel.events import SYSTEM
from lyceum.kernel.permissions import Role


def appoint_administrator(tenant: str, person: str, *, at: datetime) -> Membership:
    """The first administrator of a new tenant; repeats change nothing. Raises TenantNotFound. Source: FEATURES TE1."""
    membership = Membership.begin(tenant, person, Profile(), roles=[Role.ADMINISTRATOR], at=at)
    kept = memberships.add(membership, self_registered=False, actor=SYSTEM)
    if Role.ADMINISTRATOR in kept.roles:
        return kept
    # They had joined as a learner before.
    platform = Caller(person=SYSTEM, tenant=tenant)
    return set_roles(platform, person, [*kept.roles, Role.ADMINISTRATOR], at=at)[0]


def take_back_administrator(tenant: str, person: str, *, at: datetime) -> None:
    """The school could not be set up: nobody administers it; repeats change nothing. Raises TenantIsOpen."""
    memberships.take_back(tenant, person, at=at)
