"""Tokens that are refused before they run out: each environment keeps the tenant's `REVOKED` item for 50 seconds.

A use case that takes something away adds `revoke(write, …)` to its transaction:

    with transaction(tenant=tenant, at=at, actor=caller.person) as write:
        write.update(MemberItem, …)
        revoke(write, rights_of(person))      # roles, overrides: a refresh brings what is left
        revoke(write, sessions_of(person))    # a ban, a sign-out everywhere: sign in again
        revoke(write, session(family))        # one sign-in and its tokens (`origin_jti`, or one `jti`)

One call per transaction: DynamoDB takes one write of an item in each, so pass all entries to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

from cachetools import TTLCache
from pynamodb.attributes import UnicodeSetAttribute

from lyceum.kernel.access import Caller
from lyceum.kernel.errors import DomainError, TokenRevoked, TokenStale
from lyceum.kernel.memory import remembered
from lyceum.kernel.table import Item, Key, Transaction, get, tenant_key

MARGIN: Final = timedelta(seconds=2)
"""A transaction has been made by then: a token that read memberships while it was under way is refused, too."""
TOKEN_LIFE: Final = timedelta(hours=24)
"""The longest life that a user pool can give to an access token; an entry's life."""
MOST_ENTRIES: Final = 2_000
"""Above it one entry for everybody takes the place of all: everybody refreshes once."""
_SWEPT_HOURS: Final = 48
_EVERYBODY: Final = "*"


@dataclass(frozen=True, slots=True)
class Entry:
    """Whose tokens of before are refused."""

    whose: str
    """`p` rights of a person, `s` a person, `f` a token family, `r` a role, `*` everybody; then `:` and the id."""
    margin: timedelta = MARGIN


def rights_of(person: str) -> Entry:
    """A person has less rights than tokens of before say: these are stale, a refresh brings what is left."""
    return Entry(f"p:{person}")


def sessions_of(person: str) -> Entry:
    """A person is signed out of this tenant, however they signed in: tokens of sign-ins of before are refused, also
    those that a refresh makes of them later.
    """
    return Entry(f"s:{person}", margin=timedelta())


def session(family: str) -> Entry:
    """One sign-in is ended, its later tokens too: `origin_jti` of its tokens, or the `jti` of a single one."""
    return Entry(f"f:{family}", margin=timedelta())


def role(slug: str) -> Entry:
    """A role of the tenant's own gives less than tokens of before say."""
    return Entry(f"r:{slug}")


class RevokedItem(Item):
    """`T#<tenant>` / `REVOKED`: sets of `<whose>@<milliseconds>`, one for each hour (`h<hours since 1970>`).

    Adding to a set needs no read and loses nothing when two write at once; an hour's set goes as a whole.
    """

    KIND = "revoked"

    @classmethod
    def from_wire(cls, raw: dict[str, Any]) -> Self:
        """An item as DynamoDB answered it, with its sets read."""
        item = super().from_wire(raw)
        item.not_before = _entries(raw)
        return item

    not_before: dict[str, datetime]
    """Whose tokens are refused, and up to which time of issue."""


def revoke(write: Transaction, *entries: Entry) -> None:
    """Add to a transaction: what was issued until its time is refused, within a minute, everywhere.

    2 WCU per KB of the item in a transaction, 0 RT. `write.tenant` and `write.at` say where and from when.
    """
    known = _remembered.get(write.tenant)
    if known is not None and len(known) > MOST_ENTRIES:
        entries = (*entries, Entry(_EVERYBODY))
    hour = _hour(write.at)
    horizon = hour - int(TOKEN_LIFE / timedelta(hours=1)) - 1
    actions: list[Any] = [
        _set(hour).add({f"{entry.whose}@{_milliseconds(write.at + entry.margin)}" for entry in entries}),
        RevokedItem.ttl.set(int((write.at + TOKEN_LIFE + timedelta(hours=1)).timestamp())),
        *(_set(old).remove() for old in range(horizon - _SWEPT_HOURS, horizon)),
    ]
    if known is not None and len(known) > MOST_ENTRIES:
        actions += [_set(old).remove() for old in range(horizon, hour)]
    write.update(RevokedItem, revoked_key(write.tenant), actions, upsert=True)


def refuse_revoked(caller: Caller, *, at: datetime) -> None:
    """Raises TokenStale or TokenRevoked for a token from before something was taken away.

    0 reads, but for one in 50 seconds for each tenant (0.5 RCU per 4 KB).
    """
    refusal = verdict(caller, not_before(caller.tenant), at=at)
    if refusal is not None:
        raise refusal


def verdict(caller: Caller, known: Mapping[str, datetime], *, at: datetime) -> DomainError | None:
    """Why the caller's token is refused, if it is. Rights that were just read are not those of the token."""
    if _signed_in_before(caller, known.get(f"s:{caller.person}")) or any(
        f"f:{one}" in known for one in caller.families
    ):
        return TokenRevoked()
    stale = [_EVERYBODY]
    if caller.stated is None:
        stale += [f"p:{caller.person}", *(f"r:{slug}" for slug in sorted(caller.roles))]
    margins = [known[whose] for whose in stale if _before(caller, known.get(whose))]
    if not margins:
        return None
    refusal = TokenStale(tenant=caller.tenant)
    refusal.retry_after = max(0, int((max(margins) - at).total_seconds()) + 1) or None
    return refusal


def not_before(tenant: str) -> Mapping[str, datetime]:
    """Whose tokens are refused, and up to which time of issue; as of at most 50 seconds ago."""
    known = _remembered.get(tenant)
    if known is None:
        item = get(RevokedItem, revoked_key(tenant))
        known = _remembered[tenant] = item.not_before if item is not None else {}
    return known


def revoked_key(tenant: str) -> Key:
    """Where a tenant's revocations lie."""
    return Key(tenant_key(tenant), "REVOKED")


_remembered: TTLCache[str, Mapping[str, datetime]] = remembered(most=200)


def _entries(raw: Mapping[str, Any]) -> dict[str, datetime]:
    """What an item in wire form says; the later where there are two."""
    found: dict[str, datetime] = {}
    for text in (text for name, value in raw.items() if name[0] == "h" for text in value.get("SS", ())):
        whose, _, at = text.rpartition("@")
        until = datetime.fromtimestamp(int(at) / 1000, UTC)
        found[whose] = max(until, found.get(whose, until))
    return found


def _before(caller: Caller, until: datetime | None) -> bool:
    return until is not None and caller.issued_at <= until


def _signed_in_before(caller: Caller, until: datetime | None) -> bool:
    return until is not None and (caller.signed_in_at or caller.issued_at) <= until


def _set(hour: int) -> UnicodeSetAttribute:
    return UnicodeSetAttribute(attr_name=f"h{hour}")


def _hour(at: datetime) -> int:
    return int(at.timestamp()) // 3600


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
