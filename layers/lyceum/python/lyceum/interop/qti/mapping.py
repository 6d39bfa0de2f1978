"""Responses by their mappings: values, and places of a picture."""

from decimal import Decimal

from lxml import etree

from lyceum.content.geometry import holds
from lyceum.content.questions import Place, Shape
from lyceum.interop.exchange.bench import number
from lyceum.interop.qti.declarations import Declaration
from lyceum.interop.qti.scope import Scope
from lyceum.interop.qti.values import NotComputable, Null, float_


def map_response(element: etree._Element, scope: Scope) -> Null:
    """mapResponse: what the values of a response are worth."""
    name = element.get("identifier", "")
    declared = scope.response(name)
    found = scope.variable(name)
    if not declared.is_mapped:
        raise NotComputable(f"the response {name[:60]} has no mapping")
    if found is None:
        return float_(_clamped(Decimal(0), declared))
    # Each value counts once, however often it was given (QTI 2.1, 15.1, "mapResponse").
    mapped = sum((_mapped(part, declared, scope) for part in dict.fromkeys(found.items)), Decimal(0))
    return float_(_clamped(mapped, declared))


def _mapped(part: str | Decimal | bool, declared: Declaration, scope: Scope) -> Decimal:
    for entry in declared.entries:
        if isinstance(part, Decimal):
            key = number(entry.key)
            if key is not None:
                scope.thresholds.add(key)
            if key == part:
                return entry.worth
            continue
        text = str(part).lower() if isinstance(part, bool) else part
        scope.literals[entry.key] = None
        if text == entry.key or (not entry.case_sensitive and text.casefold() == entry.key.casefold()):
            return entry.worth
    return declared.otherwise


def _clamped(found: Decimal, declared: Declaration) -> Decimal:
    if declared.lower is not None:
        found = max(found, declared.lower)
    return min(found, declared.upper) if declared.upper is not None else found


def map_point(element: etree._Element, scope: Scope) -> Null:
    """mapResponsePoint: what the areas are worth that places lie in, each once."""
    name = element.get("identifier", "")
    declared, found = scope.response(name), scope.variable(name)
    if found is None:
        return float_(_clamped(Decimal(0), declared))
    places = [place_of(str(part)) for part in found.items]
    hit = [worth for area, worth in declared.areas if any(_first(declared, place) is area for place in places)]
    outside = sum(_first(declared, place) is None for place in places)
    return float_(_clamped(sum(hit, Decimal(0)) + outside * declared.otherwise, declared))


def _first(declared: Declaration, place: Place) -> Shape | None:
    return next((area for area, _ in declared.areas if holds(area, place)), None)


def place_of(written: str) -> Place:
    """A point as it is written, `x y`. Raises NotComputable."""
    x, y = (number(part) for part in written.split())
    if x is None or y is None or x < 0 or y < 0:
        raise NotComputable("a point is none")
    return Place(x=x, y=y)
