"""From a document to a draft: what replaces what, and what stays."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from lyceum.catalog.errors import ChapterNotFound
from lyceum.catalog.model.course import About, AssetLink, Draft, Imported, content_hash
from lyceum.catalog.model.drafting import add_chapter, add_lesson, change_chapter, change_lesson, with_outline
from lyceum.catalog.model.importing import (
    LessonContent,
    check_chapters,
    content_number,
    contents_of,
    is_unchanged,
    lesson_content,
    with_course,
    with_lesson,
)
from lyceum.content.kinds import AssessmentKind, LessonKind
from lyceum.content.outline import (
    AssessmentDocument,
    Asset,
    ChapterDocument,
    CourseDocument,
    HtmlBlock,
    LessonDocument,
    Unit,
)
from lyceum.content.published import Outline, OutlineAssessment, OutlineChapter, OutlineLesson, assessment_id
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


def test_everything_that_a_document_says_arrives() -> None:
    shown = lesson("l1", assessment="t1").model_copy(
        update={"kind": LessonKind.VIDEO, "required": False, "preview": True}
    )
    tests = tuple(
        AssessmentDocument(
            id=id, title=text(id), chapter="c1", lesson="l1", kind=AssessmentKind.EXAM, weight=Decimal(weight)
        )
        for id, weight in (("t1", "0"), ("t2", "0.5"))
    )
    arrived = CourseDocument(
        source="olx:a",
        title=text("Course"),
        language="th",
        summary=text("Short"),
        description_html=text("Long"),
        chapters=(chapter("c1", shown),),
        assessments=tests,
    )
    draft = taken(empty(), arrived)

    assert draft.outline == Outline(
        course=COURSE,
        version=0,
        title=text("Course"),
        language="th",
        chapters=(
            OutlineChapter(
                id="c1",
                title=text("c1"),
                lessons=(
                    OutlineLesson(
                        id="l1",
                        title=text("l1"),
                        kind=LessonKind.VIDEO,
                        required=False,
                        preview=True,
                        content=numbers(arrived)["l1"],
                        assessment=assessment_id(COURSE, "t1"),
                    ),
                ),
            ),
        ),
        assessments=tuple(
            OutlineAssessment(
                id=assessment_id(COURSE, id), title=text(id), kind=AssessmentKind.EXAM, lesson="l1", graded=graded
            )
            for id, graded in (("t1", False), ("t2", True))
        ),
    )
    assert (draft.about.summary, draft.about.description_html) == (text("Short"), text("Long"))
    mark = Imported(hash=content_hash(arrived), chapters=("c1",), lessons=("l1",))
    assert draft.imports == {"olx:a": mark}


def test_what_authors_set_at_chapters_and_course_stays_and_what_they_wrote_is_not_lost() -> None:
    draft = taken(empty(), document(chapter("c1", lesson("l1")), chapter("c2", lesson("l2"))))
    opens = datetime(2026, 12, 1, tzinfo=UTC)
    draft = change_chapter(draft, "c2", lambda found: found.model_copy(update={"release_at": opens}))
    draft = with_outline(draft, sequential=True)
    draft = replace(draft, about=About(description_html=text("Mine")), revision=4)
    draft = taken(draft, document(chapter("c2", lesson("l2", "new")), chapter("c1", lesson("l1"))))

    assert shape(draft) == {"c2": ["l2"], "c1": ["l1"]}
    assert [found.release_at for found in draft.outline.chapters] == [opens, None]
    assert draft.outline.sequential
    assert (draft.about.description_html, draft.revision) == (text("Mine"), 4)


def test_a_lesson_that_moved_within_its_source_is_there_once() -> None:
    draft = taken(empty(), document(chapter("c1", lesson("l1"), lesson("l2")), chapter("c2", lesson("l3"))))
    draft = taken(draft, document(chapter("c1", lesson("l1")), chapter("c2", lesson("l3"), lesson("l2"))))

    assert shape(draft) == {"c1": ["l1"], "c2": ["l3", "l2"]}


def test_a_chapter_that_the_source_dropped_with_all_its_lessons_goes() -> None:
    draft = taken(empty(), document(chapter("c1", lesson("l1")), chapter("c2", lesson("l2", assessment="t"))))
    draft = taken(draft, document(chapter("c1", lesson("l1"))))

    assert shape(draft) == {"c1": ["l1"]}
    assert draft.outline.assessments == ()


def test_two_sources_keep_what_they_brought() -> None:
    first = document(chapter("c1", lesson("l1")), source="olx:a")
    second = document(chapter("c2", lesson("l2")), source="olx:b")
    draft = taken(taken(empty(), first), second)

    assert shape(draft) == {"c2": ["l2"], "c1": ["l1"]}
    assert draft.imports.keys() == {"olx:a", "olx:b"}
    assert is_unchanged(draft, first)
    assert is_unchanged(draft, second)


def test_a_prerequisite_that_arrives_with_its_lesson_is_kept_too() -> None:
    draft = taken(empty(), document(chapter("c1", lesson("l1"))))
    own = OutlineLesson(id="own", title=text("Own"), content=1, requires=("l1",))
    draft = taken(add_lesson(draft, "c1", own), document(chapter("c1", lesson("l1", "anew"))))

    assert draft.outline.lessons()["own"].requires == ("l1",)
    gone = taken(draft, document(chapter("c1", lesson("l9"))))
    assert gone.outline.lessons()["own"].requires == ()


def image(path: str, key: str = "k") -> Asset:
    return Asset(path=path, media_type="image/png", size=1, sha256="0", key=key)


def link(path: str, key: str = "k") -> AssetLink:
    return AssetLink(path=path, key=key, media_type="image/png")


def test_files_of_all_imports_are_kept_and_the_newest_of_a_path_holds() -> None:
    draft = Draft(outline=empty().outline, about=About(assets=(link("a"), link("b"))))
    arrived = document(chapter("c1", lesson("l1"))).model_copy(update={"assets": (image("b", "new"), image("c"))})
    expected = (link("a"), link("b", "new"), link("c"))

    assert taken(draft, arrived).about.assets == expected
    with_chapter = taken(draft, document(chapter("c1"), source="olx:b"))
    assert with_lesson(with_chapter, arrived, numbers(arrived)).about.assets == expected


def test_a_lesson_refers_to_files_of_its_document_and_to_those_of_the_course() -> None:
    arrived = document(chapter("c1", lesson("l1", "src='/static/a' src='/static/b' src='/static/x'")))
    arrived = arrived.model_copy(update={"assets": (image("b", "new"),)})
    kept = contents_of(arrived, [link("a"), link("b", "old")])["l1"]

    assert kept.assets == (link("a"), link("b", "new"))
    assert LessonDocument.model_validate(kept.model_dump(exclude={"assets"})) == arrived.chapters[0].lessons[0]
    assert contents_of(document(chapter("c1", lesson("l1"))))["l1"].assets == ()


@pytest.mark.parametrize(
    "html",
    [
        '<img src="/static/a&amp;b.png">',
        "<img src='/static/a&b.png?x=1'>",
        "<a href=/static/a&b.png>x</a>",
        "url(/static/a&b.png)",
        "/static/a&b.png#top",
        "/static/a%26b.png",
        "/static/a&b.png\\\\",
    ],
)
def test_a_file_is_named_however_the_markup_spells_it(html: str) -> None:
    content = lesson_content(lesson("l1", html), {"a&b.png": link("a&b.png")})
    assert content.assets == (link("a&b.png"),)


def test_a_chapter_that_is_missing_is_named() -> None:
    draft = taken(empty(), document(chapter("c1")))
    check_chapters(draft, document(chapter("c1")))
    for act in (check_chapters, lambda draft, found: with_lesson(draft, found, {"t": 1})):
        with pytest.raises(ChapterNotFound) as refusal:
            act(draft, document(chapter("c1"), chapter("c9", lesson("t"))))
        assert refusal.value.facts == {"chapter": "c9"}


def test_questions_for_two_chapters_take_their_places_and_leave_what_is_there() -> None:
    draft = taken(empty(), document(chapter("c1", lesson("l1", assessment="a")), chapter("c2"), chapter("c3")))
    questions = document(chapter("c1", lesson("t1", assessment="t1")), chapter("c2", lesson("t2")), source="gift:t")
    after = with_lesson(draft, questions, numbers(questions))

    assert shape(after) == {"c1": ["l1", "t1"], "c2": ["t2"], "c3": []}
    assert [found.lesson for found in after.outline.assessments] == ["l1", "t1"]
    assert after.imports.keys() == {"olx:a", "gift:t"}
    assert after.outline.lessons()["l1"] == draft.outline.lessons()["l1"]


def test_a_lesson_has_the_files_that_its_units_name_and_none_unless_it_says_so() -> None:
    named = lesson("l1", "/static/a").model_copy(update={"title": text("/static/b")})
    assert lesson_content(named, {path: link(path) for path in "ab"}).assets == (link("a"),)
    assert LessonContent.model_validate(named.model_dump()).assets == ()


def test_a_content_number_is_forty_bits_of_the_hash_from_one_on() -> None:
    """It stands in keys and in published outlines, so that every release finds the same."""
    content = lesson_content(lesson("l1"), {})
    assert content_number(content) == int(content_hash(content)[:10], 16) + 1
    assert {content_number(lesson_content(lesson(str(n)), {})) <= 2**40 for n in range(20)} == {True}
