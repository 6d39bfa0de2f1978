"""The membership claim of a token, written and read, and the caller that verified claims describe.

`acme=instructor,learner;beta=learner,+grade.give,~g,@1795348800`: for each tenant the roles for the whole tenant, then
what its own roles and single grants add (`+`) or take away (`-`), whether more is said of single places (`~g` grants
alone, `~d` perhaps denials), and until when this holds (`@`, seconds). `acme=*` says: ask the table; `*` alone says so
of every tenant.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, Self

from lyceum.kernel.access import Caller, Scoped, Source, Statement
from lyceum.kernel.errors import SignInForAnotherSchool, TokenRefused
from lyceum.kernel.ids import derived_id
from lyceum.kernel.permissions import MEMBER, PLATFORM, ROLE_GRANTS
from lyceum.kernel.rights import Rights, RoleBook
from lyceum.kernel.settings import settings

LIMIT_BYTES: Final = 2048
"""Of the claim: the request line and all headers have 10,240 bytes, and the token is in base64."""
LIMIT_OF_ONE: Final = 512
"""Of one tenant's part: above it the part says `*`, so that one school does not crowd out the others."""
ASK: Final = "*"
_SCOPED: Final = {Scoped.GRANTS: "~g", Scoped.DENIALS: "~d"}


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a token says of one tenant."""

    roles: frozenset[str] = frozenset()
    granted: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    scoped: Scoped = Scoped.NOTHING
    until: datetime | None = None
    ask: bool = False
    """The token says nothing: the table is read."""

    @classmethod
    def of(cls, rights: Rights, book: RoleBook, *, at: datetime) -> Self:
        """What a token issued now should say of these rights."""
        roles = rights.roles_at(at)
        scoped = rights.scoped(at)
        may = rights.permissions(book, at)
        known = frozenset().union(*(ROLE_GRANTS.get(role, frozenset()) for role in roles))
        known |= {MEMBER} if roles or scoped else set()
        return cls(roles, may - known, known - may, scoped, rights.until(at))

    @classmethod
    def read(cls, text: str) -> Self:
        """From the part behind a tenant's `=`."""
        parts = frozenset(part for part in text.split(",") if part)
        end = next((part[1:] for part in parts if part[0] == "@"), "")
        return cls(
            roles=frozenset(part for part in parts if part[0].isalpha()),
            granted=frozenset(part[1:] for part in parts if part[0] == "+"),
            denied=frozenset(part[1:] for part in parts if part[0] == "-"),
            scoped=max((kind for kind, mark in _SCOPED.items() if mark in parts), default=Scoped.NOTHING),
            until=datetime.fromtimestamp(int(end), UTC) if end.isdecimal() and len(end) <= 10 else None,
            ask=ASK in parts,
        )

    def written(self) -> str:
        """The part behind a tenant's `=`."""
        parts = [*sorted(self.roles), *(f"+{one}" for one in sorted(self.granted))]
        parts += [f"-{one}" for one in sorted(self.denied)]
        parts += [_SCOPED[self.scoped]] if self.scoped else []
        parts += [f"@{int(self.until.timestamp())}"] if self.until else []
        text = ",".join(parts)
        return ASK if self.ask or len(text.encode()) > LIMIT_OF_ONE else text

    def overrides(self) -> list[Statement]:
        """The differences from the system roles, as statements that decide before these."""
        return [
            *(Statement(one, Source.USER_DENY, allows=False, expires=self.until) for one in sorted(self.denied)),
            *(Statement(one, Source.USER_GRANT, allows=True, expires=self.until) for one in sorted(self.granted)),
        ]


def memberships(claim: str) -> dict[str, Claimed]:
    """What the claim says by tenant; malformed parts give nothing."""
    found: dict[str, Claimed] = {}
    for part in claim.split(";"):
        tenant, separator, said = part.partition("=")
        if tenant and separator:
            found[tenant] = Claimed.read(said)
    return found


def membership_claim(by_tenant: Mapping[str, Claimed], *, limit: int = LIMIT_BYTES) -> str:
    """The claim that `memberships` reads, in order; `*` where it would be longer than `limit` bytes.

    Roles on the platform are said in any case: no table knows them but the one that the token was made from.
    """
    parts = {tenant: f"{tenant}={said.written()}" for tenant, said in sorted(by_tenant.items())}
    claim = ";".join(parts.values())
    if len(claim.encode()) <= limit:
        return claim
    return ";".join([ASK, *([parts[PLATFORM]] if PLATFORM in parts else [])])


