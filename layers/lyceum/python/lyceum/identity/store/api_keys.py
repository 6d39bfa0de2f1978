"""The API keys of a school, one item each: what they may, how secrets are recognised, how often they were used."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from lyceum.identity.errors import ApiKeyNotFound, SecretShownOnce
from lyceum.identity.events import ApiKeyChanged, ApiKeyCreated, ApiKeyRevoked, ApiKeyRotated
from lyceum.identity.model.api_key import ApiKey, Retired
from lyceum.identity.model.rate import WINDOWS, Limits, Usage, began, ends
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import ChangedInTheMeantime, DomainError, IdempotencyKeyReused
from lyceum.kernel.events import Tellable
from lyceum.kernel.pages import Page
from lyceum.kernel.table import InstantAttribute, Item, Key, get, query, tenant_key, transaction
from lyceum.kernel.table.items import RawMapAttribute

PREFIX = "KEY#"


class ApiKeyItem(Item):
    """`T#<tenant>#KEYS` / `KEY#<id>`: what people say of a key, and its use; in no index, so that a use costs 1 WCU."""

    KIND = "api_key"

    name = UnicodeAttribute(attr_name="n")
    digest = UnicodeAttribute(attr_name="d")
    permissions = UnicodeAttribute(attr_name="p")
    networks = UnicodeAttribute(attr_name="nw", null=True)
    domains = UnicodeAttribute(attr_name="dm", null=True)
    expires = InstantAttribute(attr_name="ex", null=True)
    per_minute = NumberAttribute(attr_name="lm")
    per_hour = NumberAttribute(attr_name="lh")
    per_day = NumberAttribute(attr_name="ld")
    retired = RawMapAttribute(attr_name="od", null=True)
    """Secrets that were rotated out, by number, oldest first: hash, until when it is good."""
    rotation = UnicodeAttribute(attr_name="rk", null=True)
    created_by = UnicodeAttribute(attr_name="b")
    created_at = InstantAttribute(attr_name="a")
    revoked_by = UnicodeAttribute(attr_name="rb", null=True)
    revoked_at = InstantAttribute(attr_name="ra", null=True)
    revoked_because = UnicodeAttribute(attr_name="rw", null=True)
    edition = NumberAttribute(attr_name="er")
    """The revision of what people change; `rev` counts uses, too."""
    used_at = InstantAttribute(attr_name="u", null=True)
    used_minute = NumberAttribute(attr_name="um", null=True)
    used_hour = NumberAttribute(attr_name="uh", null=True)
    used_day = NumberAttribute(attr_name="ud", null=True)


def find(tenant: str, id: str) -> ApiKey | None:
    """One key, strongly consistent. 1 round trip."""
    item = get(ApiKeyItem, key_of(tenant, id), consistent=True)
    return _entity(item) if item is not None else None


def listed(tenant: str, *, after: str | None, limit: int) -> Page[ApiKey]:
    """Every key that the school has or had, newest first. 1 round trip."""
    page = query(ApiKeyItem, _pk(tenant), prefix=PREFIX, after=after, limit=limit, forward=False)
    return Page([_entity(item) for item in page.items], page.next_key)


def keep_new(tenant: str, key: ApiKey, *, creation: Creation) -> None:
    """Keep a new key. Raises SecretShownOnce for the same wish again, IdempotencyKeyReused for another."""
    place = key_of(tenant, key.id)
    item = ApiKeyItem(
        place.pk,
        place.sk,
        created_by=key.created_by,
        created_at=key.created_at,
        key_hash=creation.key_hash,
        body_hash=creation.body_hash,
        **_said(key),
    )

    def explain(old: ApiKeyItem | None) -> DomainError | None:
        if old is not None and old.digest == key.digest:
            return None  # our own write, whose answer was lost
        same = old is None or old.body_hash == creation.body_hash
        return SecretShownOnce(key=key.id) if same else IdempotencyKeyReused()

    told = ApiKeyCreated(key=key.id, permissions=tuple(sorted(key.permissions)), expires=key.expires)
    with transaction(tenant=tenant, at=key.created_at, actor=key.created_by) as write:
        write.put(item, when=ApiKeyItem.absent(), otherwise=explain, events=[told])


def keep_changed(tenant: str, before: ApiKey, after: ApiKey, *, at: datetime, actor: str) -> None:
    """Keep what somebody changed. Raises ChangedInTheMeantime."""
    told = ApiKeyChanged(key=after.id, permissions=tuple(sorted(after.permissions)), expires=after.expires).showing(
        permissions=(sorted(before.permissions), sorted(after.permissions)),
        expires=(before.expires, after.expires),
        networks=(list(before.networks), list(after.networks)),
        domains=(list(before.domains), list(after.domains)),
        per_minute=(before.limits.minute, after.limits.minute),
        per_hour=(before.limits.hour, after.limits.hour),
        per_day=(before.limits.day, after.limits.day),
    )
    _keep(tenant, after, told, at=at, actor=actor)


def keep_rotated(tenant: str, after: ApiKey, *, at: datetime, actor: str) -> None:
    """Keep another secret. Raises ChangedInTheMeantime."""
    until = max((one.until for one in after.retired), default=at)
    _keep(tenant, after, ApiKeyRotated(key=after.id, until=until), at=at, actor=actor)


def revoke(tenant: str, id: str, *, reason: str, at: datetime, actor: str) -> None:
    """Revoke a key, whatever is changed of it meanwhile; a second time changes nothing. Raises ApiKeyNotFound.

    1 round trip.
    """

    def explain(old: ApiKeyItem | None) -> DomainError | None:
        return None if old is not None else ApiKeyNotFound(key=id)

    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            ApiKeyItem,
            key_of(tenant, id),
            [
                ApiKeyItem.revoked_by.set(actor),
                ApiKeyItem.revoked_at.set(at),
                ApiKeyItem.revoked_because.set(reason),
                ApiKeyItem.edition.add(1),
            ],
            when=ApiKeyItem.revoked_at.does_not_exist(),
            otherwise=explain,
            events=[ApiKeyRevoked(key=id)],
        )


def spend(tenant: str, key: ApiKey, *, at: datetime) -> ApiKey | None:
    """Count one use, if nobody changed the key, none of its windows has ended meanwhile, and each lets one more in.

    None where it is counted; else the key as it is now, to decide again. 1 round trip. Many at once do not hinder each
    other within a window: each adds 1, and the condition ends them at the limit.
    """
    met: list[ApiKeyItem | None] = []

    def explain(old: ApiKeyItem | None) -> DomainError:
        met.append(old)
        return ChangedInTheMeantime()

    actions, condition = _counting(key, at)
    try:
        with transaction(tenant=tenant, at=at, actor=key.id) as write:
            write.update(ApiKeyItem, key_of(tenant, key.id), actions, when=condition, otherwise=explain)
    except ChangedInTheMeantime:
        (old,) = met
        if old is None:
            raise
        return _entity(old)
    return None


def key_of(tenant: str, id: str) -> Key:
    """Where a key lies."""
    return Key(_pk(tenant), PREFIX + id)


def _counting(key: ApiKey, at: datetime) -> tuple[list[Action], Condition]:
    """Windows that go on since the last use get one more, others begin with 1; as long as both are as they were read.

    The last use lies where it lay when read: in each window that goes on, before each that began.
    """
    last = key.usage.last
    now = max(at, last) if last is not None else at
    goes_on = {name: last is not None and began(last, name) == began(now, name) for name in WINDOWS}
    actions: list[Action] = [ApiKeyItem.used_at.set(now)]
    condition: Condition = ApiKeyItem.edition == key.revision
    for name, count in _COUNTS.items():
        actions.append(count.add(1) if goes_on[name] else count.set(1))
        if goes_on[name]:
            condition &= count < getattr(key.limits, name)
    if last is None:
        return actions, condition & ApiKeyItem.used_at.does_not_exist()
    before = min((began(now, name) for name in WINDOWS if not goes_on[name]), default=ends(now, "minute"))
    condition &= ApiKeyItem.used_at < before
    kept = [began(now, name) for name in WINDOWS if goes_on[name]]
    return actions, condition & (ApiKeyItem.used_at >= max(kept)) if kept else condition


_COUNTS = {"minute": ApiKeyItem.used_minute, "hour": ApiKeyItem.used_hour, "day": ApiKeyItem.used_day}


def _keep(tenant: str, after: ApiKey, told: Tellable, *, at: datetime, actor: str) -> None:
    fields = ApiKeyItem.get_attributes()
    actions: list[Action] = [
        fields[name].set(value) if value is not None else fields[name].remove() for name, value in _said(after).items()
    ]

    def explain(old: ApiKeyItem | None) -> DomainError | None:
        lost = old is not None and old.digest == after.digest and int(old.edition) == after.revision
        return None if lost and isinstance(told, ApiKeyRotated) else ChangedInTheMeantime()

    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            ApiKeyItem,
            key_of(tenant, after.id),
            actions,
            when=ApiKeyItem.edition == after.revision - 1,
            otherwise=explain,
            events=[told],
        )


def _said(key: ApiKey) -> dict[str, Any]:
    """What people say of a key, by attribute; None for what is absent."""
    return {
        "name": key.name,
        "digest": key.digest,
        "permissions": _joined(sorted(key.permissions)),
        "networks": _joined(key.networks),
        "domains": _joined(key.domains),
        "expires": key.expires,
        "per_minute": key.limits.minute,
        "per_hour": key.limits.hour,
        "per_day": key.limits.day,
        "retired": {str(number): [one.digest, iso(one.until)] for number, one in enumerate(key.retired)} or None,
        "rotation": key.rotation or None,
        "edition": key.revision,
    }


def _joined(parts: Sequence[str]) -> str | None:
    return " ".join(parts) or None


def _pk(tenant: str) -> str:
    return tenant_key(tenant, "KEYS")


def _entity(item: ApiKeyItem) -> ApiKey:
    counts = (int(count or 0) for count in (item.used_minute, item.used_hour, item.used_day))
    retired = [Retired(digest, parse(until)) for _, (digest, until) in sorted((item.retired or {}).items())]
    return ApiKey(
        id=item.sk.removeprefix(PREFIX),
        name=item.name,
        digest=item.digest,
        permissions=frozenset(item.permissions.split()),
        networks=tuple((item.networks or "").split()),
        domains=tuple((item.domains or "").split()),
        expires=item.expires,
        limits=Limits(int(item.per_minute), int(item.per_hour), int(item.per_day)),
        retired=tuple(retired),
        rotation=item.rotation or "",
        created_by=item.created_by,
        created_at=item.created_at,
        revoked_by=item.revoked_by or "",
        revoked_at=item.revoked_at,
        revoked_because=item.revoked_because or "",
        usage=Usage(item.used_at, *counts),
        revision=int(item.edition),
    )
