"""…/courses/{course}/chapters and …/chapters/{chapter}."""

import pytest

from tests.authoring import CHAPTER, CHAPTERS, make_chapter, make_course, make_lesson, read, send
from tests.http import Person, person

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]


@pytest.fixture
def ada(tenant: str) -> Person:
    return person("ada", tenant, "instructor")


@pytest.fixture
def course(ada: Person, tenant: str) -> str:
    return make_course(ada, tenant, lessons=0)


def test_a_chapter_comes_at_the_end(ada: Person, tenant: str, course: str) -> None:
    make_chapter(ada, tenant, course, "One")
    body = {"title": {"en": "Two"}, "release_at": "2027-01-01T07:00:00+07:00"}
    made = send(ada, f"POST {CHAPTERS}", body, tenant=tenant, course=course)

    assert made.status == 201
    assert made.headers["Location"].endswith(f"/chapters/{made.json['id']}")
    assert made.json["release_at"] == "2027-01-01T00:00:00.000Z"
    listed = send(ada, f"GET {CHAPTERS}", tenant=tenant, course=course)
    assert [chapter["title"]["en"] for chapter in listed.json["items"]] == ["One", "Two"]
    assert listed.headers["ETag"] == made.headers["ETag"]


def test_a_chapter_is_changed_and_its_lessons_ordered(ada: Person, tenant: str, course: str) -> None:
    chapter = make_chapter(ada, tenant, course)
    lessons = [make_lesson(ada, tenant, course, chapter, name) for name in ("One", "Two")]
    body = {"title": {"en": "Anew"}, "lessons": lessons[::-1]}
    changed = send(ada, f"PATCH {CHAPTER}", body, tenant=tenant, course=course, chapter=chapter)

    assert changed.json["title"] == {"en": "Anew"}
    assert [lesson["id"] for lesson in changed.json["lessons"]] == lessons[::-1]
    found = send(ada, f"GET {CHAPTER}", tenant=tenant, course=course, chapter=chapter)
    assert (found.json, found.headers["ETag"]) == (changed.json, changed.headers["ETag"])
    wrong = send(ada, f"PATCH {CHAPTER}", {"lessons": lessons[:1]}, tenant=tenant, course=course, chapter=chapter)
    assert wrong.status == 422


def test_what_a_chapter_needs_is_not_taken_away(ada: Person, tenant: str, course: str) -> None:
    chapter = make_chapter(ada, tenant, course, "One")
    before = send(ada, f"GET {CHAPTER}", tenant=tenant, course=course, chapter=chapter)
    for field in ("title", "lessons"):
        body = {field: None, "release_at": "2027-01-01T00:00:00Z"}
        refused = send(ada, f"PATCH {CHAPTER}", body, tenant=tenant, course=course, chapter=chapter)
        assert (refused.status, refused.json["type"].rsplit("/", 1)[1]) == (422, "invalid-request")
        assert field in refused.text
    after = send(ada, f"GET {CHAPTER}", tenant=tenant, course=course, chapter=chapter)
    assert (after.json, after.headers["ETag"]) == (before.json, before.headers["ETag"])

    dated = {"release_at": "2027-01-01T00:00:00Z"}
    assert send(ada, f"PATCH {CHAPTER}", dated, tenant=tenant, course=course, chapter=chapter).json["release_at"]
    freed = send(ada, f"PATCH {CHAPTER}", {"release_at": None}, tenant=tenant, course=course, chapter=chapter)
    assert (freed.status, freed.json["release_at"]) == (200, None)


def test_a_chapter_goes_with_what_points_at_it(ada: Person, tenant: str, course: str) -> None:
    gone, kept = make_chapter(ada, tenant, course), make_chapter(ada, tenant, course)
    first = make_lesson(ada, tenant, course, gone)
    make_lesson(ada, tenant, course, kept, requires=[first])
    answer = send(ada, f"DELETE {CHAPTER}", tenant=tenant, course=course, chapter=gone)

    assert answer.status == 204
    (chapter,) = read(ada, tenant, course).json["chapters"]
    assert (chapter["id"], chapter["lessons"][0]["requires"]) == (kept, [])
    assert send(ada, f"DELETE {CHAPTER}", tenant=tenant, course=course, chapter=gone).status == 404


def test_a_change_of_an_older_revision_is_refused(ada: Person, tenant: str, course: str) -> None:
    old = read(ada, tenant, course).headers["ETag"]
    chapter = make_chapter(ada, tenant, course)
    body = {"title": {"en": "Late"}}

    late = send(ada, f"POST {CHAPTERS}", body, tenant=tenant, course=course, if_match=old)
    changed = send(ada, f"PATCH {CHAPTER}", body, tenant=tenant, course=course, chapter=chapter, if_match=old)
    removed = send(ada, f"DELETE {CHAPTER}", tenant=tenant, course=course, chapter=chapter, if_match=old)
    assert (late.status, changed.status, removed.status) == (412, 412, 412)


def test_the_same_wish_with_the_same_key_is_one_chapter(ada: Person, tenant: str, course: str) -> None:
    body = {"title": {"en": "Once"}}
    place = f"POST {CHAPTERS}"
    first, second = (send(ada, place, body, tenant=tenant, course=course, key="only-once") for _ in range(2))
    other = send(ada, place, {"title": {"en": "Twice"}}, tenant=tenant, course=course, key="only-once")

    assert first.json == second.json
    assert other.status == 422
    assert len(read(ada, tenant, course).json["chapters"]) == 1
