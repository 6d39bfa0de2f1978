"""What catalog's operations may cost: the rows of docs/access-patterns/catalog.md (20 lessons)."""

from collections.abc import Callable
from typing import Any

import pytest

from lyceum.catalog.author_chapter import create_chapter, delete_chapter
from lyceum.catalog.author_course import change_course, create_course, list_courses, read_course
from lyceum.catalog.author_lesson import create_lesson, read_lesson, update_lesson
from lyceum.catalog.bring_asset import bring_to_bank, bring_to_course
from lyceum.catalog.browse_catalog import browse, browse_as_member, look_at
from lyceum.catalog.finish_import import finish_import
from lyceum.catalog.follow_assessments import follow_assessments
from lyceum.catalog.hand_over import hand_over
from lyceum.catalog.import_course import find_import, import_course, my_imports
from lyceum.catalog.model.course import About, CourseWish
from lyceum.catalog.model.importing import LessonWish
from lyceum.catalog.model.job import Effect, Format, ImportState
from lyceum.catalog.publish_course import publish_course, unpublish_course
from lyceum.catalog.store import documents
from lyceum.catalog.upload import upload
from lyceum.catalog.write_import import write_import
from lyceum.content.kinds import LessonKind
from lyceum.content.outline import ChapterDocument, CourseDocument, LessonDocument
from lyceum.interop import store as interop
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso, now
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from lyceum.kernel.setting_catalogue import PUBLIC_CATALOGUE
from lyceum.kernel.table import Item, tenant_key, transaction
from lyceum.kernel.tenant_settings import setting
from lyceum.kernel.text import LocalizedText
from tests.access_patterns import assert_as_stated, assert_every_row_is_measured
from tests.assets import PNG
from tests.authoring import fill, member
from tests.imports import post_form
from tests.meter import metered
from tests.store.assessment.test_banks import bank_of

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]
LESSONS = 20


@pytest.fixture
def ada(tenant: str) -> Caller:
    return Caller(person=new_id(), tenant=tenant, roles=frozenset({"instructor"}))


def costs(name: str, call: Callable[[], Any]) -> Any:
    with metered() as cost:
        result = call()
    print(f"{name}: {cost}")
    assert_as_stated("catalog", name, cost)
    return result


def creation() -> Creation:
    return Creation(new_id())


def document(words: str = "Lesson") -> CourseDocument:
    lessons = tuple(
        LessonDocument(id=f"l{number}", title=LocalizedText({"en": f"{words} {number}", "th": f"บทเรียนที่ {number}"}))
        for number in range(LESSONS)
    )
    title = LocalizedText({"en": "A course like many", "th": "หลักสูตรหนึ่ง"})
    return CourseDocument(
        source="olx:cost", title=title, chapters=(ChapterDocument(id="c1", title=title, lessons=lessons),)
    )


def imported(ada: Caller, words: str = "Lesson") -> str:
    place = f"imports/{ada.tenant}/{words}.json"
    documents.write(place, document(words).model_dump(mode="json"))
    course, _ = write_import(
        ada.tenant, requester=ada.person, format=Format.OLX, document=place, course=None, dry_run=False, at=now()
    )
    return course


def test_uploads_and_imports(ada: Caller) -> None:
    sent, _, _ = costs("upload", lambda: upload(ada, name="f", size=1, media_type="a/b", creation=creation(), at=now()))

    def ask(course: str | None = None) -> str:
        wish = {"upload": sent.id, "course": course, "assessment": None, "dry_run": False}
        return import_course(ada, format=Format.OLX, **wish, creation=creation(), at=now()).id

    job = costs("request an import", ask)
    course = imported(ada)
    costs("request an import into a course", lambda: ask(course))
    costs("request an import into a bank", into_a_bank(ada, sent.id))
    claimed = costs("claim an import", lambda: interop.claim(ada.tenant, job, execution="x", at=now()))
    counts = {"taken": 30, "changed": 2, "refused": 1}
    costs("describe an import", lambda: interop.describe(claimed, execution="x", counts=counts, at=now()))
    ended: dict[str, Any] = {"course": course, "effect": Effect.CREATED, "counts": counts, "report": "r", "error": None}
    costs(
        "finish an import",
        lambda: finish_import(ada.tenant, job, state=ImportState.FINISHED, **ended, at=now()),
    )
    costs("look at an import", lambda: find_import(ada, job))
    costs("my imports (20)", lambda: my_imports(ada, after=None, limit=20))


def test_files_by_hand(ada: Caller) -> None:
    def picture() -> str:
        sent, url, fields = upload(
            ada, name="a.png", size=len(PNG), media_type="image/png", creation=creation(), at=now()
        )
        assert post_form({"url": url, "fields": fields}, PNG) == 204
        return sent.id

    course, bank, sent = imported(ada), bank_of(ada).id, picture()
    at = now()
    costs("bring a file for a course", lambda: bring_to_course(ada, course, sent, path="a.png", at=at))
    costs("bring a file for a course, again", lambda: bring_to_course(ada, course, sent, path="a.png", at=at))
    costs("bring a file for a bank", lambda: bring_to_bank(ada, bank, sent, path="a.png", at=at))


def into_a_bank(ada: Caller, upload: str) -> Callable[[], object]:
    bank = bank_of(ada).id
    wish: dict[str, Any] = {"upload": upload, "course": None, "assessment": None, "bank": bank, "dry_run": False}
    return lambda: import_course(ada, format=Format.GIFT, **wish, creation=creation(), at=now())


