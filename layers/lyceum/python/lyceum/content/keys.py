"""Marking keys: what grading needs of a question and nobody sees before results may be shown."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, StrictBool

from lyceum.content.parts import Content, Fraction, PartId, RichText, Shape
from lyceum.kernel.numbers import Number, any_number, decimal
from lyceum.kernel.text import PlainText


class QuestionKind(StrEnum):
    """What kind of response a question takes (RULES S1-25, S2-9, S4-12)."""

    MULTIPLE_CHOICE = "multiple_choice"
    MULTIPLE_RESPONSE = "multiple_response"
    TRUE_FALSE = "true_false"
    SHORT_ANSWER = "short_answer"
    NUMERIC = "numeric"
    MATCHING = "matching"
    ORDERING = "ordering"
    FILL_BLANK = "fill_blank"
    """Several gaps in one text, each typed or chosen (cloze)."""
    HOTSPOT = "hotspot"
    """Places in a picture."""
    ESSAY = "essay"
    FILE_UPLOAD = "file_upload"
    AUDIO = "audio"
    VIDEO = "video"
    UNSUPPORTED = "unsupported"
    """Kept verbatim and shown as not gradable: code, formulas, unknown response types. Worth no points."""


class Explained(Content):
    """Base of keys: what is told to everyone, and to those whose answer is right, right in part, or wrong."""

    general_feedback: RichText | None = None
    feedback_right: RichText | None = None
    feedback_partly: RichText | None = None
    feedback_wrong: RichText | None = None


class ChoiceKey(Explained):
    """multiple_choice: each choice's share. A choice that is not listed earns nothing."""

    kind: Literal[QuestionKind.MULTIPLE_CHOICE] = QuestionKind.MULTIPLE_CHOICE
    shares: dict[PartId, Fraction]
    feedback: dict[PartId, RichText] = {}


class ResponseKey(Explained):
    """multiple_response: the right set (`exact`), or the sum of the chosen shares, down to the floor (`partial`)."""

    kind: Literal[QuestionKind.MULTIPLE_RESPONSE] = QuestionKind.MULTIPLE_RESPONSE
    scoring: Literal["exact", "partial"]
    shares: dict[PartId, Fraction]
    """Positive: belongs to the right set. Zero, negative or absent: does not."""
    feedback: dict[PartId, RichText] = {}


class TrueFalseKey(Explained):
    """true_false. The response is `{"choice": "true"}` or `{"choice": "false"}`."""

    kind: Literal[QuestionKind.TRUE_FALSE] = QuestionKind.TRUE_FALSE
    answer: StrictBool


class AcceptedText(Content):
    """One text that earns a share."""

    text: PlainText
    share: Fraction = Decimal(1)
    feedback: RichText | None = None


class ShortAnswerKey(Explained):
    """short_answer: the first accepted text that matches decides. `*` is a wildcard where `wildcards` is set."""

    kind: Literal[QuestionKind.SHORT_ANSWER] = QuestionKind.SHORT_ANSWER
    accepted: Annotated[tuple[AcceptedText, ...], Field(min_length=1)]
    case_sensitive: StrictBool = False
    wildcards: StrictBool = False
    feedback_otherwise: RichText | None = None
    """Told for an answer that nothing accepts."""


class AcceptedRange(Content):
    """A range of numbers that earns a share, closed unless an end is `open`; a single number has low = high."""

    low: Annotated[Decimal, any_number()]
    high: Annotated[Decimal, any_number()]
    share: Fraction = Decimal(1)
    feedback: RichText | None = None
    low_open: StrictBool = False
    """The low end itself does not belong to the range: `(1, 5]`."""
    high_open: StrictBool = False


class AcceptedNumber(Content):
    """A number that earns a share, with what it may be off by: an amount, or (`relative`) a part of the number."""

    value: Number
    tolerance: Annotated[Decimal, decimal(whole_digits=12, places=12)] = Decimal(0)
    relative: StrictBool = False
    """0.05 then means 5 %."""
    share: Fraction = Decimal(1)
    feedback: RichText | None = None


