"""Changes of a draft: what comes, moves and goes, what goes with it, and what nobody may leave behind."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.catalog.errors import ChapterNotFound, LessonNotFound, OrderIncomplete, PrerequisiteUnknown
from lyceum.catalog.model.course import About, Draft
from lyceum.catalog.model.drafting import (
    add_chapter,
    add_lesson,
    change_chapter,
    change_lesson,
    chapter_of,
    lesson_of,
    order_chapters,
    order_lessons,
    remove_chapter,
    remove_lesson,
    with_assessment,
    with_outline,
)
from lyceum.content.published import OutlineChapter
from lyceum.kernel.errors import DomainError
from lyceum.kernel.ids import new_id
from tests.published_course import graded, lesson, outline, title

COURSE = new_id()
QUIZ = graded(COURSE, "b")


def draft() -> Draft:
    """Chapters c0 (a, b with a quiz) and c1 (c, which requires a and b)."""
    chapters = [[lesson("a"), lesson("b", assessment=QUIZ.id)], [lesson("c", requires=("a", "b"))]]
    return Draft(outline=outline(COURSE, *chapters, assessments=[QUIZ]), about=About(seats=3), revision=7)


def shape(of: Draft) -> dict[str, list[str]]:
    return {chapter.id: [found.id for found in chapter.lessons] for chapter in of.outline.chapters}


def chapter(id: str) -> OutlineChapter:
    return OutlineChapter(id=id, title=title(id))


def test_parts_are_found_by_their_ids() -> None:
    assert chapter_of(draft(), "c1") == draft().outline.chapters[1]
    assert lesson_of(draft(), "c0", "b") == draft().outline.chapters[0].lessons[1]


@pytest.mark.parametrize(
    "act",
    [
        lambda: chapter_of(draft(), "x"),
        lambda: lesson_of(draft(), "x", "a"),
        lambda: change_chapter(draft(), "x", lambda found: found),
        lambda: remove_chapter(draft(), "x"),
        lambda: add_lesson(draft(), "x", lesson("n")),
        lambda: change_lesson(draft(), "x", lesson("a")),
        lambda: change_lesson(draft(), "c0", lesson("a"), to="x"),
        lambda: remove_lesson(draft(), "x", "a"),
    ],
)
def test_a_chapter_that_is_not_there_is_named(act: Callable[[], object]) -> None:
    with pytest.raises(ChapterNotFound) as refusal:
        act()
    assert refusal.value.facts == {"chapter": "x"}


@pytest.mark.parametrize(
    "act",
    [
        lambda: lesson_of(draft(), "c0", "c"),
        lambda: change_lesson(draft(), "c0", lesson("c")),
        lambda: change_lesson(draft(), "c0", lesson("c"), to="c1"),
        lambda: remove_lesson(draft(), "c0", "c"),
    ],
)
def test_a_lesson_that_is_not_in_its_chapter_is_named(act: Callable[[], object]) -> None:
    with pytest.raises(LessonNotFound) as refusal:
        act()
    assert refusal.value.facts == {"lesson": "c"}


def test_what_comes_comes_at_the_end_and_the_rest_stays() -> None:
    more = add_lesson(add_chapter(draft(), chapter("c2")), "c0", lesson("n", requires=("a",)))
    assert shape(more) == {"c0": ["a", "b", "n"], "c1": ["c"], "c2": []}
    assert (more.about, more.revision, more.course) == (About(seats=3), 7, COURSE)
    assert more.outline.assessments == (QUIZ,)
    assert with_outline(draft(), sequential=True).outline == draft().outline.model_copy(update={"sequential": True})


def test_a_changed_chapter_stands_where_it_stood() -> None:
    renamed = change_chapter(draft(), "c0", lambda found: found.model_copy(update={"title": title("New")}))
    assert shape(renamed) == shape(draft())
    assert [found.title for found in renamed.outline.chapters] == [title("New"), title("Chapter 1")]


def test_a_changed_lesson_stands_where_it_stood() -> None:
    for to in (None, "c0"):
        changed = change_lesson(draft(), "c0", lesson("a", required=False), to=to)
        assert shape(changed) == shape(draft())
        assert not changed.outline.lessons()["a"].required
        assert changed.outline.lessons()["b"] == draft().outline.lessons()["b"]


def test_a_moved_lesson_stands_at_the_end_of_its_new_chapter() -> None:
    moved = change_lesson(draft(), "c0", lesson("a"), to="c1")
    assert shape(moved) == {"c0": ["b"], "c1": ["c", "a"]}
    assert moved.outline.lessons()["c"].requires == ("a", "b")


def test_with_a_lesson_go_its_assessment_and_what_required_it() -> None:
    gone = remove_lesson(draft(), "c0", "b")
    assert shape(gone) == {"c0": ["a"], "c1": ["c"]}
    assert gone.outline.assessments == ()
    assert gone.outline.lessons()["c"].requires == ("a",)
    other = remove_lesson(draft(), "c0", "a")
    assert other.outline.assessments == (QUIZ,)
    assert other.outline.lessons()["c"].requires == ("b",)


def test_with_a_chapter_go_its_lessons() -> None:
    gone = remove_chapter(draft(), "c0")
    assert shape(gone) == {"c1": ["c"]}
    assert gone.outline.assessments == ()
    assert gone.outline.lessons()["c"].requires == ()
    assert shape(remove_chapter(draft(), "c1")) == {"c0": ["a", "b"]}


@given(st.permutations(["c0", "c1"]), st.permutations(["a", "b"]))
def test_an_order_is_taken_as_it_is_said(chapters: list[str], lessons: list[str]) -> None:
    assert list(shape(order_chapters(draft(), chapters))) == chapters
    ordered = order_lessons(draft().outline.chapters[0], lessons)
    assert [found.id for found in ordered.lessons] == lessons


@pytest.mark.parametrize("order", [[], ["c0"], ["c0", "c0"], ["c0", "c1", "c1"], ["c0", "x"]])
def test_an_order_names_each_part_once(order: list[str]) -> None:
    with pytest.raises(OrderIncomplete) as refusal:
        order_chapters(draft(), order)
    assert refusal.value.facts == {"parts": "2"}
    with pytest.raises(OrderIncomplete):
        order_lessons(draft().outline.chapters[0], order)


def test_a_prerequisite_is_a_lesson_of_the_course() -> None:
    acts: list[Callable[[], Draft]] = [
        lambda: add_lesson(draft(), "c0", lesson("n", requires=("a", "x", "y"))),
        lambda: change_lesson(add_lesson(draft(), "c0", lesson("n")), "c0", lesson("n", requires=("x",))),
    ]
    for act in acts:
        with pytest.raises(PrerequisiteUnknown) as refusal:
            act()
        assert refusal.value.facts == {"lesson": "n", "requires": "x"}


def test_lessons_that_wait_for_each_other_are_refused() -> None:
    with pytest.raises(PrerequisiteUnknown) as refusal:
        change_lesson(draft(), "c0", lesson("a", requires=("c",)))
    assert refusal.value.facts == {"lesson": "a", "requires": "c"}
    with pytest.raises(PrerequisiteUnknown) as itself:
        add_lesson(draft(), "c0", lesson("n", requires=("n",)))
    assert itself.value.facts == {"lesson": "n", "requires": "n"}


NAMES = ("a", "b", "c", "d")
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["add", "change", "remove", "remove chapter"]),
        st.sampled_from(NAMES),
        st.sampled_from(["c0", "c1"]),
        st.sampled_from(["c0", "c1"]),
        st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
    ),
    max_size=10,
)


def _changed(found: Draft, what: str, name: str, chapter: str, to: str, requires: list[str]) -> Draft:
    new = lesson(name, requires=tuple(requires))
    if what == "add":
        return found if name in found.outline.lessons() else add_lesson(found, chapter, new)
    if what == "change":
        return change_lesson(found, chapter, new, to=to)
    return remove_lesson(found, chapter, name) if what == "remove" else remove_chapter(found, chapter)


@given(CHANGES)
def test_whatever_is_changed_every_lesson_can_be_entered_and_nothing_points_at_what_is_gone(
    changes: list[tuple[str, str, str, str, list[str]]],
) -> None:
    found = Draft(outline=outline(COURSE, [], []))
    for change in changes:
        try:
            found = _changed(found, *change)
        except DomainError:
            continue
    lessons = found.outline.lessons()
    done: set[str] = set()
    for _ in lessons:
        done |= {id for id, each in lessons.items() if done.issuperset(each.requires)}
    assert done == set(lessons)


def test_an_assessment_changes_where_it_is_and_leaves_the_others() -> None:
    both = with_assessment(draft(), graded(COURSE, "a"))
    assert [found.lesson for found in both.outline.assessments] == ["b", "a"]
    lessons = both.outline.lessons()
    assert (lessons["a"].assessment, lessons["b"].assessment) == (graded(COURSE, "a").id, QUIZ.id)
    practice = QUIZ.model_copy(update={"graded": False})
    again = with_assessment(both, practice)
    assert again.outline.assessments == (practice, graded(COURSE, "a"))
    assert shape(again) == shape(draft())
