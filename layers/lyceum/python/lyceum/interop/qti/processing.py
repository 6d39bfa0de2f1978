"""Response processing: from responses to outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from lyceum.interop.qti.declarations import Declaration, declarations
from lyceum.interop.qti.expressions import evaluate
from lyceum.interop.qti.scope import Scope
from lyceum.interop.qti.values import NUMBERS, NotComputable, Null, Value, float_, item, truth

_BUILT_IN = {
    "completionStatus": Value("identifier", ("unknown",)),
    "numAttempts": Value("integer", (Decimal(1),)),
    "duration": Value("float", (Decimal(0),)),
}


class _Exit(Exception):
    """exitResponse."""


@dataclass(frozen=True)
class Processing:
    """An item's variables and rules."""

    responses: dict[str, Declaration]
    outcomes: dict[str, Declaration]
    rules: tuple[etree._Element, ...]
    template: str = ""
    """`match_correct`, `map_response`, `map_response_point`, or nothing."""

    @property
    def is_said(self) -> bool:
        """Whether the item says how it is scored."""
        return bool(self.rules or self.template)

    def run(self, given: Mapping[str, Null]) -> Scope:
        """The outcomes of these responses; what is not named is NULL. Raises NotComputable."""
        scope = Scope(self.responses, self.outcomes, dict(given))
        scope.reached = {**_BUILT_IN, **{name: _initial(each) for name, each in self.outcomes.items()}}
        try:
            for rule in self.rules:
                _perform(rule, scope)
        except _Exit:
            pass
        if self.template:
            scope.reached["SCORE"] = self._by_template(scope)
        return scope

    def _by_template(self, scope: Scope) -> Value:
        """QTI's standard templates speak of one response, RESPONSE, and one outcome, SCORE."""
        name = "RESPONSE" if "RESPONSE" in self.responses else next(iter(self.responses), "")
        element = etree.Element("x", identifier=name)
        if self.template == "match_correct":
            match = etree.Element("match")
            etree.SubElement(match, "variable", identifier=name)
            etree.SubElement(match, "correct", identifier=name)
            return float_(Decimal(truth(evaluate(match, scope))))
        element.tag = "mapResponse" if self.template == "map_response" else "mapResponsePoint"
        return evaluate(element, scope) or float_(Decimal(0))


def processing(root: etree._Element) -> Processing:
    """Of an assessment item. Raises NotComputable."""
    rules = root.find("responseProcessing")
    responses = declarations(root, "responseDeclaration")
    outcomes = declarations(root, "outcomeDeclaration")
    if rules is None:
        return Processing(responses, outcomes, ())
    template = rules.get("template") or rules.get("templateLocation") or ""
    name = template.rstrip("/").rpartition("/")[2].removesuffix(".xml").removeprefix("CC2_").lower()
    if template and not len(rules):
        known = {"match_correct": "match_correct", "map_response": "map_response", "match": "match_correct"}
        known["map_response_point"] = "map_response_point"
        if name not in known:
            raise NotComputable(f"the response processing template {template[:100]} is not known")
        return Processing(responses, outcomes, (), known[name])
    return Processing(responses, outcomes, tuple(rules))


def _initial(declared: Declaration) -> Null:
    if declared.default is not None or declared.cardinality != "single" or declared.base not in NUMBERS:
        return declared.default
    return Value(declared.base, (Decimal(0),))


def _perform(rule: etree._Element, scope: Scope) -> None:
    match str(rule.tag):
        case "responseCondition":
            _condition(rule, scope)
        case "setOutcomeValue":
            _set(rule, evaluate(rule[0], scope) if len(rule) else None, scope)
        case "lookupOutcomeValue":
            _look_up(rule, scope)
        case "responseProcessingFragment":
            for inside in rule:
                _perform(inside, scope)
        case "exitResponse":
            raise _Exit
        case other:
            raise NotComputable(f"{other} is not performed")


def _condition(rule: etree._Element, scope: Scope) -> None:
    for branch in rule:
        inside = list(branch)
        if branch.tag == "responseElse":
            chosen, actions = True, inside
        elif inside:
            chosen, actions = _is_true(evaluate(inside[0], scope)), inside[1:]
        else:
            raise NotComputable(f"{branch.tag} has no condition")
        if chosen:
            for action in actions:
                _perform(action, scope)
            return


def _is_true(found: Null) -> bool:
    if found is not None and not isinstance(found.one, bool):
        raise NotComputable("a condition is neither true nor false")
    return truth(found)


def _set(rule: etree._Element, found: Null, scope: Scope) -> None:
    name = rule.get("identifier", "")
    declared = scope.outcomes.get(name)
    if found is not None and declared is not None and declared.base in NUMBERS and isinstance(found.one, str):
        found = Value(declared.base, tuple(item(declared.base, str(part)) for part in found.items), found.cardinality)
    scope.reached[name] = found


def _look_up(rule: etree._Element, scope: Scope) -> None:
    name = rule.get("identifier", "")
    declared = scope.outcomes.get(name)
    source = evaluate(rule[0], scope)
    if declared is None or not declared.table:
        raise NotComputable("only tables of single values are looked up")
    key = "" if source is None else f"{source.one:f}" if isinstance(source.one, Decimal) else str(source.one)
    written = declared.table.get(key)
    scope.reached[name] = declared.default if written is None else Value(declared.base, (item(declared.base, written),))
