"""Lessons as authors see them."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from lyceum.catalog.api.fields import Change, Request, TitleText
from lyceum.catalog.model.importing import LessonContent, LessonWish, UnitWish
from lyceum.content.kinds import LessonKind
from lyceum.content.outline import Block
from lyceum.content.published import OutlineLesson
from lyceum.content.questions import PartId
from lyceum.kernel.ids import Id
from lyceum.kernel.text import LocalizedText


class NewUnit(Request):
    """A page of a lesson."""

    id: PartId | None = None
    """Given by the server where absent."""
    title: TitleText
    blocks: Annotated[list[Block], Field(max_length=200)] = []

    def domain(self) -> UnitWish:
        """As the domain has it."""
        return UnitWish(self.id, self.title.domain(), self.blocks)


class NewLesson(Request):
    """A lesson at the end of its chapter."""

    title: TitleText
    kind: LessonKind = LessonKind.TEXT
    required: StrictBool = True
    preview: StrictBool = False
    """May be read without enrollment (RULES S1-13)."""
    requires: Annotated[list[PartId], Field(max_length=50)] = []
    """Lessons to complete first (RULES S2-7)."""
    units: Annotated[list[NewUnit], Field(max_length=200)] = []

    def domain(self) -> LessonWish:
        """As the domain has it."""
        units = [unit.domain() for unit in self.units]
        return LessonWish(self.title.domain(), self.kind, self.required, self.preview, self.requires, units)


class LessonChange(Change):
    """What is to change. `units` replaces all units; `chapter` moves the lesson to the end of another chapter."""

    title: TitleText | None = None
    kind: LessonKind | None = None
    required: StrictBool | None = None
    preview: StrictBool | None = None
    requires: Annotated[list[PartId], Field(max_length=50)] | None = None
    units: Annotated[list[NewUnit], Field(max_length=200)] | None = None
    chapter: PartId | None = None


class LessonView(BaseModel):
    """A lesson of a draft, without its content."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: str
    title: LocalizedText
    kind: LessonKind
    required: bool
    preview: bool
    requires: list[str]
    assessment: Id | None = None

    @classmethod
    def of(cls, lesson: OutlineLesson) -> Self:
        """From the outline."""
        return cls(
            id=lesson.id,
            title=lesson.title,
            kind=lesson.kind,
            required=lesson.required,
            preview=lesson.preview,
            requires=list(lesson.requires),
            assessment=lesson.assessment,
        )


class DraftUnitView(BaseModel):
    """A page of a lesson."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: str
    title: LocalizedText
    blocks: list[Block]


class LessonWithContent(LessonView):
    """A lesson of a draft, with its content."""

    units: list[DraftUnitView]

    @classmethod
    def with_content(cls, lesson: OutlineLesson, content: LessonContent) -> Self:
        """From the outline and the content."""
        units = [DraftUnitView(id=unit.id, title=unit.title, blocks=list(unit.blocks)) for unit in content.units]
        return cls(**LessonView.of(lesson).model_dump(), units=units)


class LessonList(BaseModel):
    """The lessons of a chapter, in order."""

    items: list[LessonView]
