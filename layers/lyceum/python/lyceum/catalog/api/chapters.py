"""Chapters as authors see them."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from lyceum.catalog.api.fields import Change, Request, TitleText
from lyceum.catalog.api.lessons import LessonView
from lyceum.content.published import OutlineChapter
from lyceum.content.questions import PartId
from lyceum.kernel.clock import Instant
from lyceum.kernel.text import LocalizedText


class NewChapter(Request):
    """A chapter at the end of its course."""

    title: TitleText
    release_at: Instant | None = None
    """Locked before (RULES S3-7)."""


class ChapterChange(Change):
    """What is to change. `release_at`: null takes it away."""

    REMOVABLE = frozenset({"release_at"})

    title: TitleText | None = None
    release_at: Instant | None = None
    lessons: Annotated[list[PartId], Field(max_length=1000)] | None = None
    """The new order of all its lessons."""


class ChapterView(BaseModel):
    """A chapter of a draft."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: str
    title: LocalizedText
    release_at: Instant | None = None
    lessons: list[LessonView]

    @classmethod
    def of(cls, chapter: OutlineChapter) -> Self:
        """From the outline."""
        return cls(
            id=chapter.id,
            title=chapter.title,
            release_at=chapter.release_at,
            lessons=[LessonView.of(lesson) for lesson in chapter.lessons],
        )


class ChapterList(BaseModel):
    """The chapters of a draft, in order."""

    items: list[ChapterView]
