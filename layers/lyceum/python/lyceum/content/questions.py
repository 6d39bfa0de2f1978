"""Questions and their keys, whatever file format they came from.

A `Question` is what a learner may see; its `Key` is what grading needs and nobody sees before results may be shown.
They are kept apart from the first moment, so that no serialiser can leak a key by accident.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from lyceum.kernel.numbers import decimal
from lyceum.kernel.text import LocalizedText, PlainText

Fraction = Annotated[Decimal, decimal(whole_digits=0, places=7, signed=True)]
"""Share of a question's points that an answer earns (negative: costs), -1 to 1."""

PartId = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
"""Id of a question within its set, or of a choice within its question."""


class Content(BaseModel):
    """Base of all content models: closed and immutable."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class TextFormat(StrEnum):
    """How a text is marked up. `moodle` is Moodle's auto-format: HTML where it has tags, plain otherwise."""

    PLAIN = "plain"
    HTML = "html"
    MARKDOWN = "markdown"
    MOODLE = "moodle"


class RichText(Content):
    """Marked-up text by language."""

    format: TextFormat = TextFormat.PLAIN
    text: LocalizedText

    @classmethod
    def of(cls, text: str, format: TextFormat = TextFormat.PLAIN, language: str = "en") -> "RichText":
        """Text known in one language only."""
        return cls(format=format, text=LocalizedText.of(text, language))


class QuestionKind(StrEnum):
    """What kind of response a question takes (RULES S1-25, S2-9)."""

    MULTIPLE_CHOICE = "multiple_choice"
    MULTIPLE_RESPONSE = "multiple_response"
    TRUE_FALSE = "true_false"
    SHORT_ANSWER = "short_answer"
    NUMERIC = "numeric"
    MATCHING = "matching"
    ESSAY = "essay"
    UNSUPPORTED = "unsupported"
    """Kept verbatim and shown as not gradable: code, formulas, unknown response types. Worth no points."""


class Choice(Content):
    """One option to choose, or one target to match with."""

    id: PartId
    text: RichText


class Question(Content):
    """What a learner may see of a question. Holds no key and no feedback that gives one away."""

    id: PartId
    kind: QuestionKind
    title: LocalizedText | None = None
    stem: RichText
    points: Annotated[Decimal, decimal(whole_digits=3, places=4)] = Decimal(1)
    """Points a full answer earns; 0 for `unsupported`."""
    group: PartId | None = None
    """Parts of one problem share a group and its order; they are shown together."""
    choices: tuple[Choice, ...] = ()
    """Options (multiple_choice, multiple_response) or targets (matching), in authored order."""
    prompts: tuple[Choice, ...] = ()
    """Left-hand sides of a matching question."""
    hints: tuple[RichText, ...] = ()
    embedded: bool = False
    """The stem shows the place of the answer as `_____` (GIFT's missing word)."""
    tags: tuple[PlainText, ...] = ()
    informational: bool = False
    """A text among the questions (GIFT: description): takes no response. Its kind is `unsupported`, its points 0."""


class ChoiceKey(Content):
    """multiple_choice: each choice's share. A choice that is not listed earns nothing."""

    kind: Literal[QuestionKind.MULTIPLE_CHOICE] = QuestionKind.MULTIPLE_CHOICE
    shares: dict[PartId, Fraction]
    feedback: dict[PartId, RichText] = {}
    general_feedback: RichText | None = None


class ResponseKey(Content):
    """multiple_response: the right set (`exact`), or the sum of the chosen shares, never below 0 (`partial`)."""

    kind: Literal[QuestionKind.MULTIPLE_RESPONSE] = QuestionKind.MULTIPLE_RESPONSE
    scoring: Literal["exact", "partial"]
    shares: dict[PartId, Fraction]
    """Positive: belongs to the right set. Zero, negative or absent: does not."""
    feedback: dict[PartId, RichText] = {}
    general_feedback: RichText | None = None


class TrueFalseKey(Content):
    """true_false. The response is `{"choice": "true"}` or `{"choice": "false"}`."""

    kind: Literal[QuestionKind.TRUE_FALSE] = QuestionKind.TRUE_FALSE
    answer: bool
    feedback_right: RichText | None = None
    feedback_wrong: RichText | None = None
    general_feedback: RichText | None = None


class AcceptedText(Content):
    """One text that earns a share."""

    text: PlainText
    share: Fraction = Decimal(1)
    feedback: RichText | None = None


class ShortAnswerKey(Content):
    """short_answer: the first accepted text that matches decides. `*` is a wildcard where `wildcards` is set."""

    kind: Literal[QuestionKind.SHORT_ANSWER] = QuestionKind.SHORT_ANSWER
    accepted: Annotated[tuple[AcceptedText, ...], Field(min_length=1)]
    case_sensitive: bool = False
    wildcards: bool = False
    feedback_otherwise: RichText | None = None
    """Told for an answer that nothing accepts."""
    general_feedback: RichText | None = None


class AcceptedRange(Content):
    """A range of numbers that earns a share, closed unless an end is `open`; a single number has low = high."""

    low: Decimal
    high: Decimal
    share: Fraction = Decimal(1)
    feedback: RichText | None = None
    low_open: bool = False
    """The low end itself does not belong to the range: `(1, 5]`."""
    high_open: bool = False


class NumericKey(Content):
    """numeric: of the ranges that hold the number, the one with the greatest share decides."""

    kind: Literal[QuestionKind.NUMERIC] = QuestionKind.NUMERIC
    accepted: Annotated[tuple[AcceptedRange, ...], Field(min_length=1)]
    feedback_otherwise: RichText | None = None
    """Told for a number that no range holds."""
    general_feedback: RichText | None = None


class MatchingKey(Content):
    """matching: prompt id → target id; each right pair earns its equal part of the points."""

    kind: Literal[QuestionKind.MATCHING] = QuestionKind.MATCHING
    pairs: dict[PartId, PartId]
    general_feedback: RichText | None = None


class EssayKey(Content):
    """essay: graded by a person, with the author's guidance where there is any."""

    kind: Literal[QuestionKind.ESSAY] = QuestionKind.ESSAY
    guidance: RichText | None = None
    general_feedback: RichText | None = None


class NoKey(Content):
    """unsupported: nothing can grade it, so it is worth nothing."""

    kind: Literal[QuestionKind.UNSUPPORTED] = QuestionKind.UNSUPPORTED
    reason: PlainText
    """Why it cannot be graded, for the author."""
    verbatim: PlainText | None = None
    """Its source as it was found; never executed. It stands with the key since it may hold the answers."""


Key = Annotated[
    ChoiceKey | ResponseKey | TrueFalseKey | ShortAnswerKey | NumericKey | MatchingKey | EssayKey | NoKey,
    Field(discriminator="kind"),
]


class AuthoredQuestion(Content):
    """A question with its key, as authors and importers handle it."""

    question: Question
    key: Key
    source_id: PlainText | None = None
    """The author's own id for it in the source (GIFT: `[id:…]`). Learners do not see it."""
    category: PlainText | None = None
    """The question bank category it stood under (GIFT: `$CATEGORY`)."""
