"""Declarations of responses and outcomes: base types, right answers, mappings, defaults."""

from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree

from lyceum.content.questions import Shape
from lyceum.interop.exchange.bench import NotGradable, number
from lyceum.interop.exchange.shapes import shape_of
from lyceum.interop.qti.values import NotComputable, Null, value, written_values


@dataclass(frozen=True)
class Entry:
    """What a mapped value is worth."""

    key: str
    worth: Decimal
    case_sensitive: bool = True


@dataclass(frozen=True)
class Declaration:
    """A response or outcome variable."""

    identifier: str
    base: str
    cardinality: str
    correct: Null = None
    default: Null = None
    entries: tuple[Entry, ...] = ()
    areas: tuple[tuple[Shape, Decimal], ...] = ()
    otherwise: Decimal = Decimal(0)
    lower: Decimal | None = None
    upper: Decimal | None = None
    table: dict[str, str] = field(default_factory=dict)
    """Of an outcome: source value → target value."""
    most: Decimal | None = None
    """Of an outcome: its greatest value."""
    is_mapped: bool = False


def declarations(root: etree._Element, tag: str) -> dict[str, Declaration]:
    """All of a kind, by identifier. Raises NotComputable for values that are none of their type."""
    return {each.identifier: each for each in map(_declaration, root.findall(tag))}


def _declaration(element: etree._Element) -> Declaration:
    base = camel_base(element.get("baseType", "identifier"))
    cardinality = element.get("cardinality", "single")
    mapping = element.find("mapping")
    areas = element.find("areaMapping")
    bounds = mapping if mapping is not None else areas
    table = element.find("matchTable")
    entries = () if table is None else table.findall("matchTableEntry")
    return Declaration(
        identifier=element.get("identifier", ""),
        base=base,
        cardinality=cardinality,
        correct=_values(element.find("correctResponse"), base, cardinality),
        default=_values(element.find("defaultValue"), base, cardinality),
        entries=() if mapping is None else tuple(_entry(each, base) for each in mapping.findall("mapEntry")),
        areas=() if areas is None else tuple(_area(each) for each in areas.findall("areaMapEntry")),
        otherwise=Decimal(0) if bounds is None else number(bounds.get("defaultValue")) or Decimal(0),
        lower=None if bounds is None else number(bounds.get("lowerBound")),
        upper=None if bounds is None else number(bounds.get("upperBound")),
        table={each.get("sourceValue", ""): each.get("targetValue", "") for each in entries},
        most=number(element.get("normalMaximum")),
        is_mapped=bounds is not None,
    )


def camel_base(base: str) -> str:
    """QTI 3 writes `directed-pair`."""
    return "directedPair" if base == "directed-pair" else base


def _values(parent: etree._Element | None, base: str, cardinality: str) -> Null:
    if parent is None or cardinality == "record":
        return None
    return value(base, cardinality, written_values(parent))


def _entry(element: etree._Element, base: str) -> Entry:
    worth = number(element.get("mappedValue"))
    if worth is None:
        raise NotComputable("a mapped value is not a number")
    key = element.get("mapKey", "")
    if base in ("pair", "directedPair"):
        key = " ".join(sorted(key.split()) if base == "pair" else key.split())
    return Entry(key, worth, element.get("caseSensitive", "true").lower() != "false")


def _area(element: etree._Element) -> tuple[Shape, Decimal]:
    worth = number(element.get("mappedValue"))
    try:
        shape = shape_of(element.get("shape", ""), element.get("coords", ""))
    except NotGradable as problem:
        raise NotComputable(str(problem)) from problem
    if worth is None:
        raise NotComputable("a mapped value is not a number")
    return shape, worth