class NumericKey(Explained):
    """numeric: of the ranges that hold the number, the one with the greatest share decides."""

    kind: Literal[QuestionKind.NUMERIC] = QuestionKind.NUMERIC
    accepted: Annotated[tuple[AcceptedRange | AcceptedNumber, ...], Field(min_length=1)]
    feedback_otherwise: RichText | None = None
    """Told for a number that no range holds."""
    units: Annotated[dict[PlainText, Number], Field(max_length=50)] = {}
    """Unit → how many of the unit that `accepted` is written in it is: `{"m": 1, "cm": 0.01}`."""
    unit_penalty: Annotated[Decimal, decimal(whole_digits=0, places=7)] = Decimal(1)
    """Share that is taken off where the unit is missing or none of `units`; the number then counts as written."""


class MatchingKey(Explained):
    """matching: prompt id → target id; each right pair earns its equal part, or (`exact`) all of them everything.

    A prompt with null belongs to no target: `exact` wants it left out.
    """

    kind: Literal[QuestionKind.MATCHING] = QuestionKind.MATCHING
    pairs: dict[PartId, PartId | None]
    scoring: Literal["partial", "exact"] = "partial"


class OrderingKey(Explained):
    """ordering: the right order, and what earns: the whole of it, each right place, or each right neighbour."""

    kind: Literal[QuestionKind.ORDERING] = QuestionKind.ORDERING
    order: tuple[PartId, ...]
    scoring: Literal["exact", "position", "adjacent"] = "exact"


BlankAnswer = Annotated[ShortAnswerKey | NumericKey | ChoiceKey, Field(discriminator="kind")]


class BlankKey(Content):
    """One gap: how it is marked, and how much it counts among the others."""

    answer: BlankAnswer
    weight: Annotated[Decimal, decimal(whole_digits=3, places=4)] = Decimal(1)


class FillBlankKey(Explained):
    """fill_blank: the weighted mean of what the gaps earn, or (`exact`) nothing unless each earns everything."""

    kind: Literal[QuestionKind.FILL_BLANK] = QuestionKind.FILL_BLANK
    blanks: dict[PartId, BlankKey]
    scoring: Literal["partial", "exact"] = "partial"


class HotspotArea(Content):
    """A part of the picture that earns a share, once."""

    area: Shape
    share: Fraction = Decimal(1)
    feedback: RichText | None = None


class HotspotKey(Explained):
    """hotspot: a point belongs to the first area that holds it.

    `partial`: the sum of the shares of the areas that were hit, and of `outside` for each point that hit none.
    `exact`: everything for the areas with a share above zero, each of them, and no point elsewhere.
    """

    kind: Literal[QuestionKind.HOTSPOT] = QuestionKind.HOTSPOT
    areas: Annotated[tuple[HotspotArea, ...], Field(min_length=1, max_length=200)]
    scoring: Literal["partial", "exact"] = "partial"
    outside: Fraction = Decimal(0)


class EssayKey(Explained):
    """essay: graded by a person, with the author's guidance where there is any."""

    kind: Literal[QuestionKind.ESSAY] = QuestionKind.ESSAY
    guidance: RichText | None = None


class SubmissionKey(Explained):
    """file_upload, audio, video: what is handed in is graded by a person."""

    kind: Literal[QuestionKind.FILE_UPLOAD, QuestionKind.AUDIO, QuestionKind.VIDEO]
    guidance: RichText | None = None


BY_HAND = (EssayKey, SubmissionKey)
"""Keys of questions that only people grade."""


class NoKey(Content):
    """unsupported: nothing can grade it, so it is worth nothing."""

    kind: Literal[QuestionKind.UNSUPPORTED] = QuestionKind.UNSUPPORTED
    reason: PlainText
    """Why it cannot be graded, for the author."""
    verbatim: PlainText | None = None
    """Its source as it was found; never executed. It stands with the key since it may hold the answers."""


Key = Annotated[
    ChoiceKey
    | ResponseKey
    | TrueFalseKey
    | ShortAnswerKey
    | NumericKey
    | MatchingKey
    | OrderingKey
    | FillBlankKey
    | HotspotKey
    | EssayKey
    | SubmissionKey
    | NoKey,
    Field(discriminator="kind"),
]

KEY_OF: dict[str, type[Any]] = {
    str(kind): model for model in get_args(get_args(Key)[0]) for kind in get_args(model.model_fields["kind"].annotation)
}
"""The key of each kind: who knows the kind builds that model alone, and not all that there are."""
