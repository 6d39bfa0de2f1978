"""What questions and their keys are made of: texts, choices, blanks, pictures and places in them."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from lyceum.kernel.numbers import decimal, integer
from lyceum.kernel.text import LocalizedText, PlainText

STATIC = "/static/"
"""Where texts look for the files of their course."""

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

    def names_files(self) -> bool:
        """Whether it may show files of a course, in any language."""
        return any(STATIC in each for each in self.text.root.values())


class MediaKind(StrEnum):
    """What a medium is to those who meet it (RULES S4-12)."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"


class Media(Content):
    """A picture, sound or film that belongs to a prompt."""

    kind: MediaKind
    source: Annotated[PlainText, Field(min_length=1, max_length=2_000)]
    """Its address; `/static/…` names a course asset."""
    alternative: LocalizedText | None = None
    """What it shows or says, for those who cannot see or hear it."""


class Choice(Content):
    """One option to choose, one target to match with, or one thing to put in order."""

    id: PartId
    text: RichText
    media: tuple[Media, ...] = ()


class Blank(Content):
    """A gap in the stem, which shows its place as `[[<id>]]`."""

    id: PartId
    form: Literal["text", "number", "choice"] = "text"
    choices: tuple[Choice, ...] = ()
    """Options of this gap alone; where a `choice` gap has none, it takes those of the question."""


BLANK = "_____"
"""Where an embedded question has its answer in the text."""

Coordinate = Annotated[Decimal, decimal(whole_digits=5, places=4, both_ways=True)]
"""In the picture's own measure, from its upper left corner; at most 100,000."""


class Place(Content):
    """A point of a picture."""

    x: Coordinate
    y: Coordinate


class Rectangle(Content):
    """From the upper left corner to the lower right one."""

    shape: Literal["rectangle"] = "rectangle"
    left: Coordinate
    top: Coordinate
    right: Coordinate
    bottom: Coordinate


class Ellipse(Content):
    """By its centre and half its width and height; a circle has both the same."""

    shape: Literal["ellipse"] = "ellipse"
    x: Coordinate
    y: Coordinate
    half_width: Coordinate
    half_height: Coordinate


class Polygon(Content):
    """By its corners; the last one is joined to the first."""

    shape: Literal["polygon"] = "polygon"
    corners: Annotated[tuple[Place, ...], Field(min_length=3, max_length=200)]


Shape = Annotated[Rectangle | Ellipse | Polygon, Field(discriminator="shape")]


class Picture(Content):
    """What is pointed at, and the measure of everything that lies in it: pixels of the picture, or 1 × 1."""

    source: Annotated[PlainText, Field(min_length=1, max_length=2_000)]
    width: Coordinate
    height: Coordinate
    alternative: LocalizedText | None = None


class FileRules(Content):
    """What may be handed in."""

    most: Annotated[int, integer(ge=1, le=20)] = 1
    """Files of one answer."""
    media_types: Annotated[tuple[PlainText, ...], Field(max_length=50)] = ()
    """As in HTML's `accept`: `application/pdf`, `image/*`, `.docx`. None: whatever the kind of question takes."""
