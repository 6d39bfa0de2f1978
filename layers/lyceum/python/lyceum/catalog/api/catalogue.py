"""The public catalogue on the wire."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from lyceum.catalog.model.course import Level
from lyceum.catalog.model.publication import Shown, seats_left_shown
from lyceum.content.kinds import LessonKind
from lyceum.content.published import OutlineChapter, OutlineLesson
from lyceum.kernel.clock import Instant, parse
from lyceum.kernel.ids import Id
from lyceum.kernel.money import Money
from lyceum.kernel.text import LocalizedText


class Localised(BaseModel):
    """A text in the language that was asked for, and in all that it has."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    language: str
    text: str
    all: LocalizedText

    @classmethod
    def of(cls, text: LocalizedText, wanted: Sequence[str], *, fallback: str) -> Self:
        """Chosen by `Accept-Language`, else the course's own language."""
        language, best = text.best(wanted, fallback=fallback)
        return cls(language=language, text=best, all=text)


class CourseCard(BaseModel):
    """A published course in the list."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: Id
    slug: str
    code: str | None = None
    title: Localised
    summary: Localised | None = None
    language: str
    level: Level | None = None
    price: Money | None = None
    """None or 0: free."""
    lessons: int
    published_at: Instant

    @classmethod
    def of(cls, card: Mapping[str, Any], wanted: Sequence[str]) -> Self:
        """From the card of the list."""
        own = card["language"]
        summary = card.get("summary")
        return cls(
            id=card["course"],
            slug=card["slug"],
            code=card.get("code"),
            title=Localised.of(LocalizedText(card["title"]), wanted, fallback=own),
            summary=Localised.of(LocalizedText(summary), wanted, fallback=own) if summary else None,
            language=own,
            level=Level(card["level"]) if "level" in card else None,
            price=Money.model_validate(card["price"]) if "price" in card else None,
            lessons=card["lessons"],
            published_at=parse(card["published_at"]),
        )


class CataloguePage(BaseModel):
    """Some of a school's published courses."""

    items: list[CourseCard]
    next_cursor: str | None = None


class LessonLine(BaseModel):
    """A lesson in the outline of a course that is looked at."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: str
    title: Localised
    kind: LessonKind
    preview: bool
    """May be read without enrollment (RULES S1-13)."""

    @classmethod
    def of(cls, lesson: OutlineLesson, wanted: Sequence[str], *, fallback: str) -> Self:
        """From the outline."""
        title = Localised.of(lesson.title, wanted, fallback=fallback)
        return cls(id=lesson.id, title=title, kind=lesson.kind, preview=lesson.preview)


class ChapterLine(BaseModel):
    """A chapter in the outline of a course that is looked at."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: str
    title: Localised
    lessons: list[LessonLine]

    @classmethod
    def of(cls, chapter: OutlineChapter, wanted: Sequence[str], *, fallback: str) -> Self:
        """From the outline."""
        return cls(
            id=chapter.id,
            title=Localised.of(chapter.title, wanted, fallback=fallback),
            lessons=[LessonLine.of(lesson, wanted, fallback=fallback) for lesson in chapter.lessons],
        )


class CourseDetails(BaseModel):
    """A published course with its outline, without its content."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: Id
    slug: str
    code: str | None = None
    version: int
    title: Localised
    summary: Localised | None = None
    description_html: Localised | None = None
    language: str
    level: Level | None = None
    price: Money | None = None
    open: bool
    seats_left: str
    """`unlimited`, `many`, `few` or `none`, as of a moment ago."""
    published_at: Instant | None
    prerequisites: list[Id]
    """Courses to complete before this one."""
    chapters: list[ChapterLine]

    @classmethod
    def of(cls, shown: Shown, wanted: Sequence[str]) -> Self:
        """From what is published."""
        course, outline = shown.course, shown.outline
        own, about = outline.language, course.about

        def localised(text: LocalizedText | None) -> Localised | None:
            return Localised.of(text, wanted, fallback=own) if text is not None else None

        return cls(
            id=course.id,
            slug=course.slug,
            code=course.code,
            version=outline.version,
            title=Localised.of(outline.title, wanted, fallback=own),
            summary=localised(about.summary) if about else None,
            description_html=localised(about.description_html) if about else None,
            language=own,
            level=about.level if about else None,
            price=about.price if about else None,
            open=shown.open,
            seats_left=seats_left_shown(shown.seats.total, shown.seats.left),
            published_at=course.published_at,
            prerequisites=list(about.prerequisites) if about else [],
            chapters=[ChapterLine.of(chapter, wanted, fallback=own) for chapter in outline.chapters],
        )
