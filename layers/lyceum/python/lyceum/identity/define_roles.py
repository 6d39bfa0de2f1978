"""Roles of a tenant's own: they inherit from a parent, and grant or deny."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from lyceum.identity.errors import RoleNotFound
from lyceum.identity.model.role import OwnRole, Roles, lost_by
from lyceum.identity.settled import settled, settled_without
from lyceum.identity.store import roles
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime


def all_roles(caller: Caller) -> Roles:
    """The tenant's own roles. 1 round trip."""
    return roles.read(caller.tenant)[0]


def define_role(caller: Caller, role: OwnRole, *, at: datetime) -> OwnRole:
    """A new role; the same again, by whoever sends it, is the role that is there.

    Raises RoleExists, TooManyRoles, UnknownRole, RoleCycle, RoleTooDeep, GrantedAndDenied, PermissionNotHeld.
    2 round trips. Source: RULES S1-6, S1-8.
    """
    holds = partial(caller.may, at=at)

    def act() -> OwnRole:
        known, rev = roles.read(caller.tenant)
        there = known.by_slug.get(role.slug)
        if there is not None and replace(there, revision=1, changed_at=None) == role:
            return there
        after = known.defined(replace(role, changed_at=at), holds=holds)
        roles.define(caller.tenant, after, role.slug, rev=rev, at=at, actor=caller.person)
        return after.by_slug[role.slug]

    return settled(act)


def redefine_role(
    caller: Caller, slug: str, changes: dict[str, object], *, at: datetime, expected: int | None
) -> tuple[Roles, OwnRole]:
    """Change what a role is called, from whom it inherits or what it says. Who has it, or one below it, loses within a
    minute what they lose.

    Raises RoleNotFound, SystemRole, ChangedInTheMeantime, and as `define_role`. 2 round trips.
    """
    holds = partial(caller.may, at=at)

    def act() -> tuple[Roles, OwnRole]:
        known, rev = roles.read(caller.tenant)
        there = known.get(slug)
        if expected is not None and there.revision != expected:
            raise ChangedInTheMeantime
        wanted = replace(there, **changes)  # type: ignore[arg-type]
        if wanted == there:
            return known, there
        after = known.redefined(replace(wanted, changed_at=at), holds=holds)
        lost = lost_by(slug, known, after)
        roles.redefine(caller.tenant, known, after, slug, lost=lost, rev=rev, at=at, actor=caller.person)
        return after, after.by_slug[slug]

    return settled(act, wanted=expected)


def remove_role(caller: Caller, slug: str, *, at: datetime, expected: int | None) -> None:
    """Take a role away that nobody has and nothing inherits from.

    Raises RoleNotFound, SystemRole, RoleInUse, ChangedInTheMeantime. 2 round trips. Source: RULES S2-1.
    """

    def act() -> None:
        known, rev = roles.read(caller.tenant)
        if expected is not None and known.get(slug).revision != expected:
            raise ChangedInTheMeantime
        after = known.removed(slug)
        roles.remove(caller.tenant, after, slug, rev=rev, at=at, actor=caller.person)

    settled_without(act, gone=RoleNotFound, wanted=expected)
