"""What is published, and what lists show of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lyceum.catalog.errors import CourseIncomplete
from lyceum.catalog.model.course import (
    About,
    AssetLink,
    Course,
    CourseWish,
    Draft,
    Imported,
    Level,
    Status,
    content_hash,
    imported_course_id,
    outline_hash,
    second_slug,
    slug_from,
)
from lyceum.catalog.model.job import MAX_UPLOAD_BYTES, AssessmentWish, Effect, Format, Import, ImportState, Upload
from lyceum.catalog.model.publication import Publication, card, check_complete, publication, seats_left_shown, sort_key
from lyceum.content.outline import Asset
from lyceum.kernel.money import Money
from lyceum.kernel.text import LocalizedText
from tests.published_course import lesson, outline, title

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
COURSE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
OUTLINE = outline(COURSE, [lesson("a"), lesson("b")], version=0)
NEW = Course("acme", COURSE, "slug", Status.DRAFT, "ada", NOON)


def test_a_course_begins_as_a_draft_of_which_nothing_is_published() -> None:
    assert (NEW.code, NEW.version, NEW.outline_hash, NEW.about, NEW.published_at, NEW.revision) == (None,) * 5 + (0,)
    assert [replace(NEW, status=status).is_published for status in Status] == [False, True, False]
    draft = Draft(outline=OUTLINE)
    assert (draft.about, draft.imports, draft.created, draft.revision, draft.course) == (About(), {}, {}, 0, COURSE)
    wish = CourseWish(title("T"))
    assert (wish.slug, wish.code, wish.language, wish.sequential, wish.about) == (None, None, "en", False, About())
    assert (About().description_html, About().prerequisites) == (None, ())
    assert (About().summary, About().level, About().price, About().seats, About().assets) == (None,) * 4 + ((),)
    assert (Imported(hash="h").chapters, Imported(hash="h").lessons) == ((), ())


def test_a_course_has_at_least_one_seat() -> None:
    assert About(seats=1).seats == 1
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        About(seats=0)


def test_publishing_takes_the_draft_as_it_is() -> None:
    about = About(seats=5)
    done = publication(NEW, Draft(outline=OUTLINE, about=about), at=NOON)
    fingerprint = outline_hash(OUTLINE)
    expected = replace(
        NEW, status=Status.PUBLISHED, version=1, outline_hash=fingerprint, about=about, published_at=NOON
    )
    assert done == Publication(
        expected, OUTLINE.model_copy(update={"version": 1}), is_new_version=True, changes_anything=True
    )
    assert done.version == 1


def test_a_course_that_was_taken_back_keeps_its_version_and_its_first_day() -> None:
    draft = Draft(outline=OUTLINE)
    first = publication(NEW, draft, at=NOON).course
    again = publication(replace(first, status=Status.UNPUBLISHED), draft, at=LATER)
    assert (again.version, again.is_new_version, again.changes_anything) == (1, False, True)
    assert again.course == first
    assert again.outline.version == 1
    longer = publication(replace(first, version=4), Draft(outline=outline(COURSE, [lesson("z")])), at=LATER)
    assert (longer.version, longer.outline.version, longer.course.published_at) == (5, 5, NOON)


def test_what_a_course_lacks_is_said() -> None:
    check_complete(OUTLINE)
    with pytest.raises(CourseIncomplete) as empty:
        check_complete(outline(COURSE))
    assert (empty.value.facts, empty.value.detail) == ({"missing": "chapter"}, "A course needs at least one chapter.")
    with pytest.raises(CourseIncomplete) as hollow:
        check_complete(outline(COURSE, [lesson("a")], []))
    assert hollow.value.facts == {"missing": "lesson", "chapter": "c1"}
    assert hollow.value.detail == "Each chapter needs at least one lesson."


def test_a_full_card() -> None:
    course = replace(NEW, code="CS-1", status=Status.PUBLISHED, version=3, published_at=LATER)
    price = Money(amount=990, currency="THB")
    about = About(summary=title("Short"), level=Level.EXPERT, price=price, seats=3)
    assert card(course, OUTLINE, about) == {
        "course": COURSE,
        "slug": "slug",
        "code": "CS-1",
        "status": "published",
        "title": OUTLINE.title.root,
        "language": OUTLINE.language,
        "summary": title("Short").root,
        "level": "expert",
        "price": {"amount": 990, "currency": "THB"},
        "lessons": 2,
        "version": 3,
        "published_at": LATER,
    }
    assert sort_key(course) == f"published#2026-11-23T12:00:00.000Z#{COURSE}"


@pytest.mark.parametrize(
    ("seats", "left", "shown"),
    [
        (None, 5, "unlimited"),
        (5, None, "unlimited"),
        (100, 0, "none"),
        (100, 1, "few"),
        (20, 3, "few"),
        (20, 4, "many"),
        (39, 3, "few"),
        (39, 4, "many"),
        (40, 4, "few"),
        (40, 5, "many"),
        (109, 10, "few"),
        (109, 11, "many"),
    ],
)
def test_few_seats_are_three_or_a_tenth(seats: int | None, left: int | None, shown: str) -> None:
    assert seats_left_shown(seats, left) == shown


def test_equal_content_has_an_equal_fingerprint_whatever_its_version() -> None:
    assert outline_hash(OUTLINE) == outline_hash(OUTLINE.model_copy(update={"version": 9}))
    assert outline_hash(OUTLINE) == content_hash(OUTLINE.model_copy(update={"version": 0}))
    assert outline_hash(OUTLINE) != outline_hash(outline(COURSE, [lesson("a")]))
    assert len(content_hash(OUTLINE)) == 64


def test_a_source_always_becomes_the_same_course_of_its_school() -> None:
    ids = {imported_course_id(tenant, source) for tenant in ("a", "b") for source in ("x", "y")}
    assert len(ids) == 4
    assert (
        imported_course_id("a", "x") == "00YZSEH4RXBH057VEGCZPX62DV"
    )  # whatever the release: the course is found again by it


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hello, World!", "hello-world"),
        ("  A1 & b2 ", "a1-b2"),
        ("abc", "abc"),
        ("ab", f"course-{COURSE[-10:].lower()}"),
        ("x" * 61, "x" * 60),
        ("x" * 59 + " y", "x" * 59),
        (" " + "x" * 61, "x" * 60),
    ],
)
def test_a_slug_is_the_titles_latin_letters(text: str, slug: str) -> None:
    assert slug_from(LocalizedText({"th": "อื่น", "en": text}), COURSE) == slug


@pytest.mark.parametrize(
    ("slug", "start"), [("short", "short"), ("x" * 60, "x" * 49), ("x" * 48 + "-yyyyyyyyyyy", "x" * 48)]
)
def test_a_second_slug_ends_with_the_courses_id(slug: str, start: str) -> None:
    made = second_slug(slug, COURSE)
    assert made == f"{start}-{COURSE[-10:].lower()}"
    assert len(made) <= 60


def test_an_asset_link_says_what_a_lesson_needs() -> None:
    asset = Asset(path="a.png", media_type="image/png", size=3, sha256="0", key="k")
    assert AssetLink.of(asset) == AssetLink(path="a.png", key="k", media_type="image/png")


def test_an_import_begins_requested_and_has_done_nothing() -> None:
    job = Import("acme", "i1", "ada", Format.OLX, "u1", NOON)
    assert job == Import(
        "acme",
        "i1",
        "ada",
        Format.OLX,
        "u1",
        NOON,
        state=ImportState.REQUESTED,
        course=None,
        assessment=None,
        bank=None,
        language=None,
        warden=False,
        dry_run=False,
        effect=Effect.NONE,
        counts={},
        reason=None,
        report_key=None,
        finished_at=None,
    )
    assert MAX_UPLOAD_BYTES == 209_715_200
    assert [format for format in Format if format.brings_questions] == [Format.GIFT, Format.MOODLE_XML, Format.QTI]
    assert [state for state in ImportState if state.has_ended] == [
        ImportState.FINISHED,
        ImportState.REFUSED,
        ImportState.FAILED,
    ]
    assert Upload("acme", "u1", "ada", "a.zip", 3, "application/zip", NOON).key == "uploads/acme/ada/u1"


def test_the_assessment_of_a_question_file_stays_within_its_bounds() -> None:
    wish = AssessmentWish(title=title("Quiz"), chapter="c1")
    assert (wish.pass_mark, wish.time_limit) == (60, None)
    good: list[dict[str, Any]] = [
        {"pass_mark": 0},
        {"pass_mark": 100},
        {"pass_mark": "0.01"},
        {"time_limit": 1},
        {"time_limit": 10_080},
    ]
    bad: list[dict[str, Any]] = [
        {"pass_mark": -1},
        {"pass_mark": "100.01"},
        {"pass_mark": "0.001"},
        {"time_limit": 0},
        {"time_limit": 10_081},
    ]
    for changed in good:
        AssessmentWish.model_validate(wish.model_dump() | changed)
    for changed in bad:
        with pytest.raises(ValueError, match="1 validation error"):
            AssessmentWish.model_validate(wish.model_dump() | changed)
