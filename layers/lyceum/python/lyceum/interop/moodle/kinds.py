"""Moodle's kinds of question as choices, gaps and keys."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lxml import etree

from lyceum.content.file_rules import possible_rules
from lyceum.content.questions import (
    AcceptedNumber,
    AcceptedText,
    Choice,
    ChoiceKey,
    EssayKey,
    FileRules,
    FillBlankKey,
    Key,
    MatchingKey,
    NumericKey,
    OrderingKey,
    QuestionKind,
    ResponseKey,
    RichText,
    ShortAnswerKey,
    SubmissionKey,
    TextFormat,
    TrueFalseKey,
)
from lyceum.interop import limits
from lyceum.interop.exchange.bench import NotGradable, fraction, number
from lyceum.interop.gift.shares import whole
from lyceum.interop.moodle.cloze import read_embedded
from lyceum.interop.moodle.fields import Fields, words
from lyceum.interop.moodle.gaps import read_gaps

_HUNDRED = Decimal(100)
_MOST_FILES = 20
_GROUPS = {f"{place}{kind}": f"{kind}/*" for place in ("", "web_", "html_") for kind in ("image", "audio", "video")}
"""Groups of Moodle's that HTML's `accept` knows, too."""


@dataclass(frozen=True)
class Reading:
    """What a question became."""

    key: Key
    parts: dict[str, Any] = field(default_factory=dict)
    """Fields of the question beyond title, stem and points."""
    text: str | None = None
    """Its text, where that changed."""
    points: Decimal | None = None
    """What it is worth, where it says that otherwise than in `defaultgrade`."""


def _share(answer: etree._Element) -> Decimal:
    return fraction((number(answer.get("fraction")) or Decimal(0)) / _HUNDRED)


def _feedback(fields: Fields, answer: etree._Element) -> RichText | None:
    return fields.rich(answer.find("feedback"))


def _answers(fields: Fields) -> list[etree._Element]:
    found = fields.children("answer")
    if not found or len(found) > limits.MAX_CHOICES:
        raise NotGradable(f"it has no answers, or more than {limits.MAX_CHOICES}")
    return found


def read_choice(fields: Fields) -> Reading:
    """multichoice: one of several, or several."""
    answers = _answers(fields)
    choices = tuple(
        Choice(id=f"c{place}", text=fields.rich(answer) or RichText.of("", TextFormat.HTML, fields.bench.language))
        for place, answer in enumerate(answers, start=1)
    )
    both = list(zip(choices, answers, strict=True))
    feedback = {choice.id: told for choice, answer in both if (told := _feedback(fields, answer))}
    shares = [_share(answer) for answer in answers]
    if not any(share > 0 for share in shares):
        raise NotGradable("no answer is right")
    if fields.is_true("single", "true"):
        key = ChoiceKey(shares=_by_id(choices, shares), feedback=feedback)
        least = min(shares)
        return Reading(key, {"choices": choices} | ({"floor": least} if least < 0 else {}))
    shares, note = whole(shares)
    fields.notes.extend([note] if note else [])
    several = ResponseKey(scoring="partial", shares=_by_id(choices, shares), feedback=feedback)
    return Reading(several, {"choices": choices})


def _by_id(choices: tuple[Choice, ...], shares: list[Decimal]) -> dict[str, Decimal]:
    return {choice.id: share for choice, share in zip(choices, shares, strict=True)}


def read_true_false(fields: Fields) -> Reading:
    """truefalse: the answer with the greater fraction is right."""
    answers = {words(answer).lower(): answer for answer in _answers(fields)}
    right = max(answers, key=lambda word: _share(answers[word]))
    if not answers.keys() <= {"true", "false"} or _share(answers[right]) <= 0:
        raise NotGradable("its answers are not 'true' and 'false', or neither is right")
    wrong = answers.get("false" if right == "true" else "true")
    key = TrueFalseKey(
        answer=right == "true",
        feedback_right=_feedback(fields, answers[right]),
        feedback_wrong=_feedback(fields, wrong) if wrong is not None else None,
    )
    return Reading(key)


def read_short_answer(fields: Fields) -> Reading:
    """shortanswer: the first answer that matches decides."""
    found = [(words(answer), answer) for answer in _answers(fields)]
    accepted = tuple(
        AcceptedText(text=text, share=_share(answer), feedback=_feedback(fields, answer))
        for text, answer in found
        if text
    )
    if not any(each.share > 0 for each in accepted):
        raise NotGradable("no answer is right")
    key = ShortAnswerKey(
        accepted=accepted,
        case_sensitive=fields.is_true("usecase", "0"),
        wildcards=any("*" in each.text for each in accepted),
    )
    return Reading(key)


def read_number(fields: Fields) -> Reading:
    """numerical: numbers with tolerance, perhaps in units."""
    accepted, otherwise = [], None
    shared = fields.plain("tolerance", "0")
    for answer in _answers(fields):
        text = words(answer)
        if text == "*":
            otherwise = _feedback(fields, answer)
            continue
        inside = answer.find("tolerance")
        off = number((words(inside) if inside is not None else answer.get("tolerance") or shared) or "0")
        value = number(text)
        if value is None or off is None or abs(off) >= 10**12:
            raise NotGradable(f"'{text[:40]}' is not a number with a tolerance")
        told = _feedback(fields, answer)
        accepted.append(AcceptedNumber(value=value, tolerance=_twelve(off), share=_share(answer), feedback=told))
    if not any(each.share > 0 for each in accepted):
        raise NotGradable("no number is right")
    units, parts = _units(fields)
    key = NumericKey(accepted=tuple(accepted), feedback_otherwise=otherwise, **units)
    return Reading(key, parts)


def _twelve(off: Decimal) -> Decimal:
    return abs(off).quantize(Decimal("1e-12")).normalize() + 0


def _units(fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
    """Moodle divides by a unit's multiplier: `1 m = 100 cm` is the multiplier 100 of cm."""
    found = [unit for group in fields.children("units") for unit in group.findall("unit")]
    penalty = fields.number("unitpenalty")
    grading, shown = fields.plain("unitgradingtype", "0"), fields.plain("showunits", "3")
    factors = dict(map(_unit, found))
    if not factors or shown == "3":
        return {}, {}
    if grading == "1":
        fields.notes.append("the penalty for a wrong unit is taken of the question's points, not of the answer's")
    counts = penalty if penalty is not None and grading != "0" else Decimal(0)
    chosen = tuple(factors) if shown in ("1", "2") else ()
    return {"units": factors, "unit_penalty": fraction(counts)}, {"takes_unit": True, "units": chosen}


