"""Say which roles a member has: for the whole tenant at once, or one by one, in one place, until some time."""

from collections.abc import Iterable
from datetime import datetime

from lyceum.identity.errors import AssignmentNotFound, EndsInThePast, MemberNotFound
from lyceum.identity.events import RoleAssigned, RoleRevoked, RolesAssigned
from lyceum.identity.holding import demand_another, demand_roles
from lyceum.identity.model.membership import Membership
from lyceum.identity.model.role import Roles
from lyceum.identity.settled import settled, settled_without
from lyceum.identity.store import assignments, memberships, roles
from lyceum.identity.store.assignments import Record
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.directory import member_key
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.pages import Page
from lyceum.kernel.parents import demand_parent
from lyceum.kernel.permissions import ROLE_GRANTS
from lyceum.kernel.rights import Assignment

PERMISSION = "role.assign"


def set_roles(
    caller: Caller, person: str, wanted: Iterable[str], *, at: datetime, expected: int | None = None
) -> tuple[Membership, int]:
    """Set exactly these roles for the whole tenant; the membership and its new revision. Assignments made one by one
    stay.

    Raises MemberNotFound, UnknownRole, PermissionNotHeld, SelfAssignment, LastAdministrator, ChangedInTheMeantime.
    Source: RULES X12, S2-1.
    """
    names = frozenset(wanted)

    def act() -> tuple[Membership, int]:
        membership, rev = _member(caller, person)
        if expected is not None and expected != rev:
            raise ChangedInTheMeantime
        known = _known(caller.tenant, names | set(membership.roles))
        for name in names:
            known.check_known(name)
        added, removed = names - set(membership.roles), set(membership.roles) - names
        if added:
            demand_another(caller, person)
        demand_roles(caller, added | removed, known.book, at=at)
        if not added and not removed:
            return membership, rev
        changed = membership.with_roles(names, at=at)
        with memberships.changing(
            membership,
            changed,
            rev=rev,
            told=RolesAssigned(person=person, roles=tuple(changed.roles)).changing(
                roles=(sorted(membership.roles), sorted(changed.roles))
            ),
            takes_away=bool(removed) or _may_deny(added),
            actor=caller.person,
        ):
            pass
        return changed, rev + 1

    return settled(act, wanted=expected)


def assign_role(
    caller: Caller, person: str, wish: Assignment, *, reason: str, creation: Creation, at: datetime
) -> Record:
    """Give a role, perhaps in one place, perhaps until some time.

    Raises MemberNotFound, UnknownRole, PermissionDenied, PermissionNotHeld, SelfAssignment, AlreadyAssigned,
    TooManyAssignments, EndsInThePast. 2 or 3 round trips. Source: RULES S1-7, X12.
    """
    caller.demand(PERMISSION, at=at, scope=wish.scope)
    demand_another(caller, person)
    if wish.expires is not None and wish.expires <= at:
        raise EndsInThePast
    given = Assignment(creation.id, wish.role, wish.scope, wish.expires, caller.person, at)

    def act() -> Record:
        membership, rev = _member(caller, person)
        known = _known(caller.tenant, {given.role})
        known.check_known(given.role)
        demand_roles(caller, {given.role}, known.book, at=at, scope=given.scope)
        changed = membership.assigned(given, at=at)
        told = RoleAssigned(
            person=person, assignment=given.id, role=given.role, scope=given.scope, expires=given.expires
        )
        takes_away, actor = _may_deny({given.role}), caller.person
        with memberships.changing(membership, changed, rev=rev, told=told, takes_away=takes_away, actor=actor) as write:
            assignments.record_assignment(write, person, given, reason=reason, creation=creation)
        return Record(given, reason)

    made = settled(act)
    return made if creation.key_hash is None else _found(caller.tenant, person, creation.id)


def revoke_assignment(caller: Caller, person: str, id: str, *, reason: str, at: datetime) -> None:
    """Take an assignment back, and say why. It ends with the member's next request, within a minute.

    Raises MemberNotFound, AssignmentNotFound, PermissionDenied, PermissionNotHeld, LastAdministrator. 2 or 3 round
    trips. Source: RULES S1-7.
    """

    def act() -> None:
        membership, rev = _member(caller, person)
        changed = membership.unassigned(id, at=at)
        taken = membership.assignments[id]
        caller.demand(PERMISSION, at=at, scope=taken.scope)
        known = _known(caller.tenant, {taken.role})
        demand_roles(caller, {taken.role}, known.book, at=at, scope=taken.scope)
        told = RoleRevoked(person=person, assignment=id, role=taken.role, scope=taken.scope)
        with memberships.changing(
            membership, changed, rev=rev, told=told, takes_away=True, actor=caller.person
        ) as write:
            assignments.record_revocation(write, person, id, reason=reason)

    settled_without(act, gone=AssignmentNotFound)


def assignments_of(caller: Caller, person: str, *, after: str | None, limit: int) -> Page[Record]:
    """What a member has or had, with who gave it and took it back. Raises MemberNotFound.

    1 round trip; 2 where there is nothing.
    """
    page = assignments.of_member(caller.tenant, person, after=after, limit=limit)
    return demand_parent(page, member_key(caller.tenant, person), MemberNotFound(person=person), after=after)


def _member(caller: Caller, person: str) -> tuple[Membership, int]:
    found = memberships.find(caller.tenant, person)
    if found is None:
        raise MemberNotFound(person=person)
    return found


def _known(tenant: str, names: Iterable[str]) -> Roles:
    """The tenant's own roles, read only where one of the names is no system role's."""
    return roles.read(tenant)[0] if frozenset(names) - ROLE_GRANTS.keys() else Roles()


def _may_deny(names: Iterable[str]) -> bool:
    """A role of the tenant's own may deny what the member has by another."""
    return bool(frozenset(names) - ROLE_GRANTS.keys())


def _found(tenant: str, person: str, id: str) -> Record:
    """As it was kept, which may be by an earlier request with the same key."""
    record = assignments.find(tenant, person, id)
    if record is None:
        raise AssignmentNotFound(assignment=id)
    return record
