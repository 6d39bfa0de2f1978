"""API keys of a school: made, changed, rotated, revoked. A key can never do more than who made it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lyceum.identity.errors import ApiKeyNotFound, SecretShownOnce
from lyceum.identity.holding import demand_permissions
from lyceum.identity.model.api_key import ApiKey, Wish
from lyceum.identity.model.secret import digest_of, written
from lyceum.identity.settled import settled
from lyceum.identity.store import api_keys as store
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.pages import Page


@dataclass(frozen=True, slots=True)
class Shown:
    """A key with its text, which nobody sees again."""

    key: ApiKey
    text: str


def make_key(caller: Caller, wish: Wish, *, secret: bytes, creation: Creation, at: datetime) -> Shown:
    """A new key; `wish` says what it may, `secret` is 32 random bytes.

    Raises PermissionNotHeld, EndsInThePast, NetworkNotUnderstood, SecretShownOnce, IdempotencyKeyReused.
    1 round trip. Source: RULES S1-40.
    """
    demand_permissions(caller, wish.permissions, at=at)
    text = written(creation.id, secret)
    key = ApiKey.of(wish, id=creation.id, digest=digest_of(text), by=caller.person, at=at)
    store.keep_new(caller.tenant, key, creation=creation)
    return Shown(key, text)


def keys_of(caller: Caller, *, after: str | None, limit: int) -> Page[ApiKey]:
    """Every key that the school has or had, newest first. 1 round trip."""
    return store.listed(caller.tenant, after=after, limit=limit)


def find_key(caller: Caller, id: str) -> ApiKey:
    """One key. Raises ApiKeyNotFound. 1 round trip."""
    key = store.find(caller.tenant, id)
    if key is None:
        raise ApiKeyNotFound(key=id)
    return key


def change_key(
    caller: Caller, id: str, changes: dict[str, object], *, at: datetime, expected: int | None = None
) -> ApiKey:
    """Change what a key is called, what it may, from where, how often, until when. It takes effect with the next use.

    Raises ApiKeyNotFound, KeyIsRevoked, PermissionNotHeld, EndsInThePast, NetworkNotUnderstood, ChangedInTheMeantime.
    2 round trips.
    """

    def act() -> ApiKey:
        key = _as_expected(caller, id, expected)
        after = key.changed(changes, at=at)
        demand_permissions(caller, after.permissions - key.permissions, at=at)
        if after != key:
            store.keep_changed(caller.tenant, key, after, at=at, actor=caller.person)
        return after

    return settled(act, wanted=expected)


def rotate_key(
    caller: Caller,
    id: str,
    *,
    secret: bytes,
    overlap: timedelta,
    creation: Creation,
    at: datetime,
    expected: int | None = None,
) -> Shown:
    """Another secret for a key; those of before are good for the overlap, at most 7 days, 0 ends them at once.

    Raises ApiKeyNotFound, KeyIsRevoked, SecretShownOnce, ChangedInTheMeantime. 2 round trips.
    """

    def act() -> Shown:
        key = _as_expected(caller, id, expected)
        if creation.key_hash is not None and key.rotation == creation.key_hash:
            raise SecretShownOnce(key=id)
        text = written(id, secret)
        after = key.rotated(digest_of(text), at=at, overlap=overlap, rotation=creation.key_hash or "")
        # Who hands out the key's secret could use it: they have what it may.
        demand_permissions(caller, after.permissions, at=at)
        store.keep_rotated(caller.tenant, after, at=at, actor=caller.person)
        return Shown(after, text)

    return settled(act, wanted=expected)


def revoke_key(caller: Caller, id: str, *, reason: str, at: datetime) -> None:
    """No request with it from now on; why stands with it. A second time changes nothing.

    Raises ApiKeyNotFound. 1 round trip.
    """
    store.revoke(caller.tenant, id, reason=reason, at=at, actor=caller.person)


def _as_expected(caller: Caller, id: str, expected: int | None) -> ApiKey:
    key = find_key(caller, id)
    if expected is not None and key.revision != expected:
        raise ChangedInTheMeantime
    return key
