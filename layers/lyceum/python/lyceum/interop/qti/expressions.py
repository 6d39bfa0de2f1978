"""QTI's expressions, as far as they are computed: what depends on chance, time or other code is not."""

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation

from lxml import etree

from lyceum.content.geometry import holds
from lyceum.interop.exchange.bench import NotGradable, number
from lyceum.interop.exchange.shapes import shape_of
from lyceum.interop.qti.declarations import camel_base
from lyceum.interop.qti.mapping import map_point, map_response, place_of
from lyceum.interop.qti.scope import Scope
from lyceum.interop.qti.values import NotComputable, Null, Value, boolean, float_, item, same, truth

_MOST = Decimal(10) ** 60


def evaluate(element: etree._Element, scope: Scope) -> Null:
    """The value of an expression. Raises NotComputable."""
    operator = _OPERATORS.get(str(element.tag))
    if operator is None:
        raise NotComputable(f"{element.tag} is not computed")
    try:
        return operator(element, scope)
    except (DivisionByZero, InvalidOperation) as problem:
        raise NotComputable("a number grows beyond all bounds") from problem
    except (IndexError, TypeError, ValueError) as problem:
        raise NotComputable(f"{element.tag} lacks a part, or has one of another type") from problem


def _all(element: etree._Element, scope: Scope) -> list[Null]:
    return [evaluate(child, scope) for child in element]


def _items(element: etree._Element, scope: Scope) -> list[str | Decimal | bool] | None:
    """The items of all parts together; None where a part is NULL."""
    found = _all(element, scope)
    if any(each is None for each in found):
        return None
    return [part for each in found if each is not None for part in each.items]


def _numbers(element: etree._Element, scope: Scope) -> list[Decimal] | None:
    items = _items(element, scope)
    if items is None:
        return None
    found = [part for part in items if isinstance(part, Decimal)]
    if len(found) != len(items):
        raise NotComputable(f"{element.tag} has a part that is no number")
    return found


def _bounded(found: Decimal) -> Decimal:
    if not abs(found) <= _MOST:
        raise NotComputable("a number grows beyond all bounds")
    return found


def _number_operator(compute: Callable[[list[Decimal]], Decimal | None]) -> Callable[[etree._Element, Scope], Null]:
    def operator(element: etree._Element, scope: Scope) -> Null:
        found = _numbers(element, scope)
        result = compute(found) if found else None
        return None if result is None else float_(_bounded(result))

    return operator


def _product(found: list[Decimal]) -> Decimal:
    result = Decimal(1)
    for each in found:
        result = _bounded(result * each)
    return result


def _power(found: list[Decimal]) -> Decimal | None:
    base, exponent = found
    if exponent != exponent.to_integral_value() or abs(exponent) > 100:
        raise NotComputable("only whole powers up to 100 are computed")
    return base**exponent if base or exponent > 0 else None


def _compare(holds_: Callable[[Decimal, Decimal], bool]) -> Callable[[etree._Element, Scope], Null]:
    def operator(element: etree._Element, scope: Scope) -> Null:
        found = _numbers(element, scope)
        if not found:
            return None
        one, other = found
        fixed = _thresholds(element, scope)
        scope.thresholds.update(number_ for side, number_ in zip(element, found, strict=True) if side in fixed)
        return boolean(holds_(one, other))

    return operator


_MAPPED = ("mapResponse", "mapResponsePoint")


def _is_fixed(element: etree._Element) -> bool:
    """Whether nothing changes it."""
    return next(iter(element.iter("variable", *_MAPPED)), None) is None


def _depends(element: etree._Element, scope: Scope) -> bool:
    """Whether answers change it directly, not only through an outcome."""
    return any(
        each.tag in _MAPPED or each.get("identifier", "") in scope.responses
        for each in element.iter("variable", *_MAPPED)
    )


def _thresholds(element: etree._Element, scope: Scope) -> list[etree._Element]:
    """The fixed sides of a comparison with an answer."""
    answers = [side for side in element if _depends(side, scope)]
    if any(side.tag != "variable" for side in answers):
        scope.derived = True
    return [side for side in element if _is_fixed(side)] if answers else []


