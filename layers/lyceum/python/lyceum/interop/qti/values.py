"""Values of QTI's response processing: single, multiple, ordered or NULL, of a base type."""

from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from lyceum.interop.exchange.bench import number

NUMBERS = frozenset({"float", "integer"})


class NotComputable(Exception):
    """The response processing uses what is not computed here; the message says what."""


@dataclass(frozen=True)
class Value:
    """One or several items of one base type; several of them may be in order."""

    base: str
    items: tuple[str | Decimal | bool, ...]
    cardinality: str = "single"

    @property
    def one(self) -> str | Decimal | bool:
        """The only item."""
        return self.items[0]


type Null = Value | None


def item(base: str, written: str) -> str | Decimal | bool:
    """One item of a base type as it is written. Raises NotComputable for what is none."""
    text = written.strip() if base != "string" else written
    if base in NUMBERS:
        value = number(text)
        if value is None:
            raise NotComputable(f"'{text[:40]}' is not a number")
        return value
    if base == "boolean":
        return text.lower() in ("true", "1")
    if base in ("pair", "directedPair", "point"):
        parts = text.split()
        return " ".join(sorted(parts) if base == "pair" else parts)
    return text


def value(base: str, cardinality: str, written: list[str]) -> Null:
    """A value of several written items; NULL where there are none."""
    items = tuple(item(base, text) for text in written)
    return Value(base, items, cardinality) if items else None


def truth(found: Null) -> bool:
    """NULL is no truth."""
    return found is not None and found.one is True


def boolean(found: bool) -> Value:
    """A truth as a value."""
    return Value("boolean", (found,))


def float_(found: Decimal) -> Value:
    """A number as a value."""
    return Value("float", (found,))


def same(one: Null, other: Null) -> Null:
    """QTI's `match`: the same items, in order only where they are ordered. NULL with anything is NULL."""
    if one is None or other is None:
        return None
    if "ordered" in (one.cardinality, other.cardinality) or len(one.items) != len(other.items):
        return boolean(one.items == other.items)
    return boolean(sorted(map(repr, one.items)) == sorted(map(repr, other.items)))


def written_values(parent: etree._Element) -> list[str]:
    """The texts of the `<value>` children."""
    return ["".join(str(text) for text in each.itertext()) for each in parent.findall("value")]
