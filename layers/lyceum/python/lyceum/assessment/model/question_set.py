"""Question sets and marking keys: immutable versions, kept apart so that no serialiser can leak a key."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from lyceum.assessment.errors import QuestionNotFound
from lyceum.assessment.grading import ZERO
from lyceum.assessment.model.sealing import ORDER_TELLS
from lyceum.content.questions import AuthoredQuestion, Choice, Content, Fraction, Key, PartId, Question, QuestionKind


class KeyEntry(Content):
    """What grading needs of one question."""

    id: PartId
    points: Decimal
    key: Key
    floor: Fraction = ZERO
    """The least share of the points, at most 0."""


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


def split(version: int, authored: Sequence[AuthoredQuestion]) -> tuple[QuestionSet, MarkingKey]:
    """The two halves of a version; unsupported questions are worth nothing."""
    entries = tuple(
        KeyEntry.model_construct(  # of parts that are valid: nothing is built to look at them again
            id=each.question.id,
            points=ZERO if each.question.kind is QuestionKind.UNSUPPORTED else each.question.points,
            key=each.key,
            floor=each.question.floor,
        )
        for each in authored
    )
    return QuestionSet(version, tuple(each.question for each in authored)), MarkingKey(version, entries)


def join(questions: QuestionSet, key: MarkingKey) -> tuple[AuthoredQuestion, ...]:
    """The two halves put together again, for authors."""
    pairs = zip(questions.questions, key.entries, strict=True)
    return tuple(AuthoredQuestion.model_construct(question=question, key=entry.key) for question, entry in pairs)


def presented(questions: QuestionSet, *, seed: str, shuffle: bool) -> tuple[Question, ...]:
    """The questions in the order in which one attempt shows them; the same seed gives the same order.

    Shuffling moves choices, and questions or whole groups of them: the parts of one problem stay together and in order.
    Where the order of the choices would tell (ORDER_TELLS) they are always moved.
    """
    shown = [_with_choices(question, seed=seed, shuffle=shuffle) for question in questions.questions]
    if not shuffle:
        return tuple(shown)
    return tuple(sorted(shown, key=lambda question: _rank(seed, question.group or question.id)))


def _with_choices(question: Question, *, seed: str, shuffle: bool) -> Question:
    if not shuffle and question.kind not in ORDER_TELLS:
        return question
    blanks = question.blanks
    if shuffle:
        blanks = tuple(
            blank.model_copy(update={"choices": _ranked(blank.choices, seed, f"{question.id}#{blank.id}")})
            for blank in blanks
        )
    choices = _ranked(question.choices, seed, question.id)
    return question.model_copy(update={"choices": choices, "blanks": blanks})


def _ranked(choices: Sequence[Choice], seed: str, name: str) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: _rank(seed, f"{name}#{choice.id}")))


def _rank(seed: str, name: str) -> bytes:
    return hashlib.blake2s(f"{seed}\x1f{name}".encode(), digest_size=8).digest()
