"""Response processing of QTI 3.0, from keys."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from lxml import etree

from lyceum.content.questions import (
    AcceptedNumber,
    AcceptedRange,
    ChoiceKey,
    Ellipse,
    NumericKey,
    Polygon,
    Rectangle,
    Shape,
    ShortAnswerKey,
)

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_TEN = Decimal("1e-10")


def tag(name: str, *children: etree._Element, text: str | None = None, **attributes: str) -> etree._Element:
    """An element of QTI 3.0; `_` in attributes' names stands for `-`."""
    element = etree.Element(f"{{{NAMESPACE}}}qti-{name}")
    for key, value in attributes.items():
        element.set(key.rstrip("_").replace("_", "-"), value)
    element.text = text
    element.extend(children)
    return element


def plain(number: Decimal) -> str:
    """A number as QTI writes it."""
    return f"{number.normalize() + 0:f}"


def part(worth: Decimal, count: int) -> Decimal:
    """One of equal parts."""
    return (worth / count).quantize(_TEN)


def variable(name: str) -> etree._Element:
    """The value of a response or an outcome."""
    return tag("variable", identifier=name)


def base(kind: str, value: str) -> etree._Element:
    """A fixed value."""
    return tag("base-value", text=value, base_type=kind)


def score(value: Decimal) -> etree._Element:
    """SCORE becomes this."""
    return tag("set-outcome-value", base("float", plain(value)), identifier="SCORE")


def add(worth: etree._Element) -> etree._Element:
    """SCORE grows by this."""
    return tag("set-outcome-value", tag("sum", variable("SCORE"), worth), identifier="SCORE")


def when(test: etree._Element, *actions: etree._Element) -> etree._Element:
    """A condition with one branch."""
    return tag("response-condition", tag("response-if", test, *actions))


def first_of(branches: Sequence[tuple[etree._Element, etree._Element]]) -> etree._Element:
    """A condition whose first branch that holds is taken."""
    made = tag("response-condition")
    for place, (test, action) in enumerate(branches):
        made.append(tag("response-else-if" if place else "response-if", test, action))
    return made


def is_correct(name: str) -> etree._Element:
    """Whether a response is the right one."""
    return tag("match", variable(name), tag("correct", identifier=name))


def declaration(
    name: str, kind: str, cardinality: str, right: Iterable[str] = (), mapping: etree._Element | None = None
) -> etree._Element:
    """A response."""
    made = tag("response-declaration", identifier=name, cardinality=cardinality, base_type=kind)
    values = [tag("value", text=each) for each in right]
    if values:
        made.append(tag("correct-response", *values))
    if mapping is not None:
        made.append(mapping)
    return made


def mapping(worth: Iterable[tuple[str, Decimal]], *, case_sensitive: bool = True, **bounds: Decimal) -> etree._Element:
    """What each value is worth."""
    attributes = {name: plain(value) for name, value in bounds.items()}
    sensitive = {} if case_sensitive else {"case_sensitive": "false"}
    entries = [tag("map-entry", map_key=key, mapped_value=plain(value), **sensitive) for key, value in worth]
    return tag("mapping", *entries, default_value="0", **attributes)


def numbers(name: str, key: NumericKey, worth: Decimal, *, adding: bool) -> etree._Element:
    """What each range is worth."""
    branches = []
    for accepted in key.accepted:
        value = worth * accepted.share
        action = add(base("float", plain(value))) if adding else score(value)
        branches.append((number_test(name, accepted), action))
    return first_of(branches)


def number_test(name: str, accepted: AcceptedRange | AcceptedNumber) -> etree._Element:
    """Whether a number is accepted."""
    if isinstance(accepted, AcceptedNumber):
        off = accepted.tolerance * 100 if accepted.relative else accepted.tolerance
        mode = "exact" if not off else "relative" if accepted.relative else "absolute"
        tolerance = {"tolerance": f"{plain(off)} {plain(off)}"} if off else {}
        return tag("equal", base("float", plain(accepted.value)), variable(name), tolerance_mode=mode, **tolerance)
    low = tag("gt" if accepted.low_open else "gte", variable(name), base("float", plain(accepted.low)))
    high = tag("lt" if accepted.high_open else "lte", variable(name), base("float", plain(accepted.high)))
    return tag("and", low, high)


def full_answer(name: str, key: ShortAnswerKey | NumericKey | ChoiceKey) -> etree._Element:
    """Whether a gap has an answer that earns everything."""
    tests: list[etree._Element]
    match key:
        case ShortAnswerKey():
            sensitive = "true" if key.case_sensitive else "false"
            tests = [
                tag("string-match", variable(name), base("string", each.text), case_sensitive=sensitive)
                for each in key.accepted
                if each.share == 1
            ]
        case NumericKey():
            tests = [number_test(name, each) for each in key.accepted if each.share == 1]
        case _:
            right = [id for id, share in key.shares.items() if share == 1]
            tests = [tag("match", variable(name), base("identifier", id)) for id in right]
    return tests[0] if len(tests) == 1 else tag("or", *tests)


def orders(right: Sequence[str], scoring: str, worth: Decimal) -> list[etree._Element]:
    """The whole order, each right place, or each right neighbour."""
    if scoring == "exact":
        return [when(is_correct("RESPONSE"), score(worth))]
    if scoring == "position":
        each = part(worth, len(right))
        tests = [
            tag("match", tag("index", variable("RESPONSE"), n=str(place)), base("identifier", id))
            for place, id in enumerate(right, start=1)
        ]
    else:
        each = part(worth, len(right) - 1)
        tests = [
            tag("contains", variable("RESPONSE"), tag("ordered", base("identifier", a), base("identifier", b)))
            for a, b in pairwise(right)
        ]
    return [when(test, add(base("float", plain(each)))) for test in tests]


def results(worth: Decimal, names: Sequence[str]) -> etree._Element:
    """RESULT says whether the answer is right, right in part, or wrong; nothing where there is none."""

    def set_(result: str) -> etree._Element:
        return tag("set-outcome-value", base("identifier", result), identifier="RESULT")

    missing = [tag("is-null", variable(name)) for name in names]
    nothing = missing[0] if len(missing) == 1 else tag("and", *missing)
    full = tag("gte", variable("SCORE"), base("float", plain(worth * Decimal("0.9999"))))
    some = tag("gt", variable("SCORE"), base("float", "0"))
    return tag(
        "response-condition",
        tag("response-if", nothing, set_("none")),
        tag("response-else-if", full, set_("right")),
        tag("response-else-if", some, set_("partly")),
        tag("response-else", set_("wrong")),
    )


def shape(area: Shape) -> dict[str, str]:
    """A shape as `shape` and `coords`."""
    match area:
        case Rectangle():
            return {"shape": "rect", "coords": _coords(area.left, area.top, area.right, area.bottom)}
        case Ellipse():
            if area.half_width == area.half_height:
                return {"shape": "circle", "coords": _coords(area.x, area.y, area.half_width)}
            return {"shape": "ellipse", "coords": _coords(area.x, area.y, area.half_width, area.half_height)}
        case Polygon():
            return {"shape": "poly", "coords": _coords(*(each for p in area.corners for each in (p.x, p.y)))}


def _coords(*numbers_: Decimal) -> str:
    return ",".join(plain(each) for each in numbers_)
