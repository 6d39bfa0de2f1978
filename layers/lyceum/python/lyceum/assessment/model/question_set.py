"""Question sets and marking keys: immutable versions, kept apart so that no serialiser can leak a key."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final

from lyceum.assessment.errors import QuestionNotFound, SectionNotFound
from lyceum.assessment.model.drawing import Files, rank, undrawn
from lyceum.assessment.model.points import ZERO
from lyceum.assessment.model.scoring import Scale, ScaledSection
from lyceum.assessment.model.sealing import ORDER_TELLS
from lyceum.assessment.model.sections import ConversionTable, QuestionAt, SectionAt, SectionClock, Structure
from lyceum.content.questions import AuthoredQuestion, Choice, Content, Fraction, Key, PartId, Question, QuestionKind

if TYPE_CHECKING:
    from lyceum.assessment.model.conversion import Conversion

PLAIN: Final = Structure.model_construct()
"""No sections; points are what the questions are worth."""


class KeyEntry(Content):
    """What grading needs of one question."""

    id: PartId
    points: Decimal
    key: Key
    floor: Fraction = ZERO
    """The least share of the points, at most 0."""
    given: Fraction | None = None
    """The share of the points that everybody has whatever they answered, where the question turned out to be wrong."""
    dropped: Decimal | None = None
    """What it was worth before it was dropped."""


@dataclass(frozen=True)
class QuestionSet:
    """What learners may see of one version. A question's place in it is its name inside attempts."""

    version: int
    questions: tuple[Question, ...]
    structure: Structure = PLAIN
    undrawn: frozenset[int] = frozenset()
    """Places of questions that an attempt does not have, where this is the set of one."""
    files: Files = field(default_factory=dict)
    """What questions show, as it was when the version was written."""

    def of_attempt(self, seed: str) -> "QuestionSet":
        """Without the questions that an attempt with this seed does not have; their places stay empty."""
        return replace(self, undrawn=undrawn(self.structure, self.places, seed))

    @cached_property
    def places(self) -> dict[str, int]:
        """Question id → place, from 0."""
        return {question.id: place for place, question in enumerate(self.questions)}

    def place(self, question: str) -> int:
        """The place of a question. Raises QuestionNotFound."""
        found = self.places.get(question)
        if found is None or found in self.undrawn:
            raise QuestionNotFound(question=question)
        return found

    @cached_property
    def sections(self) -> dict[str, SectionAt]:
        """Question id → its section, where there are sections."""
        named = enumerate(self.structure.sections)
        return {question: SectionAt(index, section.id) for index, section in named for question in section.every}

    @property
    def clocks(self) -> list[SectionClock]:
        """A clock for each section of a new attempt."""
        limits = [section.time_limit_seconds for section in self.structure.sections]
        return [SectionClock(timedelta(seconds=limit) if limit is not None else None) for limit in limits]

    def timed(self, question: str) -> QuestionAt | None:
        """A question as one with a time limit; None where it has none."""
        limit = self.structure.time_limits.get(question)
        return None if limit is None else QuestionAt(self.places[question], question, timedelta(seconds=limit))

    def section(self, name: str) -> SectionAt:
        """The section with this id. Raises SectionNotFound."""
        for index, section in enumerate(self.structure.sections):
            if section.id == name:
                return SectionAt(index, name)
        raise SectionNotFound(section=name)


@dataclass(frozen=True)
class MarkingKey:
    """What grading needs of one version, in the order of its question set. Nobody but graders and authors sees it."""

    version: int
    entries: tuple[KeyEntry, ...]
    structure: Structure = PLAIN
    undrawn: frozenset[int] = frozenset()
    """As in the question set."""

    def of_attempt(self, seed: str) -> "MarkingKey":
        """What grading needs of an attempt with this seed."""
        return replace(self, undrawn=undrawn(self.structure, self._places, seed))

    @property
    def asked(self) -> dict[int, KeyEntry]:
        """What an attempt has, by place."""
        return {place: entry for place, entry in enumerate(self.entries) if place not in self.undrawn}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {entry.id: place for place, entry in enumerate(self.entries)}

    @cached_property
    def scale(self) -> Scale:
        """What the points of the questions make together; those that are not drawn are worth nothing."""
        places = self._places
        return Scale(
            worth=tuple(ZERO if place in self.undrawn else entry.points for place, entry in enumerate(self.entries)),
            scoring=self.structure.scoring,
            fixed=self.structure.maximum,
            sections=tuple(
                ScaledSection(
                    section.id,
                    tuple(places[each] for each in section.every),
                    section.maximum,
                    _table(section.id, section.conversion),
                )
                for section in self.structure.sections
            ),
            conversion=_table("", self.structure.conversion),
            written=self._written(),
        )

    def _written(self) -> tuple[Decimal, ...]:
        """What the questions were worth before any was dropped; nothing where none was."""
        if all(entry.dropped is None for entry in self.entries):
            return ()
        worth = (entry.points if entry.dropped is None else entry.dropped for entry in self.entries)
        return tuple(ZERO if place in self.undrawn else each for place, each in enumerate(worth))

    @property
    def maximum(self) -> Decimal:
        """Points that a perfect attempt earns: as many, whatever is drawn."""
        return self.of_attempt("").scale.maximum

    def place(self, question: str) -> int:
        """The place of a question. Raises QuestionNotFound."""
        found = self._places.get(question)
        if found is None or found in self.undrawn:
            raise QuestionNotFound(question=question)
        return found


def _table(name: str, rows: ConversionTable) -> "Conversion | None":
    if not rows:
        return None
    from lyceum.assessment.model.conversion import table_of  # only standardised tests have tables

    return table_of(rows, item=name)


def split(
    version: int, authored: Sequence[AuthoredQuestion], structure: Structure = PLAIN
) -> tuple[QuestionSet, MarkingKey]:
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
    shown = tuple(each.question for each in authored)
    return QuestionSet(version, shown, structure), MarkingKey(version, entries, structure)


def join(questions: QuestionSet, key: MarkingKey) -> tuple[AuthoredQuestion, ...]:
    """The two halves put together again, for authors."""
    pairs = zip(questions.questions, key.entries, strict=True)
    return tuple(AuthoredQuestion.model_construct(question=question, key=entry.key) for question, entry in pairs)


def presented(
    questions: QuestionSet, *, seed: str, shuffle: bool, shuffle_choices: bool | None = None
) -> tuple[Question, ...]:
    """The questions in the order in which one attempt shows them; the same seed gives the same order.

    Sections come in their order. Shuffling moves questions, or whole groups of them, within their section: the parts of
    one problem stay together and in order. It moves choices, too, unless `shuffle_choices` says otherwise; where their
    order would tell (ORDER_TELLS) they are always moved.
    """
    choices = shuffle if shuffle_choices is None else shuffle_choices
    asked = (question for place, question in enumerate(questions.questions) if place not in questions.undrawn)
    shown = [_with_choices(question, seed=seed, shuffle=choices) for question in asked]
    if questions.sections:
        order = {name: place for place, name in enumerate(questions.sections)}
        shown.sort(key=lambda question: order[question.id])
    if not shuffle:
        return tuple(shown)
    return tuple(sorted(shown, key=lambda question: (_section(questions, question), rank(seed, _moved(question)))))


def _section(questions: QuestionSet, question: Question) -> int:
    return questions.sections[question.id].index if questions.sections else 0


def _moved(question: Question) -> str:
    return question.group or question.id


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
    return tuple(sorted(choices, key=lambda choice: rank(seed, f"{name}#{choice.id}")))