def test_writing_imports(ada: Caller) -> None:
    costs("write an import, new course", lambda: imported(ada))
    costs("write an import, the same again", lambda: imported(ada))
    costs("write an import, every lesson changed", lambda: imported(ada, "Changed"))


def test_authoring(ada: Caller) -> None:
    wish = CourseWish(title=LocalizedText.of("New"), code="N-1")
    made = costs("create a course", lambda: create_course(ada, wish, creation=creation(), at=now()))
    bo = member(ada.tenant)
    costs("hand a course over", lambda: hand_over(ada, made[0].id, bo, expected=None, at=now()))
    course = imported(ada)
    costs("read a course", lambda: read_course(ada, course))
    costs("list courses (20)", lambda: list_courses(ada, after=None, limit=20))
    title = {"title": LocalizedText.of("Anew")}
    costs("change a draft", lambda: change_course(ada, course, title, expected=None, at=now()))
    names = {"slug": "another", "code": "A-1"}
    costs("change slug and code", lambda: change_course(ada, course, names, expected=None, at=now()))
    chapter, _ = costs(
        "change a draft",
        lambda: create_chapter(
            ada, course, title=title["title"], release_at=None, creation=creation(), expected=None, at=now()
        ),
    )
    lesson = LessonWish(title["title"], LessonKind.TEXT, True, False, (), ())
    made = costs(
        "create a lesson",
        lambda: create_lesson(ada, course, chapter.id, lesson, creation=creation(), expected=None, at=now()),
    )
    place = (ada, course, chapter.id, made.outline.id)
    costs("read a lesson", lambda: read_lesson(*place))
    named = {"title": LocalizedText.of("Other")}
    costs("change a lesson", lambda: update_lesson(*place, named, expected=None, at=now()))
    publish_course(ada, course, expected=None, at=now())
    costs(
        "change a draft, course published",
        lambda: delete_chapter(ada, course, chapter.id, expected=None, at=now()),
    )


def test_following_assessments(ada: Caller) -> None:
    course, test = imported(ada), new_id()
    card = {"id": test, "title": {"en": "Test"}, "lesson": "l1", "kind": "quiz", "graded": True}
    with transaction(tenant=ada.tenant, at=now()) as write:
        item = Item(tenant_key(ada.tenant, "A", test), "ASSESSMENT", card=card)
        write.put(item, when=Item.absent(), otherwise=lambda _: None)
    costs("show an assessment", lambda: follow_assessments(ada.tenant, course, test, at=now()))
    costs("show an assessment, again", lambda: follow_assessments(ada.tenant, course, test, at=now()))


def set_work(ada: Caller, course: str) -> None:
    """The card of an assignment that is not live, as assessment lists it."""
    id, place = new_id(), tenant_key(ada.tenant, "C", course, "ASSIGNMENTS")
    card = {"id": id, "lesson": None, "newest": 1, "changed": iso(now())}
    with transaction(tenant=ada.tenant, at=now()) as write:
        item = Item(tenant_key(ada.tenant, "A", id), "ASSIGNMENT", card=card, gsi1pk=place, gsi1sk=id)
        write.put(item, when=Item.absent(), otherwise=lambda _: None)


def test_publishing_and_browsing(ada: Caller) -> None:
    course = imported(ada)
    change_course(ada, course, {"seats": 30, "slug": "cost"}, expected=None, at=now())
    costs("publish, first version", lambda: publish_course(ada, course, expected=None, at=now()))
    costs("publish, unchanged", lambda: publish_course(ada, course, expected=None, at=now()))
    set_work(ada, course)
    costs("publish, unchanged, newer questions wait", lambda: publish_course(ada, course, expected=None, at=now()))
    change_course(ada, course, {"seats": 40}, expected=None, at=now())
    costs("publish, seats changed", lambda: publish_course(ada, course, expected=None, at=now()))
    change_course(ada, course, {"seats": None}, expected=None, at=now())
    publish_course(ada, course, expected=None, at=now())
    change_course(ada, course, {"seats": 50}, expected=None, at=now())
    costs("publish, seats counted from now on", lambda: publish_course(ada, course, expected=None, at=now()))
    imported(ada, "Second")
    costs("publish, next version", lambda: publish_course(ada, course, expected=None, at=now()))
    setting(ada.tenant, PUBLIC_CATALOGUE)  # this process has asked for the school's settings in the last 50 s
    costs("browse (20)", lambda: browse(ada.tenant, after=None, limit=20))
    costs("look at a course", lambda: look_at(ada.tenant, "cost"))
    costs("unpublish", lambda: unpublish_course(ada, course, expected=None, at=now()))


@pytest.mark.parametrize("others", [20, 60])
def test_lists_cost_the_same_in_a_larger_school(ada: Caller, others: int) -> None:
    for number in range(others):
        about = About(summary=LocalizedText({"en": "Some words about it.", "th": "คำอธิบายสั้น ๆ"}))
        wish = CourseWish(title=LocalizedText({"en": f"Course {number}", "th": "หลักสูตร"}), about=about)
        course, _ = create_course(ada, wish, creation=creation(), at=now())
        fill(ada, course.id)
        publish_course(ada, course.id, expected=None, at=now())
    setting(ada.tenant, PUBLIC_CATALOGUE)
    assert len(costs("browse (20)", lambda: browse(ada.tenant, after=None, limit=20)).items) == 20
    assert len(costs("my catalogue (20)", lambda: browse_as_member(ada, after=None, limit=20)).items) == 20
    assert len(costs("list courses (20)", lambda: list_courses(ada, after=None, limit=20)).items) == 20


def test_every_row_of_the_page_is_measured() -> None:
    assert_every_row_is_measured("catalog", __file__)