def _unit(unit: etree._Element) -> tuple[str, Decimal]:
    named, divided = unit.find("unit_name"), unit.find("multiplier")
    name = words(named) if named is not None else ""
    multiplier = number(words(divided)) if divided is not None else None
    if not name or not multiplier:
        raise NotGradable("a unit has no name, or no multiplier other than 0")
    return name, (1 / multiplier).normalize()


def read_matching(fields: Fields) -> Reading:
    """matching, ddmatch: pairs; what has no left side only adds a target."""
    subquestions = fields.children("subquestion")
    if not subquestions or len(subquestions) > limits.MAX_CHOICES:
        raise NotGradable(f"it has no pairs, or more than {limits.MAX_CHOICES}")
    pairs = [(fields.rich(each), _target(fields, each)) for each in subquestions]
    texts = sorted({right.text.in_language(fields.bench.language) for _, right in pairs})
    targets = {text: f"t{place}" for place, text in enumerate(texts, start=1)}
    by_text = {right.text.in_language(fields.bench.language): right for _, right in pairs}
    asked = [(left, right) for left, right in pairs if left is not None]
    if not asked:
        raise NotGradable("no pair has a left side")
    key = MatchingKey(
        pairs={
            f"p{place}": targets[right.text.in_language(fields.bench.language)]
            for place, (_, right) in enumerate(asked, start=1)
        }
    )
    parts = {
        "prompts": tuple(Choice(id=f"p{place}", text=left) for place, (left, _) in enumerate(asked, start=1)),
        "choices": tuple(Choice(id=targets[text], text=by_text[text]) for text in texts),
    }
    return Reading(key, parts)


def _target(fields: Fields, subquestion: etree._Element) -> RichText:
    answer = subquestion.find("answer")
    if answer is None or not words(answer):
        raise NotGradable("a pair has nothing to match with")
    rich = fields.rich(answer) if answer.get("format") else None
    return rich or RichText.of(words(answer), TextFormat.PLAIN, fields.bench.language)


_ORDERINGS = {
    "": "position",
    "ALL_OR_NOTHING": "exact",
    "ABSOLUTE_POSITION": "position",
    "RELATIVE_NEXT_EXCLUDE_LAST": "adjacent",
}


def read_ordering(fields: Fields) -> Reading:
    """ordering: its answers stand in the right order; `order`, an older plugin, numbers its subquestions."""
    if fields.kind == "order":
        found, right, scoring = fields.children("subquestion"), _ranked(fields), "position"
    else:
        found = _answers(fields)
        right, scoring = list(range(len(found))), _ordering(fields)
    if not 1 < len(found) <= limits.MAX_CHOICES:
        raise NotGradable(f"it has fewer than two items, or more than {limits.MAX_CHOICES}")
    choices = tuple(
        Choice(id=f"c{place}", text=fields.rich(each) or RichText.of(words(each)))
        for place, each in enumerate(found, start=1)
    )
    key = OrderingKey.model_validate({"order": [choices[place].id for place in right], "scoring": scoring})
    return Reading(key, {"choices": choices})