def _equal(element: etree._Element, scope: Scope) -> Null:
    found = _numbers(element, scope)
    if not found:
        return None
    mode = element.get("toleranceMode", "exact")
    below, above = _tolerance(element) if mode != "exact" else (Decimal(0), Decimal(0))
    fixed = _thresholds(element, scope)
    for side, centre in zip(element, found, strict=True):
        if side in fixed:
            scope.thresholds.update(_around(centre, below, above, mode))
            part = below / 100 if mode == "relative" else below
            scope.tolerances |= {(centre, part, mode == "relative")} if below == above else set()
    low, high = _around(found[0], below, above, mode)
    from_low = low <= found[1] if element.get("includeLowerBound", "true") != "false" else low < found[1]
    to_high = found[1] <= high if element.get("includeUpperBound", "true") != "false" else found[1] < high
    return boolean(from_low and to_high)


def _tolerance(element: etree._Element) -> tuple[Decimal, Decimal]:
    offs = [number(text) for text in element.get("tolerance", "0").split()]
    if not offs or offs[0] is None or offs[-1] is None:
        raise NotComputable("a tolerance is no plain number")
    return offs[0], offs[-1]


def _around(centre: Decimal, below: Decimal, above: Decimal, mode: str) -> tuple[Decimal, Decimal]:
    """From where to where a number is equal to the centre."""
    if mode != "relative":
        return centre - below, centre + above
    ends = centre * (1 - below / 100), centre * (1 + above / 100)
    return min(ends), max(ends)


def _equal_rounded(element: etree._Element, scope: Scope) -> Null:
    if element.get("roundingMode", "significantFigures") != "decimalPlaces":
        raise NotComputable("equalRounded is computed for decimal places only")
    found = _numbers(element, scope)
    if not found:
        return None
    step = Decimal(1).scaleb(-_whole(element.get("figures", "")))
    one, other = (each.quantize(step, rounding=ROUND_HALF_UP) for each in found)
    fixed = _thresholds(element, scope)
    for side, rounded in zip(element, (one, other), strict=True):
        if side in fixed:
            scope.thresholds.update((rounded - step / 2, rounded, rounded + step / 2))
    return boolean(one == other)


def _whole(written: str) -> int:
    found = number(written)
    if found is None or found != found.to_integral_value() or not 0 <= found <= 1000:
        raise NotComputable(f"'{written[:40]}' is no plain count")
    return int(found)


def _match(element: etree._Element, scope: Scope) -> Null:
    one, other = _all(element, scope)
    fixed = _thresholds(element, scope)
    for side, each in zip(element, (one, other), strict=True):
        if side not in fixed or each is None or len(each.items) != 1:
            continue
        scope.thresholds |= {each.one} if isinstance(each.one, Decimal) else set()
        scope.literals |= {each.one: None} if isinstance(each.one, str) else {}
    return same(one, other)


def _string_match(element: etree._Element, scope: Scope) -> Null:
    if element.get("substring", "false") == "true":
        return _substring(element, scope)
    one, other = _texts(element, scope)
    if one is None or other is None:
        return None
    scope.literals |= {text: None for side, text in zip(element, (one, other), strict=True) if _is_fixed(side)}
    if element.get("caseSensitive", "true") == "false":
        one, other = one.casefold(), other.casefold()
    return boolean(one == other)


def _substring(element: etree._Element, _scope: Scope) -> Null:
    raise NotComputable(f"{element.tag} would need every text that holds another")


def _texts(element: etree._Element, scope: Scope) -> list[str | None]:
    return [None if each is None else str(each.one) for each in _all(element, scope)]


def _member(element: etree._Element, scope: Scope) -> Null:
    one, container = _all(element, scope)
    return None if one is None or container is None else boolean(one.one in container.items)


def _contains(element: etree._Element, scope: Scope) -> Null:
    container, parts = _all(element, scope)
    if container is None or parts is None:
        return None
    if container.cardinality == "ordered":
        size = len(parts.items)
        starts = range(len(container.items) - size + 1)
        return boolean(any(container.items[start : start + size] == parts.items for start in starts))
    return boolean(all(container.items.count(part) >= parts.items.count(part) for part in parts.items))


def _container(cardinality: str) -> Callable[[etree._Element, Scope], Null]:
    def operator(element: etree._Element, scope: Scope) -> Null:
        found = [each for each in _all(element, scope) if each is not None]
        items = tuple(part for each in found for part in each.items)
        return Value(found[0].base, items, cardinality) if items else None

    return operator


def _and(element: etree._Element, scope: Scope) -> Null:
    found = _all(element, scope)
    if any(each is not None and each.one is False for each in found):
        return boolean(False)
    return None if any(each is None for each in found) else boolean(True)


def _or(element: etree._Element, scope: Scope) -> Null:
    found = _all(element, scope)
    if any(truth(each) for each in found):
        return boolean(True)
    return None if any(each is None for each in found) else boolean(False)


