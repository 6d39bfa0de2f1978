"""Say what a member may be in a tenant."""

from collections.abc import Iterable
from datetime import datetime

from lyceum.identity.errors import MemberNotFound
from lyceum.identity.model import Membership, Profile
from lyceum.identity.store import memberships
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.events import SYSTEM
from lyceum.kernel.permissions import Role


def assign_roles(
    caller: Caller, person: str, roles: Iterable[str], *, at: datetime, expected: int | None = None
) -> tuple[Membership, int]:
    """Set exactly these roles; the membership and its new revision. They take effect with the member's next token.

    Raises MemberNotFound, UnknownRole, LastAdministrator, ChangedInTheMeantime. Source: RULES X12.
    """
    found = memberships.find(caller.tenant, person)
    if found is None:
        raise MemberNotFound(person=person)
    membership, rev = found
    if expected is not None and expected != rev:
        raise ChangedInTheMeantime
    changed = membership.with_roles(roles, by=caller.person, at=at)
    if changed.roles == membership.roles:
        return membership, rev
    memberships.change_roles(changed, rev=rev, actor=caller.person)
    return changed, rev + 1


def appoint_administrator(tenant: str, person: str, *, at: datetime) -> Membership:
    """The first administrator of a new tenant; repeats change nothing. Source: FEATURES TE1."""
    membership = Membership.begin(tenant, person, Profile(), roles=[Role.ADMINISTRATOR], at=at)
    kept = memberships.add(membership, self_registered=False, actor=SYSTEM)
    if Role.ADMINISTRATOR in kept.roles:
        return kept
    # They had joined as a learner before this event came.
    platform = Caller(person=SYSTEM, tenant=tenant)
    return assign_roles(platform, person, [*kept.roles, Role.ADMINISTRATOR], at=at)[0]
