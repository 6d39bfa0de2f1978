"""Why somebody may do something, or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lyceum.identity.errors import MemberNotFound
from lyceum.identity.model.role import Roles
from lyceum.identity.store import memberships, roles
from lyceum.kernel.access import Caller, Decision, decide
from lyceum.kernel.directory import Member, members
from lyceum.kernel.permissions import PERMISSIONS, PLATFORM_PERMISSIONS, ROLE_GRANTS


@dataclass(frozen=True, slots=True)
class Explained:
    """The answer for every permission of a tenant, in one place."""

    person: str
    scope: str
    decisions: Mapping[str, Decision]
    own_roles: Roles
    people: Mapping[str, Member]
    """Who assigned or overrode, by id."""


def explain_access(caller: Caller, person: str, *, scope: str, at: datetime) -> Explained:
    """What the table says now, permission by permission, and which statement decides (RULES X16).

    Raises MemberNotFound. 2 round trips; 3 where the person has one of the tenant's own roles.
    """
    found = memberships.find(caller.tenant, person)
    if found is None:
        raise MemberNotFound(person=person)
    rights = found[0].rights
    held = rights.roles | {one.role for one in rights.assignments}
    own = roles.read(caller.tenant)[0] if held - ROLE_GRANTS.keys() else Roles()
    said = rights.statements(own.book)
    names = sorted(PERMISSIONS.keys() - PLATFORM_PERMISSIONS)
    decisions = {permission: decide(said, permission, at=at, scope=scope) for permission in names}
    known = (decision.by.by for decision in decisions.values() if decision.by is not None and decision.by.by)
    return Explained(person, scope, decisions, own, members(caller.tenant, known))