def _not(element: etree._Element, scope: Scope) -> Null:
    (found,) = _all(element, scope)
    return None if found is None else boolean(found.one is False)


def _any_n(element: etree._Element, scope: Scope) -> Null:
    found = _all(element, scope)
    low, high = _whole(element.get("min", "")), _whole(element.get("max", ""))
    right, unknown = sum(truth(each) for each in found), sum(each is None for each in found)
    if right > high or right + unknown < low:
        return boolean(False)
    return boolean(True) if low <= right and right + unknown <= high else None


def _base_value(element: etree._Element, _scope: Scope) -> Null:
    base = camel_base(element.get("baseType", "string"))
    return Value(base, (item(base, "".join(str(text) for text in element.itertext())),))


def _index(element: etree._Element, scope: Scope) -> Null:
    (container,) = _all(element, scope)
    place = _whole(element.get("n", ""))
    if container is None or not 1 <= place <= len(container.items):
        return None
    return Value(container.base, (container.items[place - 1],))


def _delete(element: etree._Element, scope: Scope) -> Null:
    one, container = _all(element, scope)
    if one is None or container is None:
        return None
    items = tuple(part for part in container.items if part != one.one)
    return Value(container.base, items, container.cardinality) if items else None


def _size(element: etree._Element, scope: Scope) -> Null:
    (container,) = _all(element, scope)
    return Value("integer", (Decimal(0 if container is None else len(container.items)),))


def _inside(element: etree._Element, scope: Scope) -> Null:
    (found,) = _all(element, scope)
    try:
        area = shape_of(element.get("shape", ""), element.get("coords", ""))
    except NotGradable as problem:
        raise NotComputable(str(problem)) from problem
    return None if found is None else boolean(any(holds(area, place_of(str(part))) for part in found.items))


def _truncated(found: list[Decimal]) -> Decimal:
    return found[0].to_integral_value(rounding=ROUND_DOWN)


_OPERATORS: dict[str, Callable[[etree._Element, Scope], Null]] = {
    "and": _and,
    "anyN": _any_n,
    "baseValue": _base_value,
    "containerSize": _size,
    "contains": _contains,
    "correct": lambda element, scope: scope.response(element.get("identifier", "")).correct,
    "default": lambda element, scope: _default(element, scope),
    "delete": _delete,
    "divide": _number_operator(lambda found: found[0] / found[1] if found[1] else None),
    "equal": _equal,
    "equalRounded": _equal_rounded,
    "gt": _compare(lambda one, other: one > other),
    "gte": _compare(lambda one, other: one >= other),
    "index": _index,
    "inside": _inside,
    "integerDivide": _number_operator(
        lambda found: (found[0] / found[1]).to_integral_value(rounding=ROUND_FLOOR) if found[1] else None
    ),
    "integerModulus": _number_operator(
        lambda found: (
            found[0] - found[1] * (found[0] / found[1]).to_integral_value(rounding=ROUND_FLOOR) if found[1] else None
        )
    ),
    "integerToFloat": _number_operator(lambda found: found[0]),
    "isNull": lambda element, scope: boolean(_is_null(evaluate(element[0], scope))),
    "lt": _compare(lambda one, other: one < other),
    "lte": _compare(lambda one, other: one <= other),
    "mapResponse": map_response,
    "mapResponsePoint": map_point,
    "match": _match,
    "max": _number_operator(max),
    "member": _member,
    "min": _number_operator(min),
    "multiple": _container("multiple"),
    "not": _not,
    "null": lambda _element, _scope: None,
    "or": _or,
    "ordered": _container("ordered"),
    "power": _number_operator(_power),
    "product": _number_operator(_product),
    "round": _number_operator(lambda found: (found[0] + Decimal("0.5")).to_integral_value(rounding=ROUND_FLOOR)),
    "stringMatch": _string_match,
    "substring": _substring,
    "subtract": _number_operator(lambda found: found[0] - found[1]),
    "sum": _number_operator(lambda found: sum(found, Decimal(0))),
    "truncate": _number_operator(_truncated),
    "variable": lambda element, scope: scope.variable(element.get("identifier", "")),
}


def _default(element: etree._Element, scope: Scope) -> Null:
    name = element.get("identifier", "")
    declared = scope.outcomes.get(name) or scope.responses.get(name)
    if declared is None:
        raise NotComputable(f"the variable {name[:60]} is not known")
    return declared.default


def _is_null(found: Null) -> bool:
    """An empty text is NULL too (QTI 2.1, 8.1)."""
    return found is None or found.items == ("",)
