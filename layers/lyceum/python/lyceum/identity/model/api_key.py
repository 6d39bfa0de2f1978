"""An API key and its service account: what it may, from where, how long; which secrets are right. Pure."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, Self

from lyceum.identity.errors import EndsInThePast, KeyIsRevoked, NetworkNotUnderstood
from lyceum.identity.model.rate import DEFAULT_LIMITS, UNUSED, Limits, Usage
from lyceum.kernel.api_keys import (
    ApiKeyAddressRefused,
    ApiKeyExpired,
    ApiKeyOriginRefused,
    ApiKeyRefused,
    ApiKeyRevoked,
)
from lyceum.kernel.errors import DomainError

LONGEST_OVERLAP: Final = timedelta(days=7)
MOST_RETIRED: Final = 3
"""Secrets that were rotated out and are still good; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class Retired:
    """A secret that was rotated out."""

    digest: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody says of a key to be made; the fields as in ApiKey."""

    name: str
    permissions: frozenset[str]
    networks: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    expires: datetime | None = None
    limits: Limits = DEFAULT_LIMITS


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One key of a school. `id` is that of its service account, too: what events and the audit trail name."""

    id: str
    name: str
    digest: str
    permissions: frozenset[str]
    created_by: str
    created_at: datetime
    networks: tuple[str, ...] = ()
    """CIDR blocks, v4 or v6, from which it may be used; empty: from anywhere."""
    domains: tuple[str, ...] = ()
    """Hosts of web sites that may use it, `*.example.org` for all below; empty: whoever has it."""
    expires: datetime | None = None
    limits: Limits = DEFAULT_LIMITS
    retired: tuple[Retired, ...] = ()
    revoked_by: str = ""
    revoked_at: datetime | None = None
    revoked_because: str = ""
    usage: Usage = UNUSED
    revision: int = 1
    """Of what people change; uses do not count."""
    rotation: str = ""
    """Hash of the idempotency key of the last rotation."""

    @classmethod
    def of(cls, wish: Wish, *, id: str, digest: str, by: str, at: datetime) -> Self:
        """A new key. Raises EndsInThePast, NetworkNotUnderstood."""
        demand_to_come(wish.expires, at=at)
        return cls(
            id=id,
            name=wish.name,
            digest=digest,
            permissions=wish.permissions,
            created_by=by,
            created_at=at,
            networks=networks_of(wish.networks),
            domains=wish.domains,
            expires=wish.expires,
            limits=wish.limits,
        )

    def state(self, at: datetime) -> str:
        """`active`, `expired` or `revoked`."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires is not None and self.expires <= at else "active"

    def refusal(self, digest: str, *, at: datetime, address: str, site: str) -> type[DomainError] | None:
        """Why a request with this secret, from this address and this web site's host, is refused.

        Who does not have a right secret learns nothing else about the key.
        """
        right, until = self._known(digest)
        if not right:
            return ApiKeyRefused
        if self.revoked_at is not None:
            return ApiKeyRevoked
        ends = [end for end in (self.expires, until) if end is not None]
        if any(end <= at for end in ends):
            return ApiKeyExpired
        if self.networks and not _lies_in(address, self.networks):
            return ApiKeyAddressRefused
        if self.domains and not _is_of(site, self.domains):
            return ApiKeyOriginRefused
        return None

    def _known(self, digest: str) -> tuple[bool, datetime | None]:
        """Whether a secret is right, and until when; all are compared, each in the time that any takes."""
        right, until = hmac.compare_digest(self.digest, digest), None
        for one in self.retired:
            if hmac.compare_digest(one.digest, digest):
                right, until = True, one.until
        return right, until

    def rotated(self, digest: str, *, at: datetime, overlap: timedelta, rotation: str) -> "ApiKey":
        """With another secret; those of before are good for no longer than the overlap.

        An answer may get lost, so a second rotation within an overlap leaves the secret that clients really use alone.
        Raises KeyIsRevoked.
        """
        self._demand_not_revoked()
        until = at + min(overlap, LONGEST_OVERLAP)
        kept = [Retired(one.digest, min(one.until, until)) for one in self.retired]
        kept.append(Retired(self.digest, until))
        good = tuple(one for one in kept if at < one.until)[:MOST_RETIRED]
        return replace(self, digest=digest, retired=good, rotation=rotation, revision=self.revision + 1)

    def changed(self, changes: dict[str, object], *, at: datetime) -> "ApiKey":
        """With other fields; itself where nothing differs. Raises KeyIsRevoked, EndsInThePast, NetworkNotUnderstood."""
        self._demand_not_revoked()
        after = replace(self, **changes)  # type: ignore[arg-type]
        after = replace(after, networks=networks_of(after.networks))
        if after.expires != self.expires:
            demand_to_come(after.expires, at=at)
        return self if after == self else replace(after, revision=self.revision + 1)

    def _demand_not_revoked(self) -> None:
        if self.revoked_at is not None:
            raise KeyIsRevoked(key=self.id)


def demand_to_come(end: datetime | None, *, at: datetime) -> None:
    """Raises EndsInThePast."""
    if end is not None and end <= at:
        raise EndsInThePast


def networks_of(texts: Iterable[str]) -> tuple[str, ...]:
    """CIDR blocks in canonical form, each once; a single address is a block of one. Raises NetworkNotUnderstood."""
    found: list[str] = []
    for number, text in enumerate(texts):
        try:
            found.append(str(ip_network(text, strict=False)))
        except ValueError as error:
            raise NetworkNotUnderstood(number=number) from error
    return tuple(dict.fromkeys(found))


def _lies_in(address: str, networks: Iterable[str]) -> bool:
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    blocks: Iterable[IPv4Network | IPv6Network] = map(ip_network, networks)
    return any(found.version == block.version and found in block for block in blocks)


def _is_of(site: str, domains: Iterable[str]) -> bool:
    host = site.lower().rstrip(".")
    return any(
        host.endswith(domain[1:]) and len(host) > len(domain) - 1 if domain.startswith("*.") else host == domain
        for domain in domains
    )
