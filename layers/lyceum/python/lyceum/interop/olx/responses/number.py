"""Typed numbers: numericalresponse."""

import re
from decimal import Decimal

from lxml import etree

from lyceum.content.questions import AcceptedRange, NumericKey, RichText
from lyceum.interop.olx.desk import Desk
from lyceum.interop.olx.responses.reading import NotGradable, Reading, account, children, descendants, hint_text
from lyceum.interop.olx.vocabulary import is_input

_NUMBER = re.compile(r"^[-+]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][-+]?[0-9]{1,3})?$")
_RESPONSE = frozenset({"id", "answer", "label", "class", "style", "type", "direction"})
_DEFAULT_TOLERANCE = "0.001%"
"""Open edX's, where the author gives none."""


def read_number(response: etree._Element, desk: Desk) -> list[Reading]:
    """A number with tolerance, or a range such as `[1,5)`. Raises NotGradable for formulas and variables."""
    notes: list[str] = []
    tolerance = _tolerance(response, notes)
    feedback = hint_text(next(iter(children(response, "correcthint")), None), desk, notes)
    accepted = [_accepted(response.get("answer", ""), tolerance, feedback)]
    for other in children(response, "additional_answer"):
        account(other, frozenset({"answer"}), notes)
        own = hint_text(next(iter(children(other, "correcthint")), None), desk, notes)
        accepted.append(_accepted(other.get("answer") or other.text or "", tolerance, own))
    account(response, _RESPONSE, notes)
    place = next((element for element in response.iterdescendants(etree.Element) if is_input(str(element.tag))), None)
    return [Reading(NumericKey(accepted=tuple(accepted)), place, notes=notes)]


def _tolerance(response: etree._Element, notes: list[str]) -> str:
    found = _DEFAULT_TOLERANCE
    for parameter in descendants(response, "responseparam"):
        if parameter.get("type", "tolerance").strip() == "tolerance" and parameter.get("default"):
            found = parameter.get("default", "").strip()
        account(parameter, frozenset({"type", "default", "description"}), notes)
    return found


def _accepted(written: str, tolerance: str, feedback: RichText | None) -> AcceptedRange:
    text = written.strip()
    if text[:1] in ("[", "(") and text[-1:] in ("]", ")") and text.count(",") == 1:
        low, high = (_number(end) for end in text[1:-1].split(","))
        low_open, high_open = text[0] == "(", text[-1] == ")"
    else:
        centre = _number(text)
        margin = _margin(centre, tolerance)
        low, high = centre - margin, centre + margin
        low_open = high_open = False
    if low > high:
        raise NotGradable(f"the range {text[:60]} ends before it begins")
    return AcceptedRange(low=low, high=high, low_open=low_open, high_open=high_open, feedback=feedback)


def _margin(centre: Decimal, tolerance: str) -> Decimal:
    if tolerance.endswith("%"):
        return abs(centre) * abs(_number(tolerance[:-1])) / 100
    return abs(_number(tolerance))


def _number(written: str) -> Decimal:
    text = written.strip()
    if not _NUMBER.match(text):
        shown = text[:60] or "nothing"
        raise NotGradable(f"the answer '{shown}' is not a plain number; formulas and variables are not computed")
    return Decimal(text)
