"""Typed text: stringresponse."""

from decimal import Decimal

from lxml import etree

from lyceum.content.questions import AcceptedText, ShortAnswerKey
from lyceum.interop.limits import MAX_CHOICES
from lyceum.interop.olx.desk import Desk
from lyceum.interop.olx.responses.reading import NotGradable, Reading, account, children, descendants, hint_text

_RESPONSE = frozenset({"id", "answer", "type", "label", "class", "style", "trailing_text", "size", "direction"})
_ANSWER = frozenset({"answer"})


def read_text(response: etree._Element, desk: Desk) -> list[Reading]:
    """Accepted texts, then those that only earn feedback. Raises NotGradable for regular expressions."""
    flags = response.get("type", "").lower().split()
    if "regexp" in flags:
        raise NotGradable("regular expressions are not run")
    notes: list[str] = []
    accepted = [*_right_texts(response, desk, notes), *_wrong_texts(response, desk, notes)]
    if not accepted or accepted[0].share == 0:
        raise NotGradable("there is no accepted answer")
    if len(accepted) > MAX_CHOICES:
        raise NotGradable(f"there are more than {MAX_CHOICES} accepted answers")
    account(response, _RESPONSE, notes)
    if children(response, "hintgroup"):
        notes.append("its hintgroup is not kept")
    key = ShortAnswerKey(accepted=tuple(accepted), case_sensitive="ci" not in flags)
    return [Reading(key, next(iter(descendants(response, "textline", "textbox")), None), notes=notes)]


def _right_texts(response: etree._Element, desk: Desk, notes: list[str]) -> list[AcceptedText]:
    hint = next(iter(children(response, "correcthint")), None)
    feedback = hint_text(hint, desk, notes)
    # `_or_` is how courses before 2013 wrote several answers into one attribute.
    texts = [(text.strip(), feedback) for text in response.get("answer", "").split("_or_")]
    for other in children(response, "additional_answer"):
        account(other, _ANSWER, notes)
        own = hint_text(next(iter(children(other, "correcthint")), None), desk, notes)
        texts.append(((other.get("answer") or other.text or "").strip(), own))
    return [AcceptedText(text=text, feedback=told) for text, told in texts if text]


def _wrong_texts(response: etree._Element, desk: Desk, notes: list[str]) -> list[AcceptedText]:
    if children(response, "regexphint"):
        notes.append("feedback by regular expression is not kept")
    found = []
    for hint in children(response, "stringequalhint"):
        text = hint.get("answer", "").strip()
        if text:
            found.append(AcceptedText(text=text, share=Decimal(0), feedback=hint_text(hint, desk, notes)))
    return found
