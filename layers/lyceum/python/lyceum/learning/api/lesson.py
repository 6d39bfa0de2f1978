"""A lesson with its content."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from lyceum.content.kinds import LessonKind
from lyceum.content.outline import Block, HtmlBlock, QuestionsBlock, UnknownBlock, VideoBlock
from lyceum.content.questions import PartId
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id
from lyceum.kernel.text import LocalizedText
from lyceum.learning.api.texts import Texts
from lyceum.learning.study import OpenLesson


class UnknownBlockView(BaseModel):
    """A block that cannot be shown. Its source stays with the authors: it may hold answers."""

    kind: Literal["unknown"] = "unknown"
    title: LocalizedText | None = None
    tag: str


BlockView = Annotated[HtmlBlock | VideoBlock | QuestionsBlock | UnknownBlockView, Field(discriminator="kind")]


class UnitView(BaseModel):
    """A page of a lesson."""

    id: PartId
    title: LocalizedText
    blocks: list[BlockView]


class LessonContentView(BaseModel):
    """A lesson with its content. Addresses of course files hold for an hour."""

    course: Id
    version: int
    id: PartId
    language: str = Field(description="The language chosen for the caller; texts have it first where they have it.")
    title: LocalizedText
    kind: LessonKind
    assessment: Id | None = None
    completed_at: Instant | None = None
    position_seconds: int | None = None
    units: list[UnitView]

    @classmethod
    def of(cls, opened: OpenLesson, wanted: Sequence[str]) -> Self:
        """From an open lesson."""
        texts = Texts(opened.outline, wanted)
        return cls(
            course=opened.outline.course,
            version=opened.outline.version,
            id=opened.lesson.id,
            language=texts.language,
            title=texts.of(opened.lesson.title),
            kind=opened.lesson.kind,
            assessment=opened.lesson.assessment,
            completed_at=opened.completed_at,
            position_seconds=opened.position.seconds if opened.position else None,
            units=[
                UnitView(id=unit.id, title=texts.of(unit.title), blocks=[_block(block, texts) for block in unit.blocks])
                for unit in opened.document.units
            ],
        )


def _block(block: Block, texts: Texts) -> HtmlBlock | VideoBlock | QuestionsBlock | UnknownBlockView:
    title = texts.of(block.title) if block.title else None
    match block:
        case UnknownBlock():
            return UnknownBlockView(title=title, tag=block.tag)
        case HtmlBlock():
            return block.model_copy(update={"title": title, "html": texts.of(block.html)})
    return block.model_copy(update={"title": title})
