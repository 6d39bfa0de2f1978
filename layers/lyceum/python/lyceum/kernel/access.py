"""Who is calling, and whether they may: the caller from the token, permissions in the order of RULES X16."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from lyceum.kernel.errors import NotAMember, PermissionDenied, TokenRefused
from lyceum.kernel.ids import derived_id
from lyceum.kernel.permissions import MEMBER, PLATFORM, ROLE_GRANTS
from lyceum.kernel.settings import settings

TENANT_WIDE = ""


class Source(IntEnum):
    """Where a statement comes from; the first that says anything decides (RULES X16)."""

    USER_DENY = 1
    USER_GRANT = 2
    ROLE_DENY = 3
    ROLE_GRANT = 4
    INHERITED = 5


@dataclass(frozen=True, slots=True)
class Statement:
    """One grant or denial. `scope` is empty for the whole tenant, else `course:<id>`, `branch:<id>`, …."""

    permission: str
    source: Source
    allows: bool
    scope: str = TENANT_WIDE
    expires: datetime | None = None
    because: str = ""
    """For people: `role instructor`, `granted by … on …`."""


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
    overrides: Sequence[Statement] = ()
    """Grants and denials of this person beyond the roles'."""
    issued_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """When the token was issued."""

    @property
    def is_member(self) -> bool:
        """Whether the token says that they belong to the tenant."""
        return bool(self.roles)

    def statements(self) -> list[Statement]:
        """Everything that is said about what they may do."""
        granted = [
            Statement(permission, Source.ROLE_GRANT, allows=True, because=f"role {role}")
            for role in sorted(self.roles)
            for permission in sorted(ROLE_GRANTS.get(role, ()))
        ]
        if self.is_member:
            granted.append(Statement(MEMBER, Source.ROLE_GRANT, allows=True, because="membership"))
        return [*self.overrides, *granted]

    def may(self, permission: str, *, at: datetime, scope: str = TENANT_WIDE) -> bool:
        """Whether the permission is theirs, there and then."""
        return decide(self.statements(), permission, at=at, scope=scope).allowed

    def demand(self, permission: str, *, at: datetime, scope: str = TENANT_WIDE) -> None:
        """Raises NotAMember or PermissionDenied where the permission is not theirs."""
        if not self.may(permission, at=at, scope=scope):
            raise PermissionDenied(permission=permission) if self.is_member else NotAMember(tenant=self.tenant)


def memberships(claim: str) -> dict[str, frozenset[str]]:
    """Roles by tenant from `acme=instructor,learner;beta=learner`; malformed parts give nothing."""
    found: dict[str, frozenset[str]] = {}
    for part in claim.split(";"):
        tenant, separator, roles = part.partition("=")
        if tenant and separator:
            found[tenant] = frozenset(role for role in roles.split(",") if role)
    return found


def membership_claim(roles_by_tenant: Mapping[str, Iterable[str]], *, limit: int = 2048) -> str:
    """The claim that `memberships` reads, in order; `*` where it would be longer than `limit` bytes."""
    parts = (f"{tenant}={','.join(sorted(roles))}" for tenant, roles in sorted(roles_by_tenant.items()))
    claim = ";".join(parts)
    return claim if len(claim.encode()) <= limit else "*"


def person_id(issuer: str, subject: str) -> str:
    """The person's id where the token carries none: derived from who issued it and its subject."""
    return derived_id("person", issuer, subject)


def caller_from(
    claims: Mapping[str, Any],
    tenant: str,
    *,
    roles_of: Callable[[str, str], frozenset[str]] | None = None,
) -> Caller:
    """The caller that verified claims describe (every claim is text; the gateway checked signature, issuer, expiry).

    Raises TokenRefused for a token of another kind or client. `roles_of(person, tenant)` is asked where the claim
    says `*` (too many memberships for a token) or is absent (an issuer that knows none).
    """
    _check_audience(claims)
    person = str(claims.get("person") or person_id(str(claims.get("iss", "")), str(claims["sub"])))
    claim = str(claims.get("memberships", "*"))
    known = memberships(claim)
    if claim == "*" and roles_of is not None:
        roles = roles_of(person, tenant)
    else:
        roles = known.get(tenant, frozenset()) if tenant != PLATFORM else known.get(PLATFORM, frozenset())
    issued = datetime.fromtimestamp(int(float(str(claims.get("iat", 0)))), UTC)
    return Caller(person=person, tenant=tenant, roles=roles, issued_at=issued)


def _check_audience(claims: Mapping[str, Any]) -> None:
    """The authorizer takes ID and access tokens of the same client; this API takes both, from its own clients alone."""
    accepted = settings().clients
    use = claims.get("token_use")
    client = claims.get("client_id") if use == "access" else claims.get("aud")
    if use not in ("access", "id") or not claims.get("sub"):
        raise TokenRefused
    if accepted and client not in accepted:
        raise TokenRefused
