"""Whether questions and keys fit together."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from lyceum.assessment.errors import InvalidQuestionSet
from lyceum.content.questions import (
    AuthoredQuestion,
    Blank,
    BlankKey,
    Choice,
    ChoiceKey,
    Content,
    FillBlankKey,
    HotspotKey,
    Key,
    MatchingKey,
    NumericKey,
    OrderingKey,
    Question,
    ResponseKey,
    ShortAnswerKey,
)

_FORMS = {ShortAnswerKey: "text", NumericKey: "number", ChoiceKey: "choice"}


def check_questions(authored: Sequence[AuthoredQuestion]) -> None:
    """Raises InvalidQuestionSet where ids repeat or a key does not fit its question."""
    seen: set[str] = set()
    for each in authored:
        question = each.question
        if question.id in seen or each.key.kind is not question.kind or question.floor > 0 or not _fits(each):
            raise InvalidQuestionSet(question=question.id)
        seen.add(question.id)


def _fits(authored: AuthoredQuestion) -> bool:
    question = authored.question
    every = ([part.id for part in parts] for parts in (question.choices, question.prompts, question.blanks))
    return all(map(_each_once, every)) and _CHECKS.get(type(authored.key), _nothing_to_fit)(question, authored.key)


def _each_once(ids: Sequence[str]) -> bool:
    return len(set(ids)) == len(ids)


def _nothing_to_fit(_question: Question, _key: Key) -> bool:
    return True


def _choices_fit(question: Question, key: ChoiceKey | ResponseKey) -> bool:
    return _names_known(key, _ids(question.choices))


def _pairs_fit(question: Question, key: MatchingKey) -> bool:
    targets = {target for target in key.pairs.values() if target is not None}
    return set(_ids(question.prompts)) == key.pairs.keys() and set(_ids(question.choices)) >= targets


def _order_fits(question: Question, key: OrderingKey) -> bool:
    return len(key.order) > 1 and sorted(key.order) == sorted(_ids(question.choices))


def _gaps_fit(question: Question, key: FillBlankKey) -> bool:
    blanks = {blank.id: blank for blank in question.blanks}
    known = blanks.keys() == key.blanks.keys() and len(blanks) > 0
    return known and all(_gap_fits(question, blank, key.blanks[name]) for name, blank in blanks.items())


def _picture_fits(question: Question, _key: HotspotKey) -> bool:
    return question.picture is not None


def _ids(choices: Iterable[Choice]) -> list[str]:
    return [choice.id for choice in choices]


def _names_known(key: ChoiceKey | ResponseKey, choices: Iterable[str]) -> bool:
    return set(choices) >= key.shares.keys() | key.feedback.keys()


def _units_fit(question: Question, key: NumericKey) -> bool:
    """A unit is asked where the key knows some, and one of those that are offered is right."""
    if not key.units:
        return not question.takes_unit
    return question.takes_unit and (not question.units or not key.units.keys().isdisjoint(question.units))


def _gap_fits(question: Question, blank: Blank, gap: BlankKey) -> bool:
    """Every language of the stem shows the gap, once; its key is of its form and names choices that it has."""
    if any(text.count(f"[[{blank.id}]]") != 1 for text in question.stem.text.root.values()):
        return False
    own = _ids(blank.choices)
    if blank.form != _FORMS[type(gap.answer)] or not _each_once(own):
        return False
    if isinstance(gap.answer, NumericKey) and gap.answer.units:
        return False
    return not isinstance(gap.answer, ChoiceKey) or _names_known(gap.answer, own or _ids(question.choices))


_CHECKS: dict[type[Content], Callable[[Question, Any], bool]] = {
    ChoiceKey: _choices_fit,
    ResponseKey: _choices_fit,
    MatchingKey: _pairs_fit,
    OrderingKey: _order_fits,
    NumericKey: _units_fit,
    FillBlankKey: _gaps_fit,
    HotspotKey: _picture_fits,
}
