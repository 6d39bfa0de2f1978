"""Choice ids and orders that tell nothing.

Import formats number choices as they were written, and authors write the right one first; the targets of a matching
question even come in the order of its prompts, and what is to be put in order comes in the right one.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lyceum.content.questions import (
    AuthoredQuestion,
    Blank,
    BlankKey,
    Choice,
    ChoiceKey,
    FillBlankKey,
    Key,
    MatchingKey,
    OrderingKey,
    QuestionKind,
    ResponseKey,
)

ORDER_TELLS = frozenset({QuestionKind.MATCHING, QuestionKind.ORDERING, QuestionKind.FILL_BLANK})
"""Kinds whose choices stand in an order that gives the key away: authors write them as they belong."""

_SEALED = re.compile(r"z[0-9a-f]{8}")


def sealed(authored: AuthoredQuestion, *, of: str) -> AuthoredQuestion:
    """The question with choice ids that tell nothing. Sealing again changes nothing. `of` is the assessment's id."""
    question = authored.question
    if question.kind is QuestionKind.TRUE_FALSE or _is_sealed(question.choices, question.blanks):
        return authored
    names = _names(of, question.id, question.choices)
    own = {blank.id: _names(of, f"{question.id}#{blank.id}", blank.choices) for blank in question.blanks}
    choices = _renamed(question.choices, names)
    if question.kind in ORDER_TELLS:
        choices = tuple(sorted(choices, key=lambda choice: choice.id))
    blanks = tuple(
        blank.model_copy(update={"choices": _renamed(blank.choices, own[blank.id])}) for blank in question.blanks
    )
    return authored.model_copy(
        update={
            "question": question.model_copy(update={"choices": choices, "blanks": blanks}),
            "key": _key(authored.key, names, own),
        }
    )


def _is_sealed(choices: Sequence[Choice], blanks: Sequence[Blank]) -> bool:
    every = [*choices, *(choice for blank in blanks for choice in blank.choices)]
    return all(_SEALED.fullmatch(choice.id) for choice in every)


def _names(of: str, question: str, choices: Sequence[Choice]) -> dict[str, str]:
    return {choice.id: _opaque(of, question, choice.id) for choice in choices}


def _renamed(choices: Sequence[Choice], names: Mapping[str, str]) -> tuple[Choice, ...]:
    return tuple(choice.model_copy(update={"id": names[choice.id]}) for choice in choices)


def _key(key: Key, names: Mapping[str, str], own: Mapping[str, Mapping[str, str]]) -> Key:
    match key:
        case MatchingKey():
            return key.model_copy(update={"pairs": _pairs(key, names)})
        case OrderingKey():
            return key.model_copy(update={"order": tuple(names[choice] for choice in key.order)})
        case ChoiceKey() | ResponseKey():
            return key.model_copy(update=_of_choices(key, names))
        case FillBlankKey():
            gaps = {name: _gap(gap, own.get(name) or names) for name, gap in key.blanks.items()}
            return key.model_copy(update={"blanks": gaps})
        case _:
            return key


def _pairs(key: MatchingKey, names: Mapping[str, str]) -> dict[str, str | None]:
    return {prompt: names[target] if target is not None else None for prompt, target in key.pairs.items()}


def _of_choices(key: ChoiceKey | ResponseKey, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "shares": {names[choice]: share for choice, share in key.shares.items()},
        "feedback": {names[choice]: text for choice, text in key.feedback.items()},
    }


def _gap(gap: BlankKey, names: Mapping[str, str]) -> BlankKey:
    if not isinstance(gap.answer, ChoiceKey):
        return gap
    return gap.model_copy(update={"answer": gap.answer.model_copy(update=_of_choices(gap.answer, names))})


def _opaque(*names: str) -> str:
    return "z" + hashlib.blake2s("\x1f".join(names).encode(), digest_size=4).hexdigest()
