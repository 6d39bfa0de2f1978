"""Courses as authors see them."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from lyceum.catalog.api.chapters import ChapterView
from lyceum.catalog.api.fields import Change, Code, MarkupText, Request, Slug, SummaryText, TitleText
from lyceum.catalog.model.course import About, Course, CourseWish, Draft, Level, Status, outline_hash
from lyceum.catalog.model.prerequisites import MOST_PREREQUISITES
from lyceum.catalog.model.publication import Publication
from lyceum.content.questions import PartId
from lyceum.kernel.clock import Instant, parse
from lyceum.kernel.ids import Id
from lyceum.kernel.money import Currency, Money
from lyceum.kernel.numbers import integer
from lyceum.kernel.text import LanguageTag, LocalizedText


class Price(Request):
    """What a course costs; 0 is free (RULES X23)."""

    amount: Annotated[int, integer(ge=0, le=10**12)]
    """Minor units."""
    currency: Currency

    def domain(self) -> Money:
        """As the domain has it."""
        return Money(amount=self.amount, currency=self.currency)


Seats = Annotated[int, integer(ge=1, le=1_000_000)]
Prerequisites = Annotated[list[Id], Field(max_length=MOST_PREREQUISITES)]


class NewCourse(Request):
    """A course to begin with."""

    title: TitleText
    slug: Slug | None = None
    """Without one, it is made from the title."""
    code: Code | None = None
    summary: SummaryText | None = None
    description_html: MarkupText | None = None
    language: LanguageTag = "en"
    level: Level | None = None
    price: Price | None = None
    seats: Seats | None = None
    """None: no limit (RULES S1-11)."""
    prerequisites: Prerequisites = Field(default_factory=list)
    """Courses of the school that learners complete before they enroll in this one, or buy it."""
    sequential: StrictBool = False
    """Each required lesson waits for the one before it (RULES S2-7)."""

    def domain(self) -> CourseWish:
        """As the domain has it."""
        about = About(
            summary=self.summary.domain() if self.summary else None,
            description_html=self.description_html.domain() if self.description_html else None,
            level=self.level,
            price=self.price.domain() if self.price else None,
            seats=self.seats,
            prerequisites=tuple(self.prerequisites),
        )
        return CourseWish(self.title.domain(), self.slug, self.code, self.language, self.sequential, about)


class CourseChange(Change):
    """What is to change. A field that is absent stays; null takes an optional one away."""

    REMOVABLE = frozenset({"code", "summary", "description_html", "level", "price", "seats"})

    title: TitleText | None = None
    slug: Slug | None = None
    code: Code | None = None
    summary: SummaryText | None = None
    description_html: MarkupText | None = None
    language: LanguageTag | None = None
    level: Level | None = None
    price: Price | None = None
    seats: Seats | None = None
    prerequisites: Prerequisites | None = None
    sequential: StrictBool | None = None
    chapters: Annotated[list[PartId], Field(max_length=1000)] | None = None
    """The new order of all chapters."""


class NewOwner(BaseModel):
    """To whom a course is handed over."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    person: Id


class CourseView(BaseModel):
    """A course with its draft. Its ETag is the draft's revision."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: Id
    slug: str
    code: str | None = None
    status: Status
    version: int | None = None
    """The version that is, or was last, published."""
    unpublished_changes: bool
    """Whether publishing now would change what learners see."""
    title: LocalizedText
    summary: LocalizedText | None = None
    description_html: LocalizedText | None = None
    language: str
    level: Level | None = None
    price: Money | None = None
    seats: int | None = None
    prerequisites: list[Id]
    sequential: bool
    chapters: list[ChapterView]
    created_by: Id
    owner: Id | None = None
    """Who answers for it. Whoever has a course cannot be forgotten before it has another owner (RULES X11)."""
    created_at: Instant
    published_at: Instant | None = None

    @classmethod
    def of(cls, course: Course, draft: Draft) -> Self:
        """From the entities."""
        outline, about = draft.outline, draft.about
        published = course.is_published and course.outline_hash == outline_hash(outline) and course.about == about
        return cls(
            id=course.id,
            slug=course.slug,
            code=course.code,
            status=course.status,
            version=course.version,
            unpublished_changes=not published,
            title=outline.title,
            summary=about.summary,
            description_html=about.description_html,
            language=outline.language,
            level=about.level,
            price=about.price,
            seats=about.seats,
            prerequisites=list(about.prerequisites),
            sequential=outline.sequential,
            chapters=[ChapterView.of(chapter) for chapter in outline.chapters],
            created_by=course.created_by,
            owner=course.owner,
            created_at=course.created_at,
            published_at=course.published_at,
        )


class CourseEntry(BaseModel):
    """A course in the list that staff see."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: Id
    slug: str
    code: str | None = None
    status: Status
    title: LocalizedText
    language: str
    lessons: int
    version: int | None = None
    published_at: Instant | None = None

    @classmethod
    def of(cls, card: Mapping[str, Any]) -> Self:
        """From its card."""
        return cls(
            id=card["course"],
            slug=card["slug"],
            code=card.get("code"),
            status=Status(card["status"]),
            title=LocalizedText(card["title"]),
            language=card["language"],
            lessons=card["lessons"],
            version=card.get("version"),
            published_at=parse(card["published_at"]) if "published_at" in card else None,
        )


class CoursePage(BaseModel):
    """Some of a school's courses, published or not."""

    items: list[CourseEntry]
    next_cursor: str | None = None


class PublicationView(BaseModel):
    """What is published."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    course: Id
    version: int
    slug: str
    published_at: Instant | None
    """First publication."""

    @classmethod
    def of(cls, published: Publication) -> Self:
        """From the entity."""
        course = published.course
        return cls(course=course.id, version=published.version, slug=course.slug, published_at=course.published_at)
