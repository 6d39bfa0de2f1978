"""QTI 1.2's response processing as a scorer that answers can be tried at.

By the specification a condition without `continue` ends the processing where it holds. Files that add up points leave
it out all the same, so that is what it means here for conditions that `Set`.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from lxml import etree

from lyceum.content.geometry import holds
from lyceum.content.questions import Place, Shape
from lyceum.interop.exchange.bench import NotGradable, number
from lyceum.interop.exchange.probing import ZERO, Answer, Result
from lyceum.interop.exchange.shapes import shape_of

_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "varlt": lambda given, bound: given < bound,
    "varlte": lambda given, bound: given <= bound,
    "vargt": lambda given, bound: given > bound,
    "vargte": lambda given, bound: given >= bound,
}


def words(element: etree._Element) -> str:
    """The text of an element."""
    return "".join(str(text) for text in element.itertext()).strip()


class InterchangeScorer:
    """The rules of one item."""

    def __init__(self, item: etree._Element, spend: Callable[[int], None]) -> None:
        self._spend, self._size = spend, sum(1 for _ in item.iter())
        self.thresholds: set[Decimal] = set()
        self.literals: dict[str, None] = {}
        self.tolerances: set[tuple[Decimal, Decimal, bool]] = set()
        self.derived = False
        self.processing = item.find("resprocessing")
        self.conditions = [] if self.processing is None else list(self.processing.iter("respcondition"))
        self.cardinality = {
            each.get("ident", ""): each.get("rcardinality", "Single").capitalize()
            for each in item.iter("response_lid", "response_str", "response_num", "response_xy", "response_grp")
        }
        self.numeric = {
            each.get("ident", "")
            for each in item.iter("response_num", "response_str")
            if each.tag == "response_num" or any(_is_number(fib) for fib in each.iter("render_fib"))
        }
        self.variables = {
            each.get("varname", "SCORE"): each
            for each in ([] if self.processing is None else self.processing.iter("decvar"))
        }
        self.outcome = self._outcome()

    def _outcome(self) -> str:
        set_ = list(dict.fromkeys(each.get("varname", "SCORE") for c in self.conditions for each in c.iter("setvar")))
        if len(set_) == 1:
            return set_[0]
        for name in ("SCORE", "que_score"):
            if name in set_:
                return name
        if not set_:
            return next(iter(self.variables), "SCORE")
        raise NotGradable("it does not say which variable is the score")

    @property
    def most(self) -> Decimal | None:
        """The greatest score, where it is declared."""
        declared = self.variables.get(self.outcome)
        return None if declared is None else number(declared.get("maxvalue"))

    @property
    def is_scored(self) -> bool:
        """Whether any answer changes the score."""
        return any(len(list(each.iter("setvar"))) for each in self.conditions)

    def orders(self, name: str) -> list[tuple[str, ...]]:
        """Orders that a condition compares a response with."""
        found = []
        for condition in self.conditions:
            equals = [words(e) for e in condition.iter("varequal") if e.get("respident") == name]
            if len(equals) > 1:
                found.append(tuple(equals))
        return found

    def result(self, answers: Mapping[str, Answer]) -> Result:
        """Raises NotGradable for what cannot be computed."""
        self._spend(self._size)
        reached = {name: number(each.get("defaultval")) or ZERO for name, each in self.variables.items()}
        if reached.get(self.outcome, ZERO) != 0 and self.outcome in reached:
            reached[self.outcome] = ZERO  # a score before any answer would be a gift
        told: set[str] = set()
        for condition in self.conditions:
            variables = condition.find("conditionvar")
            if variables is None or not self._all(variables, answers):
                continue
            self._act(condition, reached)
            told.update(each.get("linkrefid", "") for each in condition.iter("displayfeedback"))
            if not _goes_on(condition):
                break
        declared = self.variables.get(self.outcome)
        score = reached.get(self.outcome, ZERO)
        least = number(declared.get("minvalue")) if declared is not None else None
        if least is not None:
            score = max(score, least)
        # `maxvalue` does not cut: files that give percentages write the points there (Respondus).
        return Result(score, frozenset(told))

    def _act(self, condition: etree._Element, reached: dict[str, Decimal]) -> None:
        for each in condition.iter("setvar"):
            name, value = each.get("varname", "SCORE"), number(words(each))
            if value is None:
                raise NotGradable(f"it sets {name[:40]} to what is no number")
            before = reached.get(name, ZERO)
            match each.get("action", "Set").capitalize():
                case "Set":
                    reached[name] = value
                case "Add":
                    reached[name] = before + value
                case "Subtract":
                    reached[name] = before - value
                case "Multiply":
                    reached[name] = before * value
                case "Divide" if value:
                    reached[name] = before / value
                case other:
                    raise NotGradable(f"it does {other[:20]} with its score")

    def _all(self, parent: etree._Element, answers: Mapping[str, Answer]) -> bool:
        """Every part holds; several values for a response that takes one mean any of them."""
        if self._is_order(parent):
            return self._in_order(parent, answers)
        alternatives: dict[str, list[bool]] = {}
        for each in parent:
            name = each.get("respident", "")
            if each.tag == "varequal" and self.cardinality.get(name, "Single") == "Single":
                alternatives.setdefault(name, []).append(self._equal(each, answers))
            elif not self._holds(each, answers):
                return False
        return all(any(found) for found in alternatives.values())

    def _is_order(self, parent: etree._Element) -> bool:
        names = [each.get("respident", "") for each in parent if each.tag == "varequal"]
        return len(names) > 1 and all(self.cardinality.get(name) == "Ordered" for name in names)

    def _in_order(self, parent: etree._Element, answers: Mapping[str, Answer]) -> bool:
        wanted: dict[str, list[str]] = {}
        for each in parent:
            wanted.setdefault(each.get("respident", ""), []).append(words(each))
        return all(_listed(answers.get(name)) == order for name, order in wanted.items())

    def _holds(self, element: etree._Element, answers: Mapping[str, Answer]) -> bool:
        tag = str(element.tag)
        given = answers.get(element.get("respident", ""))
        rules: dict[str, Callable[[], bool]] = {
            "and": lambda: self._all(element, answers),
            # Each is looked at, so that every number in it comes to light.
            "or": lambda: any([self._holds(each, answers) for each in element]),  # noqa: C419
            "not": lambda: not self._all(element, answers),
            "other": lambda: True,
            "unanswered": lambda: given is None,
            "varequal": lambda: self._equal(element, answers),
            "varsubset": lambda: _is_subset(element, given),
            "varinside": lambda: _is_inside(element, given),
        }
        if tag in _COMPARE:
            return self._compared(element, given)
        if tag not in rules:
            raise NotGradable(f"its condition {tag} is not computed")
        return rules[tag]()

    def _equal(self, element: etree._Element, answers: Mapping[str, Answer]) -> bool:
        name = element.get("respident", "")
        given, wanted = answers.get(name), words(element)
        self.literals[wanted] = None
        if name in self.numeric and (value := number(wanted)) is not None:
            self.thresholds.add(value)
            return isinstance(given, str) and number(given) == value
        if isinstance(given, str) and element.get("case", "No").capitalize() != "Yes":
            return given.casefold() == wanted.casefold()
        return wanted in _listed(given)

    def _compared(self, element: etree._Element, given: Answer | None) -> bool:
        bound = number(words(element))
        if bound is None:
            raise NotGradable("it compares with what is no number")
        self.thresholds.add(bound)
        value = number(given) if isinstance(given, str) else None
        return value is not None and _COMPARE[str(element.tag)](value, bound)


def _listed(given: Answer | None) -> list[str]:
    return [] if given is None else [given] if isinstance(given, str) else list(given)


def _is_subset(element: etree._Element, given: Answer | None) -> bool:
    wanted = {part.strip() for part in words(element).split(",")}
    exact = element.get("setmatch", "Exact").capitalize() == "Exact"
    return wanted == set(_listed(given)) if exact else wanted <= set(_listed(given))


def _is_inside(element: etree._Element, given: Answer | None) -> bool:
    area = area_of(element.get("areatype", "Ellipse"), words(element))
    for part in _listed(given):
        x, y = (number(each) for each in part.split())
        if x is not None and y is not None and holds(area, Place(x=x, y=y)):
            return True
    return False


def area_of(name: str, coords: str) -> Shape:
    """QTI 1.2 writes a rectangle by corner, width and height, and an ellipse by centre, width and height.

    Canvas writes parts of the picture, 0 to 1, and a rectangle by two corners. Raises NotGradable.
    """
    found = [number(part) for part in coords.replace(";", ",").split(",") if part.strip()]
    if None in found or not found:
        raise NotGradable(f"'{name[:20]} {coords[:60]}' is no shape")
    parts = [each for each in found if each is not None]
    relative = all(0 <= each <= 1 for each in parts)
    if name.lower() == "rectangle" and len(parts) == 4 and not relative:
        x, y, width, height = parts
        parts = [x, y, x + width, y + height]
    if name.lower() == "ellipse" and len(parts) == 4:
        if relative:
            raise NotGradable("it does not say how large its ellipse is")
        parts = [parts[0], parts[1], parts[2] / 2, parts[3] / 2]
    return shape_of(name, ",".join(f"{each:f}" for each in parts))


def _is_number(fib: etree._Element) -> bool:
    return fib.get("fibtype", "").capitalize() in ("Decimal", "Integer", "Scientific")


def _goes_on(condition: etree._Element) -> bool:
    said = condition.get("continue", "").capitalize()
    if said:
        return said == "Yes"
    return not any(each.get("action", "Set").capitalize() == "Set" for each in condition.iter("setvar"))
