"""Who is online: `T#t#U#p / PRESENCE` and, in a course, `PRESENCE#c`, listed by when they were last heard of."""

from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from lyceum.kernel.clock import iso
from lyceum.kernel.errors import Conflict
from lyceum.kernel.ids import shard_of
from lyceum.kernel.pages import Page
from lyceum.kernel.table import InstantAttribute, Item, Key, Transaction, query_shards, tenant_key, transaction
from lyceum.kernel.table.read import LIST_SHARDS

ONLINE = timedelta(minutes=10)
"""Heard of within this time."""
AGAIN = timedelta(minutes=5)
"""How long a client may say nothing."""
_EARLY = timedelta(seconds=30)


class PresenceItem(Item):
    """That somebody is there, or does not want it known."""

    KIND = "presence"

    at = InstantAttribute(attr_name="a", null=True)
    hidden = BooleanAttribute(attr_name="h", null=True)
    course = UnicodeAttribute(attr_name="c", null=True)


class NothingToSay(Conflict):
    """They are known to be there, or want it known to nobody."""

    title = {"en": "Nothing to write", "th": "ไม่มีอะไรต้องบันทึก"}


def here(tenant: str, person: str, *, course: str | None, shown: bool | None, at: datetime) -> None:
    """Note it, unless it was noted lately; `shown` None: as they wanted before. 1 round trip.

    1 WCU and 2 of the index; with a course as part of one transaction twice that and 2 more.
    """
    heard_lately = PresenceItem.at.does_not_exist() | (PresenceItem.at < at - AGAIN + _EARLY)
    if course is not None:
        heard_lately |= PresenceItem.course.does_not_exist() | (PresenceItem.course != course)
    try:
        with transaction(tenant=tenant, at=at, actor=person) as write:
            pk = tenant_key(tenant, "U", person)
            actions: list[Any] = [PresenceItem.hidden.remove()]
            actions.append(PresenceItem.course.set(course) if course else PresenceItem.course.remove())
            write.update(
                PresenceItem,
                Key(pk, "PRESENCE"),
                [*actions, *_listed(person, tenant_key(tenant, "ONLINE"), at)],
                when=heard_lately & PresenceItem.hidden.does_not_exist() if shown is None else heard_lately,
                otherwise=NothingToSay(),
                upsert=True,
            )
            if course is not None:
                _in_course(write, person, course, at)
    except NothingToSay:
        return


def hide(tenant: str, person: str, *, at: datetime) -> None:
    """From now on they are not shown, until they want to be. 1 round trip, 1 WCU and 1 of the index."""
    with transaction(tenant=tenant, at=at, actor=person) as write:
        write.update(
            PresenceItem,
            Key(tenant_key(tenant, "U", person), "PRESENCE"),
            [
                PresenceItem.hidden.set(True),
                *(one.remove() for one in (PresenceItem.at, PresenceItem.course, PresenceItem.ttl)),
                *(one.remove() for one in (PresenceItem.gsi1pk, PresenceItem.gsi1sk, PresenceItem.card)),
            ],
            upsert=True,
        )


def online(tenant: str, *, course: str | None, at: datetime, after: str | None, limit: int) -> Page[tuple[str, str]]:
    """Person and when they were last heard of, newest first. 1 round trip over eight shards."""
    listed = tenant_key(tenant, "C", course, "ONLINE") if course else tenant_key(tenant, "ONLINE")
    page = query_shards(listed, after=after, limit=limit, forward=False)
    since = iso(at - ONLINE)
    found = [(str(one.card["person"]), str(one.card["at"])) for one in page.items if one.sort >= since]
    return Page(found, page.next_key if len(found) == len(page.items) else None)


def _in_course(write: Transaction, person: str, course: str, at: datetime) -> None:
    listed = tenant_key(write.tenant, "C", course, "ONLINE")
    key = Key(tenant_key(write.tenant, "U", person), f"PRESENCE#{course}")
    write.update(PresenceItem, key, _listed(person, listed, at), upsert=True)


def _listed(person: str, listed: str, at: datetime) -> list[Any]:
    return [
        PresenceItem.at.set(at),
        PresenceItem.ttl.set(int((at + ONLINE).timestamp())),
        PresenceItem.gsi1pk.set(f"{listed}#{shard_of(person, LIST_SHARDS)}"),
        PresenceItem.gsi1sk.set(f"{iso(at)}#{person}"),
        PresenceItem.card.set({"person": person, "at": iso(at)}),
    ]
