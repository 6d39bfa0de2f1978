"""Items: their common attributes, their keys, and attribute types that PynamoDB lacks."""

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, NoReturn, Self, cast

from pynamodb.attributes import Attribute, BinaryAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.constants import BINARY, LIST, MAP, NUMBER, STRING
from pynamodb.models import Model

from lyceum.kernel.clock import iso, parse
from lyceum.kernel.ids import shard_of

DUE_SHARDS = 32


@dataclass(frozen=True, slots=True)
class Key:
    """Where an item lies."""

    pk: str
    sk: str


def tenant_key(tenant: str, *aggregate: str) -> str:
    """`T#acme#C#01J…`: every partition key of tenant data is made here, so none can lack its tenant."""
    if not tenant or "#" in tenant:
        raise ValueError("a key needs a tenant")
    return "#".join(("T", tenant, *aggregate))


def due_keys(kind: str, *, tenant: str, id: str, at: datetime) -> tuple[str, str]:
    """`(GSI2PK, GSI2SK)` of an item's timer. `kind` is `<context>.<Event>`, told when it is due (DATA.md, Timers)."""
    return f"DUE#{shard_of(id, DUE_SHARDS):02d}", f"{iso(at)}#{kind}#{tenant}#{id}"


class DecimalAttribute(Attribute[Decimal]):
    """A Decimal, kept exactly. PynamoDB's own number attribute goes through float."""

    attr_type = NUMBER

    def serialize(self, value: Decimal) -> str:
        """To a number without exponent."""
        if not value.is_finite():
            raise ValueError("only finite numbers can be kept")
        return format(value.normalize(), "f")

    def deserialize(self, value: str) -> Decimal:
        """From the wire."""
        return Decimal(value)


class InstantAttribute(Attribute[datetime]):
    """A UTC instant as ISO 8601 text of fixed width, so that text order is time order."""

    attr_type = STRING

    def serialize(self, value: datetime) -> str:
        """To text."""
        return iso(value)

    def deserialize(self, value: str) -> datetime:
        """From text."""
        return parse(value)


class CompressedJSONAttribute(Attribute[Any]):
    """A JSON document, compressed (zlib): outlines and question sets shrink to a fifth."""

    attr_type = BINARY

    def serialize(self, value: Any) -> bytes:
        """To compressed bytes."""
        return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 6)

    def deserialize(self, value: bytes) -> Any:
        """From compressed bytes."""
        return json.loads(zlib.decompress(value))


class RawMapAttribute(Attribute[dict[str, Any]]):
    """A map of plain values (text, whole numbers, Decimal, bool, None, lists, maps), without a class of its own."""

    attr_type = MAP

    def serialize(self, value: dict[str, Any]) -> dict[str, Any]:
        """To the wire."""
        return {name: _typed(part) for name, part in value.items()}

    def deserialize(self, value: dict[str, Any]) -> dict[str, Any]:
        """From the wire."""
        return {name: _plain(part) for name, part in value.items()}


class CardAttribute(RawMapAttribute):
    """What lists show of an item: the only attribute that GSI1 projects."""


