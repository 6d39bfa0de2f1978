"""Who is calling, and whether they may: permissions in the order of RULES X16."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum

from lyceum.kernel.errors import NotAMember, PermissionDenied
from lyceum.kernel.permissions import MEMBER, PERMISSIONS, ROLE_GRANTS

TENANT_WIDE = ""
SCOPES = ("branch", "course", "class")
"""Kinds of place that a statement can be limited to: `course:<id>`."""


class Source(IntEnum):
    """Where a statement comes from; the first that says anything decides (RULES X16)."""

    USER_DENY = 1
    USER_GRANT = 2
    ROLE_DENY = 3
    ROLE_GRANT = 4
    INHERITED = 5


class Scoped(IntEnum):
    """What is said of a person for single places, beyond what is said for the whole tenant."""

    NOTHING = 0
    GRANTS = 1
    """Grants alone: they cannot change a tenant-wide yes."""
    DENIALS = 2
    """Perhaps denials, too: only reading them tells."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One grant or denial. `scope` is empty for the whole tenant, else `course:<id>`, `branch:<id>`, `class:<id>`."""

    permission: str
    source: Source
    allows: bool
    scope: str = TENANT_WIDE
    expires: datetime | None = None
    role: str = ""
    """The assigned role that says it; empty for an override."""
    ancestor: str = ""
    """Where the role inherits it, the role above that says it."""
    by: str = ""
    """Id of who assigned the role or made the override; empty where the token does not tell."""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no, and the statement that decided; None where nothing was said."""

    allowed: bool
    by: Statement | None


def decide(statements: Iterable[Statement], permission: str, *, at: datetime, scope: str = TENANT_WIDE) -> Decision:
    """User deny > user grant > role deny > role grant > inherited; nothing said is no; expired rows do not count.

    A statement for the whole tenant holds in every scope; a scoped one holds in its scope alone.
    """
    relevant = [
        statement
        for statement in statements
        if statement.permission == permission
        and statement.scope in (TENANT_WIDE, scope)
        and (statement.expires is None or at < statement.expires)
    ]
    if not relevant:
        return Decision(allowed=False, by=None)
    # Within one source a denial wins: two roles may disagree.
    first = min(relevant, key=lambda statement: (statement.source, statement.allows))
    return Decision(allowed=first.allows, by=first)


@dataclass(frozen=True, slots=True)
class Caller:
    """The person behind a request, in one tenant."""

    person: str
    """ULID of the platform-wide person (RULES X13)."""
    tenant: str
    roles: frozenset[str] = frozenset()
    """Roles for the whole tenant."""
    overrides: Sequence[Statement] = ()
    """What the token says beyond the system roles, for the whole tenant."""
    issued_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """As of when the token tells of memberships."""
    signed_in_at: datetime | None = None
    """When the person proved who they are; tokens of a refresh keep it. None where the token does not tell."""
    scoped: Scoped = Scoped.NOTHING
    """What the table knows beyond the token."""
    stated: Sequence[Statement] | None = None
    """Everything that is said of them, where it was read from the table instead of the token."""
    families: frozenset[str] = frozenset()
    """Ids of the token and of the sign-in that it descends from (`jti`, `origin_jti`)."""
    impersonator: str = ""
    """Id of who acts in the person's name; empty for those who act themselves."""
    grant: str = ""
    """Id of the grant by which they do."""
    acting_until: datetime | None = None
    is_service: bool = False
    """Whether an API key calls: a service account, which is no person and accepts no terms."""
    read: Callable[[], Sequence[Statement]] | None = field(default=None, compare=False, repr=False)
    """Reads everything that is said of them; at most once per request."""

    @property
    def is_member(self) -> bool:
        """Whether they belong to the tenant."""
        return bool(self.roles or self.scoped or self.stated)

    def statements(self) -> Sequence[Statement]:
        """What is said for the whole tenant; where it was read, everything."""
        if self.stated is not None:
            return self.stated
        granted = [
            Statement(permission, Source.ROLE_GRANT, allows=True, role=role)
            for role in sorted(self.roles)
            for permission in sorted(ROLE_GRANTS.get(role, ()))
        ]
        if self.is_member:
            granted.append(Statement(MEMBER, Source.ROLE_GRANT, allows=True))
        return [*self.overrides, *granted]

    def may(self, permission: str, *, at: datetime, scope: str = TENANT_WIDE) -> bool:
        """Whether the permission is theirs, there and then. 0 reads; 1 where a scope and statements about scopes meet
        and the answer for the whole tenant does not decide already.
        """
        return self.decide(permission, at=at, scope=scope).allowed

    def decide(self, permission: str, *, at: datetime, scope: str = TENANT_WIDE) -> Decision:
        """The answer of `may` with what decided it."""
        said = self.statements()
        if self.stated is None and scope != TENANT_WIDE and self.read is not None:
            known = decide(said, permission, at=at)
            if self.scoped is Scoped.DENIALS or (self.scoped is Scoped.GRANTS and not known.allowed):
                said = self.read()
        return decide(said, permission, at=at, scope=scope)

    def may_somewhere(self, permission: str, *, at: datetime) -> bool:
        """Whether it could be theirs in some place: for routes that learn the place by reading, and then ask `may`."""
        if self.scoped or any(statement.scope for statement in self.stated or ()):
            return True
        return self.may(permission, at=at)

    def demand(self, permission: str, *, at: datetime, scope: str = TENANT_WIDE) -> None:
        """Raises NotAMember or PermissionDenied where the permission is not theirs."""
        if not self.may(permission, at=at, scope=scope):
            raise PermissionDenied(permission=permission) if self.is_member else NotAMember(tenant=self.tenant)

    def permissions(self, *, at: datetime, scope: str = TENANT_WIDE) -> frozenset[str]:
        """All permissions that are theirs, there and then."""
        return frozenset(permission for permission in PERMISSIONS if self.may(permission, at=at, scope=scope))
