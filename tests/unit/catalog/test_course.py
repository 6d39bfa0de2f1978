"""Slugs, publication and what the catalogue shows."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.catalog.errors import CourseIncomplete
from lyceum.catalog.model.course import About, Course, Draft, Status, second_slug, slug_from
from lyceum.catalog.model.drafting import with_assessment
from lyceum.catalog.model.publication import card, publication, seats_left_shown, sort_key
from lyceum.content.published import Outline, OutlineAssessment, OutlineChapter, OutlineLesson
from lyceum.kernel.caught import reason_of
from lyceum.kernel.ids import new_id
from lyceum.kernel.money import Money
from lyceum.kernel.text import LocalizedText
from tests.texts import texts

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
COURSE = new_id()


def outline(*lessons: OutlineLesson) -> Outline:
    chapter = OutlineChapter(id="c1", title=LocalizedText.of("One"), lessons=lessons)
    return Outline(course=COURSE, version=0, title=LocalizedText.of("Course"), chapters=(chapter,))


def lesson(id: str = "l1", **more: object) -> OutlineLesson:
    return OutlineLesson.model_validate({"id": id, "title": {"en": id}, "content": 1, **more})


def course(**more: object) -> Course:
    return Course("demo", COURSE, "slug", Status.DRAFT, "ada", NOON, **more)  # type: ignore[arg-type]


@given(st.dictionaries(st.sampled_from(["en", "th"]), texts(min_size=1, max_size=200), min_size=1))
def test_any_title_makes_a_slug_that_the_api_takes(title: dict[str, str]) -> None:
    from pydantic import TypeAdapter

    from lyceum.catalog.api.fields import Slug

    made = slug_from(LocalizedText(title), COURSE)
    check = TypeAdapter(Slug)
    assert check.validate_python(made) == made
    assert check.validate_python(second_slug(made, COURSE)) == second_slug(made, COURSE)


def test_a_thai_title_makes_a_slug_of_the_id() -> None:
    assert slug_from(LocalizedText({"th": "การทดสอบ"}), COURSE) == f"course-{COURSE[-10:].lower()}"


def test_the_first_publication_is_version_one_and_open() -> None:
    done = publication(course(), Draft(outline=outline(lesson())), at=NOON)

    assert (done.version, done.is_new_version, done.course.status) == (1, True, Status.PUBLISHED)
    assert done.course.published_at == NOON


def test_the_same_again_changes_nothing() -> None:
    draft = Draft(outline=outline(lesson()))
    done = publication(course(), draft, at=NOON)
    again = publication(done.course, draft, at=NOON.replace(hour=13))

    assert (again.version, again.is_new_version, again.changes_anything) == (1, False, False)
    assert again.course.published_at == NOON


def test_a_price_makes_no_new_version_and_a_lesson_does() -> None:
    draft = Draft(outline=outline(lesson()))
    done = publication(course(), draft, at=NOON).course
    priced = publication(
        done, Draft(outline=draft.outline, about=About(price=Money(amount=1, currency="THB"))), at=NOON
    )
    longer = publication(done, Draft(outline=outline(lesson(), lesson("l2"))), at=NOON)

    assert (priced.version, priced.changes_anything) == (1, True)
    assert (longer.version, longer.is_new_version) == (2, True)


def test_an_incomplete_course_is_not_published() -> None:
    for incomplete in (outline(), outline().model_copy(update={"chapters": ()})):
        with pytest.raises(CourseIncomplete):
            publication(course(), Draft(outline=incomplete), at=NOON)


@pytest.mark.parametrize(
    ("seats", "left", "shown"),
    [(None, None, "unlimited"), (100, 11, "many"), (100, 10, "few"), (5, 3, "few"), (5, 0, "none"), (5, -1, "none")],
)
def test_seats_are_shown_coarsely(seats: int | None, left: int | None, shown: str) -> None:
    assert seats_left_shown(seats, left) == shown


def test_a_card_is_small_and_leaves_out_what_is_not_there() -> None:
    shown = card(course(), outline(lesson()), About())

    assert shown == {
        "course": COURSE, "slug": "slug", "status": "draft", "title": {"en": "Course"},
        "language": "en", "lessons": 1,
    }  # fmt: skip
    assert sort_key(course()) == f"draft#2026-11-22T12:00:00.000Z#{COURSE}"


def test_an_authored_assessment_appears_at_its_lesson_only_once() -> None:
    test = OutlineAssessment(id=new_id(), title=LocalizedText.of("Test"), lesson="l1", graded=True)
    draft = with_assessment(Draft(outline=outline(lesson(), lesson("l2"))), test)

    assert draft.outline.lessons()["l1"].assessment == test.id
    assert with_assessment(draft, test) == draft
    other = test.model_copy(update={"id": new_id()})
    assert with_assessment(draft, other) == draft  # RULES S3-8
    assert with_assessment(draft, other.model_copy(update={"lesson": "none"})) == draft
    moved = with_assessment(draft, test.model_copy(update={"lesson": "l2"}))
    assert [part.assessment for part in moved.outline.lessons().values()] == [None, test.id]
    assert len(moved.outline.assessments) == 1


def test_a_reason_is_the_errors_name_and_words() -> None:
    caught = {"Error": "ArchiveIsBomb", "Cause": '{"errorMessage": "too big", "errorType": "ArchiveIsBomb"}'}

    assert reason_of(caught, ours=False) == {"code": "archive-is-bomb", "detail": "too big"}
    assert reason_of({"Error": "X", "Cause": "no json"}, ours=False)["detail"] == "no json"
    assert "too big" not in str(reason_of(caught, ours=True))