def _ranked(fields: Fields) -> list[int]:
    """The places of the subquestions by the numbers that are their answers."""
    answers = [each.find("answer") for each in fields.children("subquestion")]
    ranks = [number(words(answer)) if answer is not None else None for answer in answers]
    known = {rank for rank in ranks if rank is not None}
    if len(known) != len(ranks):
        raise NotGradable("its items have no different places")
    return sorted(range(len(ranks)), key=lambda place: ranks[place] or Decimal(0))


def _ordering(fields: Fields) -> str:
    written = fields.plain("gradingtype", "ABSOLUTE_POSITION").upper()
    if written not in _ORDERINGS:
        fields.notes.append(f"its grading {written[:60]} is not kept: each item in its right place counts")
    if fields.plain("selecttype", "ALL").upper() not in ("", "0", "ALL"):
        fields.notes.append("all of its items are asked, not a selection")
    for name in ("layouttype", "selectcount", "numberingstyle", "showgrading"):
        fields.children(name)
    return _ORDERINGS.get(written, "position")


def read_essay(fields: Fields) -> Reading:
    """essay: a text, or files where nothing can be typed."""
    fields.children("answer")  # Moodle writes an empty one
    guidance = fields.told("graderinfo")
    if fields.plain("responsetemplate"):
        fields.notes.append("its response template is not kept")
    fields.children("responsetemplate")
    files = fields.number("attachments") or Decimal(0)
    if fields.plain("responseformat") == "noinline":
        rules = FileRules(most=_most_files(files, fields), media_types=_file_types(fields))
        return Reading(SubmissionKey(kind=QuestionKind.FILE_UPLOAD, guidance=guidance), {"files": rules})
    if files:
        fields.notes.append("attachments to its text are not taken")
    return Reading(EssayKey(guidance=guidance))


def _most_files(attachments: Decimal, fields: Fields) -> int:
    """-1: as many as one likes."""
    if attachments < 0:
        return _MOST_FILES
    if not 1 <= attachments <= _MOST_FILES:
        fields.notes.append(f"it takes {attachments.normalize():f} files there, and 1 to {_MOST_FILES} here")
    return int(min(max(attachments, Decimal(1)), Decimal(_MOST_FILES)))


def _file_types(fields: Fields) -> tuple[str, ...]:
    """Groups of Moodle's that HTML's `accept` can say, and what of the rest some file fits that is taken here."""
    written = [each for each in re.split(r"[\s,;]+", fields.plain("filetypeslist")) if each]
    rules = [_GROUPS.get(each.lower(), each) for each in written]
    possible = possible_rules(QuestionKind.FILE_UPLOAD, rules)[:50]
    left = [old for old, new in zip(written, rules, strict=True) if new not in possible]
    if left:
        fields.notes.append(f"its file types {', '.join(left)[:200]} are not kept: no such files are taken")
    return possible


def read_cloze(fields: Fields) -> Reading:
    """cloze: worth the sum of the weights of its gaps."""
    found = fields.child("questiontext")
    embedded = read_embedded(words(found) if found is not None else "", fields)
    worth = sum((gap.weight for gap in embedded.keys.values()), Decimal(0))
    return Reading(FillBlankKey(blanks=embedded.keys), {"blanks": embedded.blanks}, embedded.text, worth)


def read_words_in_gaps(fields: Fields) -> Reading:
    """gapselect, ddwtos: numbered words, by group, for `[[1]]` in the text."""
    gaps = read_gaps(fields)
    return Reading(FillBlankKey(blanks=gaps.keys), {"blanks": gaps.blanks}, gaps.text)


READERS: dict[str, Callable[[Fields], Reading]] = {
    "multichoice": read_choice,
    "truefalse": read_true_false,
    "shortanswer": read_short_answer,
    "numerical": read_number,
    "matching": read_matching,
    "match": read_matching,
    "ddmatch": read_matching,
    "ordering": read_ordering,
    "order": read_ordering,
    "essay": read_essay,
    "cloze": read_cloze,
    "multianswer": read_cloze,
    "gapselect": read_words_in_gaps,
    "ddwtos": read_words_in_gaps,
}
_FORMULAS = "it computes with formulas and random numbers"
REASONS = {
    "calculated": _FORMULAS,
    "calculatedsimple": _FORMULAS,
    "calculatedmulti": _FORMULAS,
    "coderunner": "it is graded by running code, which is never executed",
    "regexp": "regular expressions are not run",
    "pmatch": "patterns are not run",
    "random": "random questions are drawn from a bank, not from a file",
    "randomsamatch": "random questions are drawn from a bank, not from a file",
    "ddmarker": "markers with several words on one picture have no place here",
    "ddimageortext": "pictures and words that are dragged onto a picture have no place here",
}
