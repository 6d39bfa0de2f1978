"""The tree of blocks as chapters, lessons and units, whatever levels the course leaves out."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from itertools import groupby

from lyceum.content.kinds import LessonKind
from lyceum.content.outline import Block as Content
from lyceum.content.outline import ChapterDocument, HtmlBlock, LessonDocument, QuestionsBlock, Unit
from lyceum.content.questions import AuthoredQuestion
from lyceum.interop.olx.desk import Desk
from lyceum.interop.olx.essay import read_essay
from lyceum.interop.olx.leaves import read_html, read_unknown, why_unknown
from lyceum.interop.olx.problem import ProblemReading, read_problem
from lyceum.interop.olx.tree import Block
from lyceum.interop.olx.video import read_video
from lyceum.interop.olx.vocabulary import CONTAINERS, LESSONS, UNITS

_STAFF_ONLY = "it is visible to staff only"
_BESIDE = frozenset({"wiki", "textbook", "discussion", "static_tab", "course_info", "about"})
_MERGED = {
    "library_content": "all its questions are shown, not a random choice",
    "itembank": "all its questions are shown, not a random choice",
    "randomize": "all its variants are shown, not one by chance",
    "conditional": "it is shown without its condition",
}


@dataclass
class Lesson:
    """A lesson while it is read: its document, its questions, and what its assessment needs to know."""

    block: Block
    """The sequential, or where there is none the chapter that stands for it."""
    document: LessonDocument
    chapter: str
    questions: list[AuthoredQuestion] = field(default_factory=list)
    attempts: set[int | None] = field(default_factory=set)
    implied: bool = False
    """There is no block of its own in the source."""
    notes: list[str] = field(default_factory=list)


class Outliner:
    """Reads the outline below a course block; every block that it meets gets its report line."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.lessons: list[Lesson] = []

    def chapters(self, course: Block) -> Iterator[ChapterDocument]:
        """The chapters with their lessons. What else stands directly in the course makes a chapter of its own."""
        for is_chapter, blocks in groupby(self._visible(course), key=lambda block: block.tag == "chapter"):
            if is_chapter:
                yield from (made for block in blocks if (made := self._chapter(block)))
            else:
                inside = [block for block in blocks if not self._beside(block)]
                if inside:
                    yield self._implied_chapter(course, inside)

    def _beside(self, block: Block) -> bool:
        if block.tag not in _BESIDE:
            return False
        self._desk.refuse_all(block, why_unknown(block.tag))
        return True

    def _visible(self, parent: Block) -> Iterator[Block]:
        """The children that learners may see; the others are refused here."""
        for child in parent.children:
            if child.refusal:
                self._desk.refuse_all(child, child.refusal)
            elif child.settings.flag("visible_to_staff_only"):
                self._desk.refuse_all(child, _STAFF_ONLY)
            else:
                yield child

    def _chapter(self, block: Block) -> ChapterDocument | None:
        id = self._desk.id("c", block.key)
        lessons = tuple(self._lessons(block, list(self._visible(block)), id))
        if not lessons:
            self._desk.refuse_all(block, "it has no lesson")
            return None
        made = ChapterDocument(
            id=id,
            title=self._desk.title(block.settings, block.url_name),
            release_at=block.settings.instant("start"),
            lessons=lessons,
        )
        self._desk.ledger.taken(block.name, block.tag, target=f"chapter:{id}", notes=block.settings.account())
        return made

    def _implied_chapter(self, course: Block, blocks: list[Block]) -> ChapterDocument:
        id = self._desk.id("c", blocks[0].key, "implied")
        title = self._desk.title(course.settings, course.url_name)
        return ChapterDocument(id=id, title=title, lessons=tuple(self._lessons(course, blocks, id)))

    def _lessons(self, parent: Block, blocks: list[Block], chapter: str) -> Iterator[LessonDocument]:
        for is_lesson, group in groupby(blocks, key=lambda block: block.tag in LESSONS):
            if is_lesson:
                yield from (self._lesson(block, list(self._visible(block)), chapter, implied=False) for block in group)
            else:
                yield self._lesson(parent, list(group), chapter, implied=True)

    def _lesson(self, block: Block, inside: list[Block], chapter: str, *, implied: bool) -> LessonDocument:
        key = (inside[0].key, "implied") if implied else (block.key,)
        id = self._desk.id("l", *key)
        title = self._desk.title(block.settings, block.url_name)
        document = LessonDocument(id=id, title=title, release_at=None if implied else block.settings.instant("start"))
        lesson = Lesson(block, document, chapter, implied=implied)
        units = tuple(self._units(lesson, inside))
        kinds = {content.kind for unit in units for content in unit.blocks}
        lesson.document = document.model_copy(update={"units": units, "kind": _kind(kinds), "required": bool(kinds)})
        if not kinds and not implied:
            lesson.notes.append("it holds nothing that can be shown, so it is not required")
        self.lessons.append(lesson)
        return lesson.document

    def _units(self, lesson: Lesson, blocks: list[Block]) -> Iterator[Unit]:
        for is_unit, group in groupby(blocks, key=lambda block: block.tag in UNITS):
            if is_unit:
                yield from (self._unit(lesson, block) for block in group)
            else:
                members = list(group)
                id = self._desk.id("u", members[0].key, "implied")
                title = self._desk.title(members[0].settings, lesson.document.title)
                yield Unit(id=id, title=title, blocks=tuple(self._contents(lesson, members, id)))

    def _unit(self, lesson: Lesson, block: Block) -> Unit:
        id = self._desk.id("u", block.key)
        title = self._desk.title(block.settings, lesson.document.title)
        contents = tuple(self._contents(lesson, list(self._visible(block)), id))
        self._desk.ledger.taken(block.name, block.tag, target=f"unit:{id}", notes=block.settings.account())
        return Unit(id=id, title=title, blocks=contents)

    def _contents(self, lesson: Lesson, blocks: list[Block], unit: str) -> Iterator[Content]:
        for block in blocks:
            if block.tag in CONTAINERS:
                yield from self._merged(lesson, block, unit)
            elif (content := self._content(lesson, block, unit)) is not None:
                yield content

    def _merged(self, lesson: Lesson, block: Block, unit: str) -> Iterator[Content]:
        """A container inside a unit: its blocks stand in the unit itself. Of an experiment only the first arm does."""
        children = list(self._visible(block))
        notes = [_MERGED.get(block.tag, "its blocks stand in the unit around it")]
        if block.tag == "split_test" and children:
            notes = ["only the first arm of the experiment is shown"]
            for arm in children[1:]:
                self._desk.refuse_all(arm, "it is another arm of an experiment")
            children = children[:1]
        yield from self._contents(lesson, children, unit)
        self._desk.ledger.taken(block.name, block.tag, target=f"unit:{unit}", notes=[*notes, *block.settings.account()])

    def _content(self, lesson: Lesson, block: Block, unit: str) -> Content | None:
        target = f"unit:{unit}"
        match block.tag:
            case "html":
                return read_html(block, self._desk, target)
            case "video":
                return read_video(block, self._desk, target)
            case "problem":
                return self._problem(lesson, block, target)
            case "openassessment":
                essay = read_essay(block, self._desk)
                lesson.questions.append(essay)
                return QuestionsBlock(title=essay.question.title, questions=(essay.question.id,))
        return read_unknown(block, self._desk, target)

    def _problem(self, lesson: Lesson, block: Block, target: str) -> Content | None:
        reading = read_problem(block, self._desk)
        title = self._desk.optional_title(block.settings)
        if not reading.questions:
            return self._text_only(block, reading, target)
        lesson.questions.extend(reading.questions)
        lesson.attempts.add(reading.max_attempts)
        ids = tuple(question.question.id for question in reading.questions)
        ungraded = sum(question.key.kind == "unsupported" for question in reading.questions)
        notes = [f"{ungraded} of {len(ids)} questions cannot be graded"] if ungraded else []
        first = reading.questions[0].question
        made = f"group:{first.group}" if first.group else f"question:{first.id}"
        self._desk.ledger.taken(block.name, block.tag, target=made, notes=[*notes, *reading.notes])
        return QuestionsBlock(title=title, questions=ids)

    def _text_only(self, block: Block, reading: ProblemReading, target: str) -> HtmlBlock | None:
        notes = ["it asks for nothing, so it is shown as text", *reading.notes]
        html = self._desk.html(reading.text, notes)
        if not any(html.root.values()):
            self._desk.ledger.refused(block.name, block.tag, "it is empty")
            return None
        self._desk.ledger.taken(block.name, block.tag, target=target, notes=notes)
        return HtmlBlock(title=self._desk.optional_title(block.settings), html=html)


def _kind(kinds: Set[str]) -> LessonKind:
    if "questions" in kinds:
        return LessonKind.QUIZ
    if "video" in kinds:
        return LessonKind.VIDEO
    return LessonKind.TEXT
