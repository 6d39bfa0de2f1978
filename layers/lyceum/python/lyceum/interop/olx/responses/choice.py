"""Radio buttons and check boxes: multiplechoiceresponse, truefalseresponse, choiceresponse."""

from copy import deepcopy
from decimal import Decimal, InvalidOperation

from lxml import etree

from lyceum.content.questions import Choice, ChoiceKey, ResponseKey, RichText
from lyceum.interop.limits import MAX_CHOICES
from lyceum.interop.olx.desk import Desk
from lyceum.interop.olx.responses.reading import NotGradable, Reading, account, descendants, hint_text, is_true
from lyceum.interop.olx.xml import inner

_RESPONSE = frozenset({"id", "type", "label", "class", "style", "direction"})
_GROUP = _RESPONSE | {"name"}
_CHOICE = frozenset({"correct", "name", "explanation-id", "class", "id", "point_value"})
_GROUPS = ("choicegroup", "radiogroup", "checkboxgroup")


def read_multiple_choice(response: etree._Element, desk: Desk) -> list[Reading]:
    """One of several. Where the author marks several as right, each of them is. Raises NotGradable."""
    options = _Options(response, desk)
    shares = {choice.id: _share(element) for choice, element in options.both()}
    if not any(share == 1 for share in shares.values()):
        raise NotGradable("no option is marked as right")
    key = ChoiceKey(shares=shares, feedback=options.feedback)
    return [Reading(key, options.group, options.choices, options.notes)]


def read_check_boxes(response: etree._Element, desk: Desk) -> list[Reading]:
    """All of the right ones and none of the others. Raises NotGradable."""
    options = _Options(response, desk)
    credit = response.get("partial_credit", "").strip()
    if credit and credit.lower() != "false":
        options.notes.append(f"partial credit '{credit}' is not kept: only the whole right set earns points")
    shares = {choice.id: Decimal(is_true(element, "correct")) for choice, element in options.both()}
    key = ResponseKey(scoring="exact", shares=shares, feedback=options.feedback)
    return [Reading(key, options.group, options.choices, options.notes)]


def _share(choice: etree._Element) -> Decimal:
    if choice.get("correct", "").strip().lower() != "partial":
        return Decimal(is_true(choice, "correct"))
    try:
        points = Decimal(choice.get("point_value", "0.5"))
    except InvalidOperation:
        points = Decimal("0.5")
    return points.quantize(Decimal("0.0001")) if points.is_finite() and 0 <= points <= 1 else Decimal("0.5")


class _Options:
    """The options of a response: choices, what is said about each, and notes on what cannot be kept."""

    def __init__(self, response: etree._Element, desk: Desk) -> None:
        self.notes: list[str] = []
        self.group = next(iter(descendants(response, *_GROUPS)), None)
        self.elements = descendants(response, "choice")
        if not self.elements:
            raise NotGradable("there are no options")
        if len(self.elements) > MAX_CHOICES:
            raise NotGradable(f"there are more than {MAX_CHOICES} options")
        self.choices = tuple(
            Choice(id=f"c{place}", text=desk.rich(_without_hints(element), self.notes))
            for place, element in enumerate(self.elements, start=1)
        )
        self.feedback = self._feedback(desk)
        self._account(response)

    def both(self) -> "zip[tuple[Choice, etree._Element]]":
        """Each choice with its element."""
        return zip(self.choices, self.elements, strict=True)

    def _feedback(self, desk: Desk) -> dict[str, RichText]:
        told: dict[str, RichText] = {}
        unchosen = 0
        for choice, element in self.both():
            for hint in descendants(element, "choicehint"):
                text = hint_text(hint, desk, self.notes)
                if hint.get("selected", "true").strip().lower() == "false":
                    unchosen += 1
                elif text is not None:
                    told.setdefault(choice.id, text)
        if unchosen:
            self.notes.append(f"feedback for options that were not chosen is not kept ({unchosen})")
        return told

    def _account(self, response: etree._Element) -> None:
        compound = len(descendants(response, "compoundhint"))
        if compound:
            self.notes.append(f"feedback for combinations of options is not kept ({compound})")
        account(response, _RESPONSE | {"partial_credit"}, self.notes)
        if self.group is not None:
            account(self.group, _GROUP, self.notes)
        for element in self.elements:
            account(element, _CHOICE, self.notes)


def _without_hints(choice: etree._Element) -> str:
    copy = deepcopy(choice)
    etree.strip_elements(copy, "choicehint", "clarification", with_tail=False)
    return inner(copy).strip()
