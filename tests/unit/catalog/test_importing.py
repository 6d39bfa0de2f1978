"""From a document to a draft: what replaces what, and what stays."""

import pytest

from lyceum.catalog.errors import ChapterNotFound
from lyceum.catalog.model.course import About, AssetLink, Draft
from lyceum.catalog.model.drafting import add_chapter, add_lesson, change_lesson
from lyceum.catalog.model.importing import (
    content_number,
    contents_of,
    is_unchanged,
    lesson_content,
    with_course,
    with_lesson,
)
from lyceum.content.outline import (
    AssessmentDocument,
    Asset,
    ChapterDocument,
    CourseDocument,
    HtmlBlock,
    LessonDocument,
    Unit,
)
from lyceum.content.published import Outline, OutlineChapter, OutlineLesson, assessment_id
from lyceum.kernel.ids import new_id
from lyceum.kernel.text import LocalizedText

COURSE = new_id()


def text(words: str) -> LocalizedText:
    return LocalizedText.of(words)


def lesson(id: str, html: str = "", assessment: str | None = None) -> LessonDocument:
    units = (Unit(id="u1", title=text(id), blocks=(HtmlBlock(html=text(html)),)),)
    return LessonDocument(id=id, title=text(id), units=units, assessment=assessment)


def chapter(id: str, *lessons: LessonDocument) -> ChapterDocument:
    return ChapterDocument(id=id, title=text(id), lessons=lessons)


def document(*chapters: ChapterDocument, source: str = "olx:a", title: str = "Course") -> CourseDocument:
    tests = tuple(
        AssessmentDocument(id=part.assessment, title=part.title, chapter=found.id, lesson=part.id)
        for found in chapters
        for part in found.lessons
        if part.assessment
    )
    return CourseDocument(source=source, title=text(title), chapters=chapters, assessments=tests)


def empty() -> Draft:
    return Draft(outline=Outline(course=COURSE, version=0, title=text("Empty")))


def numbers(arrived: CourseDocument) -> dict[str, int]:
    return {name: content_number(content) for name, content in contents_of(arrived).items()}


def taken(draft: Draft, arrived: CourseDocument) -> Draft:
    return with_course(draft, arrived, numbers(arrived))


def shape(draft: Draft) -> dict[str, list[str]]:
    return {found.id: [part.id for part in found.lessons] for found in draft.outline.chapters}


def test_a_course_becomes_an_outline_with_assessments_of_its_own() -> None:
    draft = taken(empty(), document(chapter("c1", lesson("l1", assessment="t1"), lesson("l2"))))

    assert shape(draft) == {"c1": ["l1", "l2"]}
    (test,) = draft.outline.assessments
    assert (test.id, test.lesson, test.graded) == (assessment_id(COURSE, "t1"), "l1", True)
    assert draft.outline.lessons()["l1"].assessment == test.id


def test_the_same_document_is_recognised() -> None:
    arrived = document(chapter("c1", lesson("l1")))
    draft = taken(empty(), arrived)

    assert is_unchanged(draft, arrived)
    assert not is_unchanged(draft, document(chapter("c1", lesson("l1", "changed"))))
    assert not is_unchanged(empty(), arrived)


def test_what_the_source_dropped_goes_and_what_authors_added_stays() -> None:
    draft = taken(empty(), document(chapter("c1", lesson("l1"), lesson("l2")), chapter("c2", lesson("l3"))))
    own = OutlineLesson(id="own", title=text("Own"), content=1)
    draft = add_lesson(draft, "c1", own)
    draft = add_chapter(draft, OutlineChapter(id="mine", title=text("Mine"), lessons=()))
    draft = taken(draft, document(chapter("c1", lesson("l2"), lesson("l4"))))

    assert shape(draft) == {"c1": ["l2", "l4", "own"], "mine": []}


def test_a_chapter_that_the_source_dropped_stays_for_a_lesson_of_the_authors() -> None:
    draft = taken(empty(), document(chapter("c1", lesson("l1")), chapter("c2", lesson("l2"))))
    draft = add_lesson(draft, "c2", OutlineLesson(id="own", title=text("Own"), content=1))
    draft = taken(draft, document(chapter("c1", lesson("l1"))))

    assert shape(draft) == {"c1": ["l1"], "c2": ["own"]}


def test_prerequisites_of_authors_stay_as_far_as_their_lessons_do() -> None:
    draft = taken(empty(), document(chapter("c1", lesson("l1"), lesson("l2"), lesson("l3"))))
    third = draft.outline.lessons()["l3"].model_copy(update={"requires": ("l1", "l2")})
    draft = change_lesson(draft, "c1", third)
    draft = taken(draft, document(chapter("c1", lesson("l1"), lesson("l3", "anew"))))

    assert draft.outline.lessons()["l3"].requires == ("l1",)


def test_questions_take_their_place_at_the_end_and_keep_it() -> None:
    draft = taken(empty(), document(chapter("c1", lesson("l1"))))
    questions = document(chapter("c1", lesson("t", assessment="t")), source="gift:t", title="Test")
    draft = with_lesson(draft, questions, numbers(questions))
    draft = add_lesson(draft, "c1", OutlineLesson(id="later", title=text("Later"), content=1))
    more = document(chapter("c1", lesson("t", "more", assessment="t")), source="gift:t", title="Test")
    draft = with_lesson(draft, more, numbers(more))

    assert shape(draft) == {"c1": ["l1", "t", "later"]}
    assert draft.outline.title == text("Course")
    assert draft.outline.lessons()["t"].content == numbers(more)["t"]
    assert len(draft.outline.assessments) == 1


def test_questions_need_their_chapter() -> None:
    questions = document(chapter("nowhere", lesson("t", assessment="t")), source="gift:t")

    with pytest.raises(ChapterNotFound):
        with_lesson(empty(), questions, numbers(questions))


def test_questions_of_a_test_survive_the_next_import_of_the_course() -> None:
    draft = taken(empty(), document(chapter("c1", lesson("l1", assessment="a"))))
    questions = document(chapter("c1", lesson("t", assessment="t")), source="gift:t")
    draft = with_lesson(draft, questions, numbers(questions))
    draft = taken(draft, document(chapter("c1", lesson("l1"))))

    assert [found.id for found in draft.outline.assessments] == [assessment_id(COURSE, "t")]


def test_a_lesson_knows_the_files_that_it_names_and_no_others() -> None:
    links = {path: AssetLink(path=path, key=f"k/{path}", media_type="image/png") for path in ("a.png", "b c.png", "d")}
    content = lesson_content(lesson("l1", '<img src="/static/a.png"><a href="/static/b%20c.png">x</a>'), links)

    assert [link.path for link in content.assets] == ["a.png", "b c.png"]


def test_content_numbers_follow_content() -> None:
    first, same = (contents_of(document(chapter("c1", lesson("l1", "x"))))["l1"] for _ in range(2))
    asset = Asset(path="x.png", media_type="image/png", size=1, sha256="0", key="k")
    other = contents_of(document(chapter("c1", lesson("l1", "y"))))["l1"]

    assert content_number(first) == content_number(same) != content_number(other)
    assert 1 <= content_number(first) <= 2**40
    assert AssetLink.of(asset).key == "k"


def test_what_authors_set_stays_beside_what_arrives() -> None:
    draft = Draft(outline=empty().outline, about=About(seats=5, summary=text("Mine")))
    draft = taken(draft, document(chapter("c1", lesson("l1"))))

    assert (draft.about.seats, draft.about.summary) == (5, text("Mine"))
