"""A key for each person in each tenant: what is about them and must stay in records is sealed under it.

Taking the key away erases the person from every copy at once: the table, its stream, the bus' archive, exports of
seals. The key lies in the person's own partition, wrapped by a secret that the table does not have.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from pynamodb.attributes import BinaryAttribute

from lyceum.kernel.errors import DomainError
from lyceum.kernel.table import InstantAttribute, Item, Key, Transaction, batch_get, get, tenant_key, transaction


class PersonKeyItem(Item):
    """`T#<tenant>#U#<person>` / `KEY`: the wrapped key, or the mark that it was erased."""

    KIND = "person_key"

    wrapped = BinaryAttribute(attr_name="k", null=True, legacy_encoding=False)
    made_at = InstantAttribute(attr_name="at", null=True)
    erased_at = InstantAttribute(attr_name="x", null=True)


def person_key(tenant: str, person: str) -> Key:
    """Where a person's key lies."""
    return Key(tenant_key(tenant, "U", person), "KEY")


def find(tenant: str, person: str) -> PersonKeyItem | None:
    """The key as it is kept, or None before the first. 1 round trip, 0.5 RCU."""
    return get(PersonKeyItem, person_key(tenant, person))


def find_all(tenant: str, people: Iterable[str]) -> dict[str, bytes]:
    """Wrapped keys of those who have one, by person. 1 round trip for each 100."""
    wanted = list(dict.fromkeys(people))
    found: dict[str, bytes] = {}
    for start in range(0, len(wanted), 100):
        batch = wanted[start : start + 100]
        items = batch_get(*((PersonKeyItem, person_key(tenant, each)) for each in batch), consistent=True)
        found |= {each: item.wrapped for each, item in zip(batch, items, strict=True) if item and item.wrapped}
    return found


def add(tenant: str, person: str, wrapped: bytes, *, at: datetime) -> bytes | None:
    """Keep a first key; the one that is kept (another may have been faster), or None where it was erased. 1 WCU."""
    kept: bytes | None = wrapped

    def explain(old: PersonKeyItem | None) -> DomainError | None:
        nonlocal kept
        kept = old.wrapped if old is not None else None
        return None

    place = person_key(tenant, person)
    item = PersonKeyItem(place.pk, place.sk, wrapped=wrapped, made_at=at)
    with transaction(tenant=tenant, at=at) as write:
        write.put(item, when=PersonKeyItem.absent(), otherwise=explain)
    return kept


def was_erased(tenant: str, person: str) -> bool:
    """Whether their key was erased. 1 round trip, 1 RCU."""
    item = get(PersonKeyItem, person_key(tenant, person), consistent=True)
    return item is not None and item.erased_at is not None


def erase(
    tenant: str,
    person: str,
    *,
    at: datetime,
    actor: str,
    events: Iterable[Any],
    more: Callable[[Transaction], None],
) -> bool:
    """Take the key away and tell it; False where that was done before. Nothing is sealed for them again. 2 WCU.

    `more`: what has to hold for it.
    """
    erased = True

    def explain(_: Any) -> DomainError | None:
        nonlocal erased
        erased = False
        return None

    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            PersonKeyItem,
            person_key(tenant, person),
            [PersonKeyItem.wrapped.remove(), PersonKeyItem.erased_at.set(at)],
            when=PersonKeyItem.erased_at.does_not_exist(),
            otherwise=explain,
            events=list(events),
            upsert=True,
        )
        more(write)
    return erased
