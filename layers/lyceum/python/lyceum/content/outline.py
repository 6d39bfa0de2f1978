"""A course as a document: chapters, lessons, their blocks, and the assessments that belong to them."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StrictBool

from lyceum.content.kinds import AssessmentKind, LessonKind
from lyceum.content.questions import AuthoredQuestion, Content, PartId
from lyceum.kernel.clock import Instant
from lyceum.kernel.numbers import integer
from lyceum.kernel.text import LocalizedText, PlainText


class HtmlBlock(Content):
    """Sanitised HTML by language. `/static/…` addresses name course assets."""

    kind: Literal["html"] = "html"
    title: LocalizedText | None = None
    html: LocalizedText


class VideoBlock(Content):
    """A video: one or more sources, captions by language."""

    kind: Literal["video"] = "video"
    title: LocalizedText | None = None
    sources: tuple[PlainText, ...] = ()
    """Addresses, best first; `/static/…` names a course asset, `youtube:<id>` a YouTube video."""
    duration_seconds: Annotated[int, integer(ge=0, le=1_000_000)] | None = None
    captions: dict[PlainText, PlainText] = {}
    """Language tag → address of a WebVTT or SRT file."""
    source_id: PlainText | None = None
    """The source system's own id for it (OLX: `edx_video_id`)."""


class QuestionsBlock(Content):
    """The place of some of the lesson's questions."""

    kind: Literal["questions"] = "questions"
    title: LocalizedText | None = None
    questions: tuple[PartId, ...]


class UnknownBlock(Content):
    """A block that Lyceum does not know, kept as it was found and never executed."""

    kind: Literal["unknown"] = "unknown"
    title: LocalizedText | None = None
    tag: PlainText
    verbatim: PlainText


Block = Annotated[HtmlBlock | VideoBlock | QuestionsBlock | UnknownBlock, Field(discriminator="kind")]


class Unit(Content):
    """A page of a lesson (OLX: vertical)."""

    id: PartId
    title: LocalizedText
    blocks: tuple[Block, ...] = ()


class LessonDocument(Content):
    """A lesson with its content (OLX: sequential)."""

    id: PartId
    title: LocalizedText
    kind: LessonKind = LessonKind.TEXT
    required: bool = True
    preview: bool = False
    """May be read without enrollment (RULES S1-13)."""
    assessment: PartId | None = None
    """The one assessment of this lesson (RULES S3-8)."""
    units: tuple[Unit, ...] = ()
    release_at: Instant | None = None
    """Locked before (RULES S3-7)."""


class ChapterDocument(Content):
    """A chapter and its lessons in order (OLX: chapter)."""

    id: PartId
    title: LocalizedText
    release_at: Instant | None = None
    """Locked before (RULES S3-7)."""
    lessons: tuple[LessonDocument, ...] = ()


class AssessmentDocument(Content):
    """An assessment with its questions and keys. Authors only."""

    id: PartId
    title: LocalizedText
    kind: AssessmentKind = AssessmentKind.QUIZ
    chapter: PartId
    lesson: PartId
    pass_mark: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(60)
    """Percent of the points that passes (RULES S2-8)."""
    time_limit_minutes: Annotated[int, Field(gt=0, le=10_080)] | None = None
    max_attempts: Annotated[int, Field(ge=1, le=999)] | None = None
    """None: as many as one likes."""
    weight: Annotated[Decimal, Field(ge=0, le=100, decimal_places=4)] = Decimal(1)
    """Relative weight in the course grade; 0 for practice."""
    shuffle: StrictBool = False
    due_at: Instant | None = None
    questions: tuple[AuthoredQuestion, ...] = ()


class Asset(Content):
    """A file that the course's HTML refers to as `/static/<path>`."""

    path: str
    media_type: str
    size: int
    """Bytes."""
    sha256: str
    key: str
    """Where it lies in the content bucket."""


class CourseDocument(Content):
    """A whole course in normal form: what an importer makes and catalog writes."""

    source: str
    """What it came from, stable over re-imports: for OLX `org/course/run`."""
    title: LocalizedText
    summary: LocalizedText | None = None
    description_html: LocalizedText | None = None
    language: str = "en"
    image: str | None = None
    """Path of the asset that pictures the course."""
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    enrollment_opens_at: Instant | None = None
    enrollment_closes_at: Instant | None = None
    pass_mark: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] | None = None
    """Percent of the whole course that passes, where the source says it."""
    chapters: tuple[ChapterDocument, ...] = ()
    assessments: tuple[AssessmentDocument, ...] = ()
    assets: tuple[Asset, ...] = ()
