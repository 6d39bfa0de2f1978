"""Items of the audit trail."""

from typing import Any

from pynamodb.attributes import NumberAttribute, NumberSetAttribute, UnicodeAttribute

from lyceum.compliance.model.entry import Entry
from lyceum.kernel.ids import shard_of
from lyceum.kernel.table import InstantAttribute, Item, Key, tenant_key

SHARDS = 8
"""Parts of a day: a school's entries of one second lie in as many partitions."""
ENTRY = "ENTRY#"
WINDOW = "WINDOW#"


class EntryItem(Item):
    """`T#t#AUDIT#<day>#<0…7>` / `ENTRY#<instant>#<event id>`: written once, never changed."""

    KIND = "audit_entry"

    id = UnicodeAttribute(attr_name="i")
    event = UnicodeAttribute(attr_name="n")
    context = UnicodeAttribute(attr_name="c")
    version = NumberAttribute(attr_name="ver")
    actor = UnicodeAttribute(attr_name="by")
    at = InstantAttribute()
    revision_told = NumberAttribute(attr_name="r")
    aggregate = UnicodeAttribute(attr_name="a")
    data = UnicodeAttribute(attr_name="d")
    changes = UnicodeAttribute(attr_name="ch", null=True)
    category = UnicodeAttribute(attr_name="cat")
    severity = UnicodeAttribute(attr_name="sev")
    effect = UnicodeAttribute(attr_name="ef")
    object = UnicodeAttribute(attr_name="o", null=True)
    impersonator = UnicodeAttribute(attr_name="im", null=True)
    request_id = UnicodeAttribute(attr_name="q", null=True)
    whence = UnicodeAttribute(attr_name="w", null=True)


class WindowItem(Item):
    """`T#t#AUDIT` / `WINDOW#<beginning>`: five minutes with entries; listed while they wait to be sealed."""

    KIND = "audit_window"

    seals = NumberSetAttribute(attr_name="s", null=True)


class HeadItem(Item):
    """`T#t#AUDIT` / `HEAD`: the end of the chain of seals."""

    KIND = "audit_head"

    number = NumberAttribute(attr_name="n")
    hash = UnicodeAttribute(attr_name="h")


def day_part(tenant: str, day: str, shard: int) -> str:
    """The partition of a part of a day."""
    return tenant_key(tenant, "AUDIT", day, str(shard))


def trail_key(tenant: str, part: str) -> Key:
    """Where a window or the head lies."""
    return Key(tenant_key(tenant, "AUDIT"), part)


def person_list(tenant: str, person: str) -> str:
    """GSI2: what a person did."""
    return tenant_key(tenant, "AUDIT", "U", person)


def object_list(tenant: str, object: str) -> str:
    """GSI1: what was done to an object."""
    return tenant_key(tenant, "AUDIT", "O", object)


def item_of(entry: Entry) -> EntryItem:
    """As it is kept; lists know it by person, and by object where it belongs to the object's history."""
    item = EntryItem(
        day_part(entry.tenant, entry.day, shard_of(entry.id, SHARDS)),
        ENTRY + entry.place,
        id=entry.id,
        event=entry.event,
        context=entry.context,
        version=entry.version,
        actor=entry.actor,
        at=entry.at,
        revision_told=entry.rev,
        aggregate=entry.aggregate,
        data=entry.data,
        changes=entry.changes or None,
        category=entry.category,
        severity=entry.severity,
        effect=entry.effect,
        object=entry.object,
        impersonator=entry.impersonator,
        request_id=entry.request_id,
        whence=entry.whence,
    )
    if entry.by_person:
        item.gsi2pk, item.gsi2sk = person_list(entry.tenant, entry.actor), entry.place
    if entry.changes_object and entry.object is not None:
        item.gsi1pk, item.gsi1sk = object_list(entry.tenant, entry.object), entry.place
    return item


def entry_of(tenant: str, item: Any) -> Entry:
    """The entry that an item holds."""
    return Entry(
        id=item.id,
        tenant=tenant,
        event=item.event,
        context=item.context,
        version=int(item.version),
        actor=item.actor,
        at=item.at,
        rev=int(item.revision_told),
        aggregate=item.aggregate,
        data=item.data,
        changes=item.changes or "",
        category=item.category,
        severity=item.severity,
        effect=item.effect,
        object=item.object,
        impersonator=item.impersonator,
        request_id=item.request_id,
        whence=item.whence,
    )
