"""Embedded answers, `{2:MULTICHOICE:=right~%50%half#Told.}`: https://docs.moodle.org/en/Embedded_Answers_(Cloze)."""

import re
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from lyceum.content.questions import (
    AcceptedNumber,
    AcceptedText,
    Blank,
    BlankKey,
    Choice,
    ChoiceKey,
    NumericKey,
    RichText,
    ShortAnswerKey,
    TextFormat,
)
from lyceum.interop import limits
from lyceum.interop.exchange.bench import NotGradable, fraction, number
from lyceum.interop.moodle.fields import Fields

_OPENING = re.compile(r"\{([0-9]*):([A-Z_]+):")
_PART = re.compile(r"^(?:(=)|%\s*(-?[0-9]+(?:[.,][0-9]*)?)\s*%)?")
_TEXT = frozenset({"SHORTANSWER", "SA", "MW"})
_TEXT_CASE = frozenset({"SHORTANSWER_C", "SAC", "MWC"})
_NUMBER = frozenset({"NUMERICAL", "NM"})
_CHOICE = frozenset(
    {"MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH", "MULTICHOICE_S", "MCS"}
    | {"MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"}
)
_SEVERAL = frozenset(
    {"MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"}
)
_ALL = _TEXT | _TEXT_CASE | _NUMBER | _CHOICE | _SEVERAL


@dataclass(frozen=True)
class Embedded:
    """A text with `[[g1]]` where its answers stood."""

    text: str
    blanks: tuple[Blank, ...]
    keys: dict[str, BlankKey]


@dataclass(frozen=True)
class _Answer:
    share: Decimal
    text: str
    feedback: str


def read_embedded(text: str, fields: Fields) -> Embedded:
    """Raises NotGradable for answers with several right choices at once, and for what never ends."""
    pieces: list[str] = []
    blanks: list[Blank] = []
    keys: dict[str, BlankKey] = {}
    place = 0
    for opening in _OPENING.finditer(text):
        if opening.start() < place or opening.group(2) not in _ALL:
            continue
        end = _closing(text, opening.end())
        name = f"g{len(blanks) + 1}"
        weight = Decimal(opening.group(1) or 1)
        blank, key = _gap(name, opening.group(2), text[opening.end() : end], weight, fields)
        blanks.append(blank)
        keys[name] = key
        pieces.extend((text[place : opening.start()], f"[[{name}]]"))
        place = end + 1
    if not blanks:
        raise NotGradable("there is no embedded answer in its text")
    if len(blanks) > limits.MAX_CHOICES:
        raise NotGradable(f"there are more than {limits.MAX_CHOICES} embedded answers")
    return Embedded("".join([*pieces, text[place:]]), tuple(blanks), keys)


def _closing(text: str, place: int) -> int:
    while place < len(text):
        if text[place] == "\\":
            place += 1
        elif text[place] == "}":
            return place
        place += 1
    raise NotGradable("an embedded answer is not closed by '}'")


def _gap(name: str, kind: str, inside: str, weight: Decimal, fields: Fields) -> tuple[Blank, BlankKey]:
    if kind in _SEVERAL:
        raise NotGradable("a gap with several right choices at once has no place here")
    if not 0 < weight < 1000:
        raise NotGradable(f"the weight {weight} of a gap is not between 1 and 999")
    answers = [_answer(part) for part in _parts(inside)]
    if not answers or len(answers) > limits.MAX_CHOICES:
        raise NotGradable("a gap has no answers, or too many")
    if kind in _CHOICE:
        return _choice(name, answers, weight, fields)
    if kind in _NUMBER:
        return Blank(id=name, form="number"), BlankKey(answer=_number(answers, fields), weight=weight)
    accepted = tuple(
        AcceptedText(text=each.text, share=each.share, feedback=_told(each, fields)) for each in answers if each.text
    )
    if not accepted:
        raise NotGradable("a gap has no answers")
    key = ShortAnswerKey(
        accepted=accepted,
        case_sensitive=kind in _TEXT_CASE,
        wildcards=any("*" in each.text for each in accepted),
    )
    return Blank(id=name), BlankKey(answer=key, weight=weight)


def _choice(name: str, answers: list[_Answer], weight: Decimal, fields: Fields) -> tuple[Blank, BlankKey]:
    ids = [f"c{place}" for place in range(1, len(answers) + 1)]
    choices = tuple(
        Choice(id=id, text=fields.formatted(each.text, TextFormat.HTML)) for id, each in zip(ids, answers, strict=True)
    )
    both = list(zip(ids, answers, strict=True))
    feedback = {id: told for id, each in both if (told := _told(each, fields))}
    key = ChoiceKey(shares={id: each.share for id, each in both}, feedback=feedback)
    return Blank(id=name, form="choice", choices=choices), BlankKey(answer=key, weight=weight)


def _number(answers: list[_Answer], fields: Fields) -> NumericKey:
    accepted = []
    otherwise: RichText | None = None
    for each in answers:
        if each.text == "*":
            otherwise = _told(each, fields)
            continue
        centre, _, tolerance = each.text.partition(":")
        value, off = number(centre), number(tolerance or "0")
        if value is None or off is None or abs(off) > 10**12:
            raise NotGradable(f"'{each.text[:40]}' is not a number")
        accepted.append(AcceptedNumber(value=value, tolerance=abs(off), share=each.share, feedback=_told(each, fields)))
    if not accepted:
        raise NotGradable("a gap for a number has none")
    return NumericKey(accepted=tuple(accepted), feedback_otherwise=otherwise)


def _told(answer: _Answer, fields: Fields) -> RichText | None:
    return fields.formatted(answer.feedback, TextFormat.HTML) if answer.feedback else None


def _parts(inside: str) -> list[str]:
    """The answers, apart at `~` that no backslash stands before."""
    parts, part, place = [], "", 0
    while place < len(inside):
        if inside[place] == "\\" and place + 1 < len(inside):
            part += inside[place : place + 2]
            place += 2
            continue
        if inside[place] == "~":
            parts.append(part)
            part = ""
        else:
            part += inside[place]
        place += 1
    parts.append(part)
    return [each for each in parts if each.strip()]


def _answer(part: str) -> _Answer:
    """Texts in a question's HTML are HTML: what learners type is compared with their words."""
    mark = _PART.match(part.strip())
    rest = part.strip()[mark.end() if mark else 0 :]
    share = Decimal(0)
    if mark and mark.group(1):
        share = Decimal(1)
    elif mark and mark.group(2):
        share = fraction(Decimal(mark.group(2).replace(",", ".")) / 100)
    found = re.search(r"(?<!\\)#", rest)
    text, feedback = (rest[: found.start()], rest[found.end() :]) if found else (rest, "")
    return _Answer(share, unescape(_unescaped(text)).strip(), _unescaped(feedback).strip())


def _unescaped(text: str) -> str:
    return re.sub(r"\\([}~=#/\"\\])", r"\1", text)
