"""The course, its draft, and the values that stand beside its outline."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field

from lyceum.content.outline import Asset
from lyceum.content.published import Outline
from lyceum.content.questions import Content
from lyceum.kernel.ids import derived_id
from lyceum.kernel.money import Money
from lyceum.kernel.text import LocalizedText

_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 60


class Level(StrEnum):
    """For whom a course is (RULES S1-10, S3-5)."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"
    EXPERT = "expert"


class Status(StrEnum):
    """Where a course stands (RULES S3-5)."""

    DRAFT = "draft"
    """Never published."""
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"
    """Was published and taken back; who is enrolled keeps it."""


class AssetLink(Content):
    """A file that lessons refer to as `/static/<path>`, and where it lies in the content bucket."""

    path: str
    key: str
    media_type: str

    @classmethod
    def of(cls, asset: Asset) -> Self:
        """What a lesson needs to know of an asset."""
        return cls(path=asset.path, key=asset.key, media_type=asset.media_type)


class About(Content):
    """What a course says and asks, beside its outline. Published together with it, but no reason for a new version."""

    summary: LocalizedText | None = None
    description_html: LocalizedText | None = None
    level: Level | None = None
    price: Money | None = None
    """None or 0 is free (RULES X23)."""
    seats: Annotated[int, Field(ge=1)] | None = None
    """How many may be enrolled; None: no limit (RULES S1-11)."""
    prerequisites: tuple[str, ...] = ()
    """Courses that learners complete before they take this one (FEATURES CA8)."""
    assets: tuple[AssetLink, ...] = ()


class Imported(Content):
    """What the last import of one source wrote: enough to see that nothing changed, and what it may replace."""

    hash: str
    chapters: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseWish:
    """A course as its author begins it."""

    title: LocalizedText
    slug: str | None = None
    """None: made from the title."""
    code: str | None = None
    language: str = "en"
    sequential: bool = False
    about: About = field(default_factory=About)


@dataclass(frozen=True, slots=True)
class Draft:
    """What authors work on. Learners see nothing of it (RULES S3-6)."""

    outline: Outline
    about: About = field(default_factory=About)
    imports: Mapping[str, Imported] = field(default_factory=dict)
    """By source of the document."""
    created: Mapping[str, str] = field(default_factory=dict)
    """Part id → hash of the body, for parts that were made with an idempotency key."""
    revision: int = 0

    @property
    def course(self) -> str:
        """Whose draft it is."""
        return self.outline.course


@dataclass(frozen=True, slots=True)
class Course:
    """A course, whatever its draft says."""

    tenant: str
    id: str
    slug: str
    status: Status
    created_by: str
    created_at: datetime
    code: str | None = None
    version: int | None = None
    """The version that is, or was last, published."""
    outline_hash: str | None = None
    """Of that version: an unchanged outline makes no new one."""
    about: About | None = None
    """As published."""
    published_at: datetime | None = None
    """First publication; it keeps the course's place in the catalogue."""
    revision: int = 0
    handed_to: str | None = None
    """Whose it is, where the item says so; those from before owners were kept do not."""

    @property
    def owner(self) -> str:
        """Who answers for the course: no right comes with it (RULES X11)."""
        return self.handed_to or self.created_by

    @property
    def is_published(self) -> bool:
        """Whether the catalogue shows it."""
        return self.status is Status.PUBLISHED


def content_hash(document: Content) -> str:
    """A fingerprint of a document: equal content, equal hash."""
    return hashlib.sha256(document.model_dump_json().encode()).hexdigest()


def outline_hash(outline: Outline) -> str:
    """The fingerprint of an outline, whatever its version number."""
    return content_hash(outline.model_copy(update={"version": 0}))


def imported_course_id(tenant: str, source: str) -> str:
    """The course that a source becomes when none is named: the same source always becomes the same course."""
    return derived_id("course", tenant, source)


def slug_from(title: LocalizedText, course: str) -> str:
    """A slug made from the title's Latin letters, else from the course's id."""
    slug = _NOT_IN_SLUG.sub("-", title.in_language().lower()).strip("-")[:_LONGEST_SLUG].strip("-")
    return slug if len(slug) >= 3 else f"course-{course[-10:].lower()}"


def second_slug(slug: str, course: str) -> str:
    """Another slug where the first is taken: it can only be this course's."""
    return f"{slug[: _LONGEST_SLUG - 11].strip('-')}-{course[-10:].lower()}"
