"""Question sets and marking keys: immutable versions, kept apart so that no serialiser can leak a key."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from lyceum.assessment.errors import InvalidQuestionSet, QuestionNotFound
from lyceum.assessment.grading import ZERO
from lyceum.content.questions import (
    AuthoredQuestion,
    Choice,
    ChoiceKey,
    Content,
    Key,
    MatchingKey,
    PartId,
    Question,
    QuestionKind,
    ResponseKey,
)

_SEALED = re.compile(r"z[0-9a-f]{8}")


class KeyEntry(Content):
    """What grading needs of one question."""

    id: PartId
    points: Decimal
    key: Key


@dataclass(frozen=True)
class QuestionSet:
    """What learners may see of one version. A question's place in it is its name inside attempts."""

    version: int
    questions: tuple[Question, ...]

    @cached_property
    def places(self) -> dict[str, int]:
        """Question id → place, from 0."""
        return {question.id: place for place, question in enumerate(self.questions)}

    def place(self, question: str) -> int:
        """The place of a question. Raises QuestionNotFound."""
        try:
            return self.places[question]
        except KeyError:
            raise QuestionNotFound(question=question) from None


@dataclass(frozen=True)
class MarkingKey:
    """What grading needs of one version, in the order of its question set. Nobody but graders and authors sees it."""

    version: int
    entries: tuple[KeyEntry, ...]

    @property
    def maximum(self) -> Decimal:
        """Points that a perfect attempt earns."""
        return sum((entry.points for entry in self.entries), ZERO)

    def place(self, question: str) -> int:
        """The place of a question. Raises QuestionNotFound."""
        for place, entry in enumerate(self.entries):
            if entry.id == question:
                return place
        raise QuestionNotFound(question=question)


def check_questions(authored: Sequence[AuthoredQuestion]) -> None:
    """Raises InvalidQuestionSet where ids repeat or a key does not fit its question."""
    seen: set[str] = set()
    for each in authored:
        question = each.question
        choices = [choice.id for choice in question.choices]
        prompts = [prompt.id for prompt in question.prompts]
        if question.id in seen or len(set(choices)) != len(choices) or len(set(prompts)) != len(prompts):
            raise InvalidQuestionSet(question=question.id)
        if each.key.kind is not question.kind or not _fits(each.key, set(choices), set(prompts)):
            raise InvalidQuestionSet(question=question.id)
        seen.add(question.id)


def _fits(key: Key, choices: set[str], prompts: set[str]) -> bool:
    match key:
        case ChoiceKey() | ResponseKey():
            return choices >= key.shares.keys() | key.feedback.keys()
        case MatchingKey():
            return prompts == key.pairs.keys() and choices >= set(key.pairs.values())
        case _:
            return True


def split(version: int, authored: Sequence[AuthoredQuestion]) -> tuple[QuestionSet, MarkingKey]:
    """The two halves of a version; unsupported questions are worth nothing."""
    entries = tuple(
        KeyEntry(
            id=each.question.id,
            points=ZERO if each.question.kind is QuestionKind.UNSUPPORTED else each.question.points,
            key=each.key,
        )
        for each in authored
    )
    return QuestionSet(version, tuple(each.question for each in authored)), MarkingKey(version, entries)


def join(questions: QuestionSet, key: MarkingKey) -> tuple[AuthoredQuestion, ...]:
    """The two halves put together again, for authors."""
    pairs = zip(questions.questions, key.entries, strict=True)
    return tuple(AuthoredQuestion(question=question, key=entry.key) for question, entry in pairs)


def sealed(authored: AuthoredQuestion, *, of: str) -> AuthoredQuestion:
    """The question with choice ids that tell nothing.

    Import formats number choices as they were written, and authors write the right one first; the targets of a matching
    question even come in the order of its prompts. Sealing again changes nothing. `of` is the assessment's id.
    """
    question = authored.question
    if question.kind is QuestionKind.TRUE_FALSE or all(_SEALED.fullmatch(choice.id) for choice in question.choices):
        return authored
    names = {choice.id: _opaque(of, question.id, choice.id) for choice in question.choices}
    choices = tuple(choice.model_copy(update={"id": names[choice.id]}) for choice in question.choices)
    key = authored.key
    if isinstance(key, MatchingKey):
        choices = _sorted(choices)
        key = key.model_copy(update={"pairs": {prompt: names[target] for prompt, target in key.pairs.items()}})
    elif isinstance(key, ChoiceKey | ResponseKey):
        shares = {names[choice]: share for choice, share in key.shares.items()}
        feedback = {names[choice]: text for choice, text in key.feedback.items()}
        key = key.model_copy(update={"shares": shares, "feedback": feedback})
    return AuthoredQuestion(question=question.model_copy(update={"choices": choices}), key=key)


def presented(questions: QuestionSet, *, seed: str, shuffle: bool) -> tuple[Question, ...]:
    """The questions in the order in which one attempt shows them; the same seed gives the same order.

    Shuffling moves choices, and questions or whole groups of them: the parts of one problem stay together and in order.
    The targets of a matching question are never in the order of its prompts.
    """
    shown = [_with_choices(question, seed=seed, shuffle=shuffle) for question in questions.questions]
    if not shuffle:
        return tuple(shown)
    return tuple(sorted(shown, key=lambda question: _rank(seed, question.group or question.id)))


def _with_choices(question: Question, *, seed: str, shuffle: bool) -> Question:
    if not shuffle and question.kind is not QuestionKind.MATCHING:
        return question
    ranked = sorted(question.choices, key=lambda choice: _rank(seed, f"{question.id}#{choice.id}"))
    return question.model_copy(update={"choices": tuple(ranked)})


def _sorted(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: choice.id))


def _opaque(*names: str) -> str:
    return "z" + hashlib.blake2s("\x1f".join(names).encode(), digest_size=4).hexdigest()


def _rank(seed: str, name: str) -> bytes:
    return hashlib.blake2s(f"{seed}\x1f{name}".encode(), digest_size=8).digest()
