"""What is said of a member: roles with their graph, assignments, overrides; and the statements that follow from it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lyceum.kernel.access import TENANT_WIDE, Scoped, Source, Statement, decide
from lyceum.kernel.permissions import MEMBER, PERMISSIONS, ROLE_GRANTS

MAX_DEPTH = 8
"""Roles above a role, at most; what lies higher is not looked at."""


@dataclass(frozen=True, slots=True)
class RoleRule:
    """What one role of a tenant's own says (RULES S1-6, S1-8)."""

    parent: str | None = None
    """Slug of the role that it inherits from: a system role or another of the tenant's own."""
    grants: frozenset[str] = frozenset()
    denials: frozenset[str] = frozenset()


type RoleBook = Mapping[str, RoleRule]
"""The tenant's own roles by slug."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A role that a member has: in one place, or until some time (RULES S1-7)."""

    id: str
    role: str
    scope: str = TENANT_WIDE
    expires: datetime | None = None
    by: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """One permission granted or denied to one member (RULES S1-8)."""

    permission: str
    allows: bool
    scope: str = TENANT_WIDE
    expires: datetime | None = None
    by: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """Everything that is said of one member of one tenant."""

    roles: frozenset[str] = frozenset()
    """Roles for the whole tenant without an end."""
    assignments: Sequence[Assignment] = ()
    """Roles in one place, or with an end."""
    overrides: Sequence[Override] = field(default=())

    def roles_at(self, at: datetime) -> frozenset[str]:
        """Roles for the whole tenant, those with an end included while they last."""
        lasting = (one for one in self.assignments if one.scope == TENANT_WIDE and _lasts(one.expires, at))
        return self.roles | {one.role for one in lasting}

    def statements(self, book: RoleBook) -> list[Statement]:
        """All statements, of every place and time; `decide` chooses. Source: RULES X16."""
        held = [*(Assignment(id="", role=role) for role in sorted(self.roles)), *self.assignments]
        said = [
            Statement(
                permission=override.permission,
                source=Source.USER_GRANT if override.allows else Source.USER_DENY,
                allows=override.allows,
                scope=override.scope,
                expires=override.expires,
                by=override.by,
                since=override.since,
            )
            for override in self.overrides
        ]
        # Whoever has a role anywhere belongs to the school.
        said += [
            Statement(MEMBER, Source.ROLE_GRANT, allows=True, expires=one.expires, role=one.role, by=one.by)
            for one in held
        ]
        return said + [statement for assignment in held for statement in _said_by(assignment, book)]

    def scoped(self, at: datetime) -> Scoped:
        """What is said for single places. A role of the tenant's own may learn to deny: it counts as denying."""
        found = Scoped.NOTHING
        for assignment in self.assignments:
            if assignment.scope != TENANT_WIDE and _lasts(assignment.expires, at):
                found = max(found, Scoped.GRANTS if assignment.role in ROLE_GRANTS else Scoped.DENIALS)
        for override in self.overrides:
            if override.scope != TENANT_WIDE and _lasts(override.expires, at):
                found = max(found, Scoped.GRANTS if override.allows else Scoped.DENIALS)
        return found

    def until(self, at: datetime) -> datetime | None:
        """The first instant at which something that is said ends."""
        ends = [one.expires for one in self.assignments] + [one.expires for one in self.overrides]
        return min((end for end in ends if end is not None and at < end), default=None)

    def permissions(self, book: RoleBook, at: datetime) -> frozenset[str]:
        """What they may in the whole tenant."""
        said = self.statements(book)
        return frozenset(permission for permission in PERMISSIONS if decide(said, permission, at=at).allowed)


def rules_of(role: str, book: RoleBook) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """The role and those above it, nearest first: `(slug, grants, denials)`."""
    slug: str | None = role
    for _ in range(MAX_DEPTH + 1):
        if slug is None:
            return
        rule = book.get(slug)
        if rule is None:
            yield slug, ROLE_GRANTS.get(slug, frozenset()), frozenset()
            return
        yield slug, rule.grants, rule.denials
        slug = rule.parent


def granted_by(role: str, book: RoleBook) -> frozenset[str]:
    """Every permission that the role gives, inherited ones included."""
    said = list(_said_by(Assignment(id="", role=role), book))
    return frozenset(one.permission for one in said if decide(said, one.permission, at=_ANY).allowed)


def _said_by(assignment: Assignment, book: RoleBook) -> Iterator[Statement]:
    """What an assigned role says itself, and of each other permission what the nearest role above says."""
    heard: set[str] = set()
    for distance, (slug, grants, denials) in enumerate(rules_of(assignment.role, book)):
        for permission in sorted((grants | denials) - heard):
            allows = permission not in denials
            own = Source.ROLE_GRANT if allows else Source.ROLE_DENY
            yield Statement(
                permission=permission,
                source=own if distance == 0 else Source.INHERITED,
                allows=allows,
                scope=assignment.scope,
                expires=assignment.expires,
                role=assignment.role,
                ancestor=slug if distance else "",
                by=assignment.by,
                since=assignment.since,
            )
        heard |= grants | denials


def _lasts(expires: datetime | None, at: datetime) -> bool:
    return expires is None or at < expires


_ANY = datetime(1970, 1, 1, tzinfo=UTC)
