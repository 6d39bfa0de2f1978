"""Drop-down lists: optionresponse, with options in an attribute or as elements."""

from copy import deepcopy
from decimal import Decimal
from html import escape

from lxml import etree

from lyceum.content.questions import Choice, ChoiceKey, RichText
from lyceum.interop.limits import MAX_CHOICES
from lyceum.interop.olx.desk import Desk
from lyceum.interop.olx.responses.reading import NotGradable, Reading, account, descendants, hint_text, is_true
from lyceum.interop.olx.xml import inner

_RESPONSE = frozenset({"id", "label", "class", "style", "type", "direction"})
_INPUT = _RESPONSE | {"options", "correct", "inline", "name"}


def read_options(response: etree._Element, desk: Desk) -> list[Reading]:
    """One question for each list in the response. Raises NotGradable."""
    inputs = descendants(response, "optioninput")
    if not inputs:
        raise NotGradable("there is no optioninput")
    readings = [_read_list(element, desk) for element in inputs]
    account(response, _RESPONSE, readings[0].notes)
    return readings


def _read_list(element: etree._Element, desk: Desk) -> Reading:
    notes: list[str] = []
    account(element, _INPUT, notes)
    options = descendants(element, "option")
    texts = [_without_hints(option) for option in options]
    right = [is_true(option, "correct") for option in options]
    if not options:
        names = parse_options(element.get("options", ""))
        texts = [escape(name, quote=False) for name in names]
        right = [name == element.get("correct", "").strip() for name in names]
    if not any(right):
        raise NotGradable("no option is marked as right")
    if len(texts) > MAX_CHOICES:
        raise NotGradable(f"there are more than {MAX_CHOICES} options")
    choices = tuple(Choice(id=f"c{place}", text=desk.rich(text, notes)) for place, text in enumerate(texts, start=1))
    shares = {choice.id: Decimal(is_right) for choice, is_right in zip(choices, right, strict=True)}
    feedback = _feedback(choices, options, desk, notes)
    return Reading(ChoiceKey(shares=shares, feedback=feedback), element, choices, notes)


def _feedback(
    choices: tuple[Choice, ...], options: list[etree._Element], desk: Desk, notes: list[str]
) -> dict[str, RichText]:
    told: dict[str, RichText] = {}
    for choice, option in zip(choices, options, strict=False):
        for hint in descendants(option, "optionhint"):
            if (text := hint_text(hint, desk, notes)) is not None:
                told.setdefault(choice.id, text)
    return told


def parse_options(written: str) -> list[str]:
    """`('a','b')`: names in quotes; a backslash, or a letter on both sides, makes a quote part of the name."""
    found: list[str] = []
    place = 0
    while place < len(written):
        quote = written[place]
        place += 1
        if quote in "'\"":
            name, place = _quoted(written, place, quote)
            found.append(name)
    return found or [name.strip() for name in written.strip("() ").split(",") if name.strip()]


def _quoted(written: str, place: int, quote: str) -> tuple[str, int]:
    name: list[str] = []
    while place < len(written):
        sign = written[place]
        if sign == "\\" and place + 1 < len(written):
            name.append(written[place + 1])
            place += 1
        elif sign == quote and not _inside_word(written, place):
            return "".join(name), place + 1
        else:
            name.append(sign)
        place += 1
    return "".join(name), place


def _inside_word(written: str, place: int) -> bool:
    return 0 < place < len(written) - 1 and written[place - 1].isalpha() and written[place + 1].isalpha()


def _without_hints(option: etree._Element) -> str:
    copy = deepcopy(option)
    etree.strip_elements(copy, "optionhint", with_tail=False)
    return inner(copy).strip()
