"""From an imported document to a draft: what the source brings, what authors added, what stays as it was."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import unquote

from lyceum.catalog.errors import ChapterNotFound
from lyceum.catalog.model.course import About, AssetLink, Draft, Imported, content_hash
from lyceum.catalog.model.drafting import chapter_of, with_outline
from lyceum.content.kinds import LessonKind
from lyceum.content.outline import AssessmentDocument, Block, ChapterDocument, CourseDocument, LessonDocument
from lyceum.content.published import Outline, OutlineAssessment, OutlineChapter, OutlineLesson, assessment_id
from lyceum.kernel.text import LocalizedText

_STATIC = re.compile(r"/static/([^\"'\s<>\\?#)]+)")
_CONTENT_DIGITS = 10
"""Hexadecimal ones: 40 bits."""


class LessonContent(LessonDocument):
    """A lesson as it is kept, with the files that it refers to."""

    assets: tuple[AssetLink, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitWish:
    """A page as its author wants it."""

    id: str | None
    """None: the server gives one."""
    title: LocalizedText
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class LessonWish:
    """A lesson as its author begins it."""

    title: LocalizedText
    kind: LessonKind
    required: bool
    preview: bool
    requires: Sequence[str]
    units: Sequence[UnitWish]


def lesson_content(lesson: LessonDocument, assets: Mapping[str, AssetLink]) -> LessonContent:
    """A lesson with those assets that its text names. `assets` by path."""
    text = unescape(lesson.model_dump_json(include={"units"}))
    named = dict.fromkeys(name for found in _STATIC.findall(text) for name in (found, unquote(found)))
    links = tuple(assets[name] for name in named if name in assets)
    return LessonContent.model_validate({**lesson.model_dump(), "assets": [link.model_dump() for link in links]})


def content_number(content: LessonContent) -> int:
    """The number of a lesson's content item: taken from its hash, so that the same content has the same number.

    40 bits: two different contents of one lesson practically never meet, and the store refuses them if they do.
    """
    return int(content_hash(content)[:_CONTENT_DIGITS], 16) + 1


def contents_of(document: CourseDocument, links: Iterable[AssetLink] = ()) -> dict[str, LessonContent]:
    """Every lesson of a document as it will be kept, by id. `links`: assets that the course has from elsewhere."""
    assets = {link.path: link for link in links} | {asset.path: AssetLink.of(asset) for asset in document.assets}
    return {lesson.id: lesson_content(lesson, assets) for chapter in document.chapters for lesson in chapter.lessons}


def new_outline(course: str, document: CourseDocument, numbers: Mapping[str, int]) -> Outline:
    """The outline of a document. `numbers`: content numbers by lesson."""
    return Outline(
        course=course,
        version=0,
        title=document.title,
        language=document.language,
        chapters=tuple(_chapter(course, chapter, numbers) for chapter in document.chapters),
        assessments=tuple(_assessment(course, found) for found in document.assessments),
    )


def _chapter(course: str, chapter: ChapterDocument, numbers: Mapping[str, int]) -> OutlineChapter:
    lessons = tuple(outline_lesson(course, lesson, numbers[lesson.id]) for lesson in chapter.lessons)
    return OutlineChapter(id=chapter.id, title=chapter.title, lessons=lessons)


def outline_lesson(course: str, lesson: LessonDocument, content: int) -> OutlineLesson:
    """A lesson as the outline shows it."""
    return OutlineLesson(
        id=lesson.id,
        title=lesson.title,
        kind=lesson.kind,
        required=lesson.required,
        preview=lesson.preview,
        content=content,
        assessment=assessment_id(course, lesson.assessment) if lesson.assessment else None,
    )


def _assessment(course: str, found: AssessmentDocument) -> OutlineAssessment:
    return OutlineAssessment(
        id=assessment_id(course, found.id),
        title=found.title,
        kind=found.kind,
        lesson=found.lesson,
        graded=found.weight > 0,
    )


def is_unchanged(draft: Draft, document: CourseDocument) -> bool:
    """Whether the last import of this source brought the very same."""
    last = draft.imports.get(document.source)
    return last is not None and last.hash == content_hash(document)


def with_course(draft: Draft, document: CourseDocument, numbers: Mapping[str, int]) -> Draft:
    """A whole course arrives: it replaces what the same source brought before; what came otherwise is kept."""
    arrived = new_outline(draft.course, document, numbers)
    before = draft.imports.get(document.source, Imported(hash=""))
    outline = _merged(draft.outline, arrived, before)
    about = draft.about.model_copy(
        update={
            "summary": document.summary or draft.about.summary,
            "description_html": document.description_html or draft.about.description_html,
            "assets": _assets(draft.about, document),
        }
    )
    return replace(draft, outline=outline, about=about, imports={**draft.imports, **_mark(document)})


def with_lesson(draft: Draft, document: CourseDocument, numbers: Mapping[str, int]) -> Draft:
    """A lesson with an assessment arrives: at the end of its chapter, or in the place of its former self.

    Raises ChapterNotFound where the chapter is not in the draft.
    """
    arrived = new_outline(draft.course, document, numbers)
    changed = draft
    for chapter in arrived.chapters:
        new = {lesson.id: lesson for lesson in chapter.lessons}
        there = chapter_of(draft, chapter.id)
        lessons = tuple(new.pop(lesson.id, lesson) for lesson in there.lessons) + tuple(new.values())
        swapped = there.model_copy(update={"lessons": lessons})
        chapters = tuple(swapped if found.id == swapped.id else found for found in changed.outline.chapters)
        changed = with_outline(changed, chapters=chapters)
    assessments = _joined(draft.outline.assessments, arrived.assessments)
    about = draft.about.model_copy(update={"assets": _assets(draft.about, document)})
    return replace(
        with_outline(changed, assessments=assessments), about=about, imports={**draft.imports, **_mark(document)}
    )


def check_chapters(draft: Draft, document: CourseDocument) -> None:
    """Raises ChapterNotFound where a chapter of the document is not in the draft."""
    there = {chapter.id for chapter in draft.outline.chapters}
    for chapter in document.chapters:
        if chapter.id not in there:
            raise ChapterNotFound(chapter=chapter.id)


def _mark(document: CourseDocument) -> dict[str, Imported]:
    chapters = tuple(chapter.id for chapter in document.chapters)
    lessons = tuple(lesson.id for chapter in document.chapters for lesson in chapter.lessons)
    return {document.source: Imported(hash=content_hash(document), chapters=chapters, lessons=lessons)}


def _assets(about: About, document: CourseDocument) -> tuple[AssetLink, ...]:
    links = {link.path: link for link in about.assets} | {asset.path: AssetLink.of(asset) for asset in document.assets}
    return tuple(links.values())


def _joined(there: Iterable[OutlineAssessment], arrived: Iterable[OutlineAssessment]) -> tuple[OutlineAssessment, ...]:
    return tuple({found.id: found for found in (*there, *arrived)}.values())


def _merged(there: Outline, arrived: Outline, before: Imported) -> Outline:
    """What arrived, then what the draft has from elsewhere: lessons and chapters come last in their place."""
    brought = {*before.lessons, *arrived.lessons()}
    chapters = {chapter.id: chapter for chapter in arrived.chapters}
    for chapter in there.chapters:
        own = tuple(lesson for lesson in chapter.lessons if lesson.id not in brought)
        if chapter.id in chapters:
            new = chapters[chapter.id]
            chapters[chapter.id] = new.model_copy(
                update={"lessons": (*new.lessons, *own), "release_at": chapter.release_at}
            )
        elif own or chapter.id not in before.chapters:
            chapters[chapter.id] = chapter.model_copy(update={"lessons": own})
    outline = arrived.model_copy(update={"chapters": tuple(chapters.values()), "sequential": there.sequential})
    left = outline.lessons()
    kept = tuple(found for found in there.assessments if found.lesson in left and found.lesson not in brought)
    return outline.model_copy(
        update={
            "chapters": _with_known_prerequisites(outline, there),
            "assessments": _joined(kept, arrived.assessments),
        }
    )


def _with_known_prerequisites(outline: Outline, there: Outline) -> tuple[OutlineChapter, ...]:
    """Prerequisites that authors set stay, as far as the lessons that they name are still there."""
    lessons, before = outline.lessons(), there.lessons()

    def kept(lesson: OutlineLesson) -> OutlineLesson:
        wanted = before[lesson.id].requires if lesson.id in before else lesson.requires
        return lesson.model_copy(update={"requires": tuple(name for name in wanted if name in lessons)})

    return tuple(
        chapter.model_copy(update={"lessons": tuple(kept(lesson) for lesson in chapter.lessons)})
        for chapter in outline.chapters
    )