class EventsAttribute(Attribute[list[dict[str, Any]]]):
    """The events that the last write told, as maps."""

    attr_type = LIST

    def serialize(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """To the wire."""
        return [_typed(part) for part in value]

    def deserialize(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """From the wire."""
        return [_plain(part) for part in value]


def _typed(value: Any) -> dict[str, Any]:
    """A plain value in DynamoDB's wire form."""
    if value is None:
        return {"NULL": True}
    for kinds, typed in _WRITERS:
        if isinstance(value, kinds):
            return typed(value)
    raise TypeError(f"{type(value).__name__} cannot be kept in a map")


_WRITERS: tuple[tuple[tuple[type, ...], Callable[[Any], dict[str, Any]]], ...] = (
    ((bool,), lambda value: {"BOOL": value}),  # before int, of which bool is one
    ((str,), lambda value: {"S": str(value)}),
    ((int, Decimal), lambda value: {"N": str(value)}),
    ((datetime,), lambda value: {"S": iso(value)}),
    ((list, tuple), lambda value: {"L": [_typed(part) for part in value]}),
    ((dict,), lambda value: {"M": {name: _typed(part) for name, part in value.items()}}),
)


def _plain(value: dict[str, Any]) -> Any:
    """A wire value as a plain one; whole numbers become int, others Decimal."""
    ((kind, part),) = value.items()
    readers: dict[str, Callable[[Any], Any]] = {
        "NULL": lambda _: None,
        "N": lambda text: int(text) if text.lstrip("-").isdigit() else Decimal(text),
        "L": lambda items: [_plain(item) for item in items],
        "M": lambda parts: {name: _plain(item) for name, item in parts.items()},
    }
    return readers[kind](part) if kind in readers else part


class Item(Model):
    """Base of every item. It is written through `transaction()` alone; PynamoDB's own writes are shut.

    Subclasses set `KIND` and `V` (schema version), declare attributes with short names, build keys with `tenant_key`.
    """

    class Meta:
        table_name = "lyceum"

    KIND: ClassVar[str] = ""
    V: ClassVar[int] = 1

    pk = UnicodeAttribute(hash_key=True, attr_name="PK")
    sk = UnicodeAttribute(range_key=True, attr_name="SK")
    kind = UnicodeAttribute(null=True)
    v = NumberAttribute(null=True)
    rev = NumberAttribute(null=True)
    events = EventsAttribute(null=True)
    gsi1pk = UnicodeAttribute(null=True, attr_name="GSI1PK")
    gsi1sk = UnicodeAttribute(null=True, attr_name="GSI1SK")
    gsi2pk = UnicodeAttribute(null=True, attr_name="GSI2PK")
    gsi2sk = UnicodeAttribute(null=True, attr_name="GSI2SK")
    card = CardAttribute(null=True)
    due = InstantAttribute(null=True)
    ttl = NumberAttribute(null=True)
    key_hash = UnicodeAttribute(null=True, attr_name="ik")
    """Hash of the Idempotency-Key that made it (kernel.creation)."""
    body_hash = UnicodeAttribute(null=True, attr_name="ib")

    @property
    def key(self) -> Key:
        """Where it lies."""
        return Key(self.pk, self.sk)

    @property
    def revision(self) -> int:
        """How many writes it has seen; its ETag."""
        return int(self.rev or 0)

    def set_timer(self, kind: str, *, tenant: str, id: str, at: datetime) -> None:
        """Make it due at an instant: the sweep then tells `<Event>` of `kind` = `<context>.<Event>`."""
        self.gsi2pk, self.gsi2sk = due_keys(kind, tenant=tenant, id=id, at=at)
        self.due = at

    @classmethod
    def timer_removed(cls) -> list[Any]:
        """Actions that take the timer away."""
        return [cls.gsi2pk.remove(), cls.gsi2sk.remove(), cls.due.remove()]

    @classmethod
    def timer_set(cls, kind: str, *, tenant: str, id: str, at: datetime) -> list[Any]:
        """Actions that set the timer."""
        pk, sk = due_keys(kind, tenant=tenant, id=id, at=at)
        return [cls.gsi2pk.set(pk), cls.gsi2sk.set(sk), cls.due.set(at)]

    @classmethod
    def absent(cls) -> Any:
        """Condition: there is no such item yet."""
        return cls.pk.does_not_exist()

    @classmethod
    def present(cls) -> Any:
        """Condition: the item is there."""
        return cls.pk.exists()

    @classmethod
    def from_wire(cls, raw: dict[str, Any]) -> Self:
        """An item as DynamoDB answered it. Attributes that this version does not know are passed over."""
        known = {attribute.attr_name for attribute in cls.get_attributes().values()}
        return cls.from_raw_data({name: value for name, value in raw.items() if name in known})

    def to_wire(self) -> dict[str, Any]:
        """The whole item in DynamoDB's wire form."""
        return cast("dict[str, Any]", self.serialize())

    def save(self, *_: Any, **__: Any) -> NoReturn:
        """Shut: write through `transaction()`, which keeps `rev` and `events` right."""
        raise NotImplementedError("write through lyceum.kernel.table.transaction()")

    update = delete = save


__all__ = ["BinaryAttribute", "CardAttribute", "DecimalAttribute", "InstantAttribute", "Item", "JSONAttribute", "Key"]
