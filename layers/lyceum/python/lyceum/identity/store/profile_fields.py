"""A school's own profile fields, in one document: `T#t / PROFILE_FIELDS`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lyceum.identity.events import ProfileFieldsDefined
from lyceum.identity.model.profile_field import FieldKind, Party, ProfileField
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.table import CompressedJSONAttribute, Item, Key, get, tenant_key, transaction


class ProfileFieldsItem(Item):
    """`T#t / PROFILE_FIELDS`: the school's own fields, in their order."""

    KIND = "profile_fields"

    fields = CompressedJSONAttribute(attr_name="f")


def find(tenant: str) -> tuple[Sequence[ProfileField], int]:
    """The school's own fields, and their revision. 1 round trip."""
    item = get(ProfileFieldsItem, fields_key(tenant), consistent=True)
    return entities(item), item.revision if item is not None else 0


def define(tenant: str, fields: Sequence[ProfileField], *, expected: int | None, at: datetime, by: str) -> None:
    """Put these fields in the place of all. 1 round trip. Raises ChangedInTheMeantime."""
    when = None
    if expected is not None:
        when = ProfileFieldsItem.rev == expected if expected else ProfileFieldsItem.absent()
    with transaction(tenant=tenant, at=at, actor=by) as write:
        write.update(
            ProfileFieldsItem,
            fields_key(tenant),
            [ProfileFieldsItem.fields.set([_kept_field(one) for one in fields])],
            when=when,
            otherwise=ChangedInTheMeantime(),
            events=[ProfileFieldsDefined(fields=tuple(one.key for one in fields))],
            upsert=True,
        )


def fields_key(tenant: str) -> Key:
    """Where they lie."""
    return Key(tenant_key(tenant), "PROFILE_FIELDS")


def _kept_field(one: ProfileField) -> dict[str, Any]:
    return {
        "k": one.key,
        "t": str(one.kind),
        "l": dict(one.label),
        "c": list(one.choices),
        "r": one.required,
        "ro": sorted(one.roles),
        "s": str(one.seen_by),
        "e": str(one.edited_by),
    }


def entities(item: ProfileFieldsItem | None) -> list[ProfileField]:
    """The fields of an item; none where there is none."""
    return [
        ProfileField(
            key=one["k"],
            kind=FieldKind(one["t"]),
            label=one["l"],
            choices=tuple(one["c"]),
            required=one["r"],
            roles=frozenset(one["ro"]),
            seen_by=Party(one["s"]),
            edited_by=Party(one["e"]),
        )
        for one in (item.fields if item is not None else ())
    ]
