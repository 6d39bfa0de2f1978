"""Questions and their keys, whatever file format they came from.

A `Question` is what a learner may see; its `Key` is what grading needs and nobody sees before results may be shown.
They are kept apart from the first moment, so that no serialiser can leak a key by accident.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StrictBool

from lyceum.content.keys import (
    BY_HAND,
    AcceptedNumber,
    AcceptedRange,
    AcceptedText,
    BlankKey,
    ChoiceKey,
    EssayKey,
    Explained,
    FillBlankKey,
    HotspotArea,
    HotspotKey,
    Key,
    MatchingKey,
    NoKey,
    NumericKey,
    OrderingKey,
    QuestionKind,
    ResponseKey,
    ShortAnswerKey,
    SubmissionKey,
    TrueFalseKey,
)
from lyceum.content.parts import (
    Blank,
    Choice,
    Content,
    Ellipse,
    FileRules,
    Fraction,
    Media,
    MediaKind,
    PartId,
    Picture,
    Place,
    Polygon,
    Rectangle,
    RichText,
    Shape,
    TextFormat,
)
from lyceum.kernel.numbers import decimal, integer
from lyceum.kernel.text import LocalizedText, PlainText

__all__ = [
    "BY_HAND",
    "AcceptedNumber",
    "AcceptedRange",
    "AcceptedText",
    "AuthoredQuestion",
    "Blank",
    "BlankKey",
    "Choice",
    "ChoiceKey",
    "Content",
    "Ellipse",
    "EssayKey",
    "Explained",
    "FileRules",
    "FillBlankKey",
    "Fraction",
    "HotspotArea",
    "HotspotKey",
    "Key",
    "MatchingKey",
    "Media",
    "MediaKind",
    "NoKey",
    "NumericKey",
    "OrderingKey",
    "PartId",
    "Picture",
    "Place",
    "Polygon",
    "Question",
    "QuestionKind",
    "Rectangle",
    "ResponseKey",
    "RichText",
    "Shape",
    "ShortAnswerKey",
    "SubmissionKey",
    "TextFormat",
    "TrueFalseKey",
]


class Question(Content):
    """What a learner may see of a question. Holds no key and no feedback that gives one away."""

    id: PartId
    kind: QuestionKind
    title: LocalizedText | None = None
    stem: RichText
    media: tuple[Media, ...] = ()
    """Pictures, sounds and films that go with the stem."""
    points: Annotated[Decimal, decimal(whole_digits=3, places=4)] = Decimal(1)
    """Points a full answer earns; 0 for `unsupported`."""
    floor: Fraction = Decimal(0)
    """The least share of the points that an answer can end with, -1 to 0. Below 0, wrong answers cost points."""
    group: PartId | None = None
    """Parts of one problem share a group and its order; they are shown together."""
    choices: tuple[Choice, ...] = ()
    """Options (multiple_choice, multiple_response, gaps of fill_blank), targets (matching) or what is to be put in
    order (ordering), in authored order; where that would tell, in an order that tells nothing."""
    prompts: tuple[Choice, ...] = ()
    """Left-hand sides of a matching question."""
    blanks: tuple[Blank, ...] = ()
    """Gaps of a fill_blank question."""
    takes_unit: StrictBool = False
    """numeric: the number needs a unit."""
    units: Annotated[tuple[PlainText, ...], Field(max_length=50)] = ()
    """Units to choose from; none where the unit is typed."""
    picture: Picture | None = None
    """What a hotspot question is about."""
    regions: Annotated[tuple[Shape, ...], Field(max_length=200)] = ()
    """Parts of the picture that are drawn for everyone, the right ones and the others."""
    most_places: Annotated[int, integer(ge=1, le=20)] = 1
    """Places of the picture that an answer may name."""
    files: FileRules | None = None
    """What a file_upload, audio or video question takes."""
    hints: tuple[RichText, ...] = ()
    embedded: StrictBool = False
    """The stem shows the place of the answer as `_____` (GIFT's missing word)."""
    tags: tuple[PlainText, ...] = ()
    informational: StrictBool = False
    """A text among the questions (GIFT: description): takes no response. Its kind is `unsupported`, its points 0."""


class AuthoredQuestion(Content):
    """A question with its key, as authors and importers handle it."""

    question: Question
    key: Key
    source_id: PlainText | None = None
    """The author's own id for it in the source (GIFT: `[id:…]`). Learners do not see it."""
    category: PlainText | None = None
    """The question bank category it stood under (GIFT: `$CATEGORY`)."""
