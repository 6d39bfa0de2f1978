"""Grant or deny a member a single permission, perhaps in one place, perhaps until some time."""

from dataclasses import replace
from datetime import datetime

from lyceum.identity.errors import EndsInThePast, MemberNotFound, OverrideNotFound
from lyceum.identity.events import OverrideRemoved, PermissionOverridden
from lyceum.identity.holding import demand_another, demand_permissions
from lyceum.identity.model.membership import Membership
from lyceum.identity.settled import settled, settled_without
from lyceum.identity.store import assignments, memberships
from lyceum.kernel.access import Caller
from lyceum.kernel.rights import Override

PERMISSION = "permission.override"


def override_permission(caller: Caller, person: str, wish: Override, *, reason: str, at: datetime) -> Override:
    """Say yes or no to one permission of one member, before all that their roles say; the same again changes nothing.

    Raises MemberNotFound, PermissionDenied, PermissionNotHeld, SelfAssignment, TooManyAssignments, EndsInThePast.
    2 round trips. Source: RULES S1-8, X16.
    """
    _demand(caller, person, wish.permission, wish.scope, at)
    if wish.expires is not None and wish.expires <= at:
        raise EndsInThePast
    said = replace(wish, by=caller.person, since=at)

    def act() -> Override:
        membership, rev = _member(caller, person)
        there = membership.overrides.get(f"{wish.permission}|{wish.scope}")
        if there is not None and (there.allows, there.expires) == (wish.allows, wish.expires):
            return there
        told = PermissionOverridden(
            person=person, permission=said.permission, allowed=said.allows, scope=said.scope, expires=said.expires
        ).showing(
            allowed=(there.allows if there else None, said.allows),
            expires=(there.expires if there else None, said.expires),
        )
        changed = membership.overridden(said, at=at)
        takes_away = not said.allows or (there is not None and there.allows)
        with memberships.changing(
            membership, changed, rev=rev, told=told, takes_away=takes_away, actor=caller.person
        ) as write:
            assignments.record_override(write, person, said, reason=reason)
        return said

    return settled(act)


def release_permission(caller: Caller, person: str, permission: str, scope: str, *, reason: str, at: datetime) -> None:
    """Take an override back: what the roles say counts again.

    Raises MemberNotFound, OverrideNotFound, PermissionDenied, PermissionNotHeld, SelfAssignment. 2 round trips.
    """
    _demand(caller, person, permission, scope, at)

    def act() -> None:
        membership, rev = _member(caller, person)
        changed = membership.released(permission, scope, at=at)
        there = membership.overrides[f"{permission}|{scope}"]
        told = OverrideRemoved(person=person, permission=permission, scope=scope).showing(allowed=(there.allows, None))
        with memberships.changing(
            membership, changed, rev=rev, told=told, takes_away=True, actor=caller.person
        ) as write:
            assignments.record_release(write, person, permission, scope, reason=reason)

    settled_without(act, gone=OverrideNotFound)


def _demand(caller: Caller, person: str, permission: str, scope: str, at: datetime) -> None:
    caller.demand(PERMISSION, at=at, scope=scope)
    demand_another(caller, person)
    demand_permissions(caller, [permission], at=at, scope=scope)


def _member(caller: Caller, person: str) -> tuple[Membership, int]:
    found = memberships.find(caller.tenant, person)
    if found is None:
        raise MemberNotFound(person=person)
    return found