def person_id(issuer: str, subject: str) -> str:
    """The person's id where the token carries none: derived from who issued it and its subject."""
    return derived_id("person", issuer, subject)


type Told = tuple[frozenset[str], Sequence[Statement]]
"""Roles for the whole tenant, and everything that is said, as the table has it."""


type Reader = Callable[[str, str, bool], Told | None]
"""`(person, tenant, fresh)` → what the table says, or None; where not `fresh`, what it said a while ago will do."""


def caller_from(
    claims: Mapping[str, Any],
    tenant: str,
    *,
    at: datetime | None = None,
    rights_of: Reader | None = None,
) -> Caller:
    """The caller that verified claims describe (every claim is text; the gateway checked signature, issuer, expiry).

    Raises TokenRefused for a token of another kind or client, SignInForAnotherSchool for one that a school's own
    identity provider vouches for, anywhere else. `rights_of` is asked where the claim says `*`, has run
    out, or is absent (an issuer that knows no memberships), and where a request names a place of which more is said.
    """
    _check_audience(claims)
    if claims.get("school", tenant) != tenant:
        raise SignInForAnotherSchool(tenant=tenant)
    person = str(claims.get("person") or person_id(str(claims.get("iss", "")), str(claims["sub"])))
    said = _said(str(claims.get("memberships", ASK)), tenant)
    ended = at is not None and said.until is not None and said.until <= at
    asked = said.ask or ended
    told = rights_of(person, tenant, False) if asked and rights_of is not None else None
    return Caller(
        person=person,
        tenant=tenant,
        roles=(told[0] if told else frozenset()) if asked else said.roles,
        overrides=() if asked else said.overrides(),
        issued_at=_as_of(claims),
        signed_in_at=_signed_in_at(claims),
        scoped=Scoped.NOTHING if asked else said.scoped,
        stated=(told[1] if told else ()) if asked else None,
        families=frozenset(str(claims[name]) for name in ("jti", "origin_jti") if claims.get(name)),
        read=_reader(person, tenant, rights_of),
    )


def _said(claim: str, tenant: str) -> Claimed:
    known = memberships(claim)
    if tenant in known:
        return known[tenant]
    return Claimed(ask=tenant != PLATFORM and ASK in claim.split(";"))


def _reader(person: str, tenant: str, rights_of: Reader | None) -> Callable[[], Sequence[Statement]] | None:
    if rights_of is None:
        return None

    @lru_cache(maxsize=1)
    def read() -> Sequence[Statement]:
        told = rights_of(person, tenant, True)
        return told[1] if told else ()

    return read


def _as_of(claims: Mapping[str, Any]) -> datetime:
    """When the memberships in the token were read; by others than our trigger, when it was issued."""
    read_at = str(claims.get("memberships_at", ""))
    if read_at.isdecimal() and len(read_at) <= 14:
        return datetime.fromtimestamp(int(read_at) / 1000, UTC)
    return datetime.fromtimestamp(int(float(str(claims.get("iat", 0)))), UTC)


def _signed_in_at(claims: Mapping[str, Any]) -> datetime | None:
    """`auth_time`, as OpenID Connect Core 1.0, section 2 has it."""
    text = str(claims.get("auth_time", ""))
    return datetime.fromtimestamp(int(text), UTC) if text.isdecimal() and len(text) <= 10 else None


def _check_audience(claims: Mapping[str, Any]) -> None:
    """The authorizer takes ID and access tokens of the same client; this API takes both, from its own clients alone."""
    accepted = settings().clients
    use = claims.get("token_use")
    known = ("access", "id", None) if settings().has_other_issuer else ("access", "id")
    if use not in known or not claims.get("sub"):
        raise TokenRefused
    if accepted and accepted.isdisjoint(_clients(claims, use)):
        raise TokenRefused


def _clients(claims: Mapping[str, Any], use: str | None) -> frozenset[str]:
    """For whom the token was made. The gateway writes a list of audiences as `[one two]`."""
    names = {"access": ("client_id",), "id": ("aud",)}.get(use or "", ("aud", "client_id"))
    return frozenset(part for name in names for part in str(claims.get(name, "")).strip("[]").split())
