"""Roles of a tenant's own: what they say, from whom they inherit, and that nobody gives what they do not have."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from lyceum.identity.errors import (
    GrantedAndDenied,
    PermissionNotHeld,
    RoleCycle,
    RoleExists,
    RoleInUse,
    RoleNotFound,
    RoleTooDeep,
    SystemRole,
    TooManyRoles,
    UnknownRole,
)
from lyceum.kernel.permissions import ROLE_GRANTS, TENANT_ROLES
from lyceum.kernel.rights import MAX_DEPTH, RoleBook, RoleRule, granted_by, rules_of

MOST_ROLES = 50
"""Of a tenant's own: one document holds them all."""


@dataclass(frozen=True, slots=True)
class OwnRole:
    """A role that a tenant defined (RULES S1-6, S1-8, S2-1)."""

    slug: str
    name: Mapping[str, str]
    """By language."""
    description: Mapping[str, str] = field(default_factory=dict)
    parent: str | None = None
    grants: frozenset[str] = frozenset()
    denials: frozenset[str] = frozenset()
    revision: int = 1
    changed_at: datetime | None = None

    @property
    def rule(self) -> RoleRule:
        """What it says."""
        return RoleRule(self.parent, self.grants, self.denials)


@dataclass(frozen=True, slots=True)
class Roles:
    """All roles of a tenant's own."""

    by_slug: Mapping[str, OwnRole] = field(default_factory=dict)

    @property
    def book(self) -> RoleBook:
        """What they say."""
        return {slug: role.rule for slug, role in self.by_slug.items()}

    def get(self, slug: str) -> OwnRole:
        """One of them. Raises SystemRole, RoleNotFound."""
        if slug in ROLE_GRANTS:
            raise SystemRole(role=slug)
        if slug not in self.by_slug:
            raise RoleNotFound(role=slug)
        return self.by_slug[slug]

    def check_known(self, slug: str) -> None:
        """Raises UnknownRole for what no member can be given."""
        if slug not in self.by_slug and slug not in TENANT_ROLES:
            raise UnknownRole(role=slug)

    def defined(self, role: OwnRole, *, holds: Callable[[str], bool]) -> "Roles":
        """With a new one. Raises RoleExists, TooManyRoles, and what `_checked` names."""
        if role.slug in self.by_slug or role.slug in ROLE_GRANTS:
            raise RoleExists(role=role.slug)
        if len(self.by_slug) >= MOST_ROLES:
            raise TooManyRoles(limit=MOST_ROLES)
        return self._checked(Roles({**self.by_slug, role.slug: role}), role, holds)

    def redefined(self, role: OwnRole, *, holds: Callable[[str], bool]) -> "Roles":
        """With one of them changed; its revision goes up. Raises SystemRole, RoleNotFound, and as `_checked` names."""
        changed = replace(role, revision=self.get(role.slug).revision + 1)
        return self._checked(Roles({**self.by_slug, role.slug: changed}), changed, holds)

    def removed(self, slug: str) -> "Roles":
        """Without one. Raises SystemRole, RoleNotFound, RoleInUse where another role inherits from it (RULES S2-1)."""
        self.get(slug)
        for other in self.by_slug.values():
            if other.parent == slug:
                raise RoleInUse(role=other.slug)
        return Roles({other: role for other, role in self.by_slug.items() if other != slug})

    def heirs(self, slug: str) -> frozenset[str]:
        """The role and all that inherit from it."""
        book = self.book
        return frozenset({slug} | {other for other in book if slug in (name for name, _, _ in rules_of(other, book))})

    def _checked(self, after: "Roles", role: OwnRole, holds: Callable[[str], bool]) -> "Roles":
        """Raises GrantedAndDenied, UnknownRole, RoleCycle, RoleTooDeep, PermissionNotHeld."""
        if both := sorted(role.grants & role.denials):
            raise GrantedAndDenied(permission=both[0])
        if role.parent is not None:
            after.check_known(role.parent)
        for slug in after.by_slug:
            after.check_height(slug)
        for slug in after.heirs(role.slug):
            for permission in sorted(_gained(slug, self.book, after.book)):
                if not holds(permission):
                    raise PermissionNotHeld(permission=permission)
        return after

    def check_height(self, slug: str) -> None:
        """Raises RoleCycle, RoleTooDeep."""
        above: list[str] = []
        current: str | None = slug
        while current is not None:
            if current in above:
                raise RoleCycle(role=current)
            above.append(current)
            current = self.by_slug[current].parent if current in self.by_slug else None
        if len(above) > MAX_DEPTH + 1:
            raise RoleTooDeep(limit=MAX_DEPTH)


def spoken_of(slug: str, book: RoleBook) -> frozenset[str]:
    """Every permission that the role grants or denies, inherited ones included."""
    return frozenset().union(*(grants | denials for _, grants, denials in rules_of(slug, book)))


def _gained(slug: str, before: RoleBook, after: RoleBook) -> frozenset[str]:
    """What whoever has the role may get by the change: a grant more, or a denial less."""
    granted = granted_by(slug, after) - (granted_by(slug, before) if slug in before else frozenset())
    return granted | (_denied_by(slug, before) - _denied_by(slug, after))


def _denied_by(slug: str, book: RoleBook) -> frozenset[str]:
    return spoken_of(slug, book) - granted_by(slug, book) if slug in book else frozenset()


def lost_by(slug: str, before: Roles, after: Roles) -> frozenset[str]:
    """The roles, this and those below it, that give less than before: a grant less, or a denial more."""
    heirs = before.heirs(slug) | after.heirs(slug)
    return frozenset(heir for heir in heirs if _gained(heir, after.book, before.book))
