"""…/chapters/{chapter}/lessons and …/lessons/{lesson}."""

from typing import Any

import pytest

from lyceum.catalog.store import courses, lessons
from tests.authoring import LESSON, LESSONS, make_chapter, make_course, make_lesson, publish, read, send
from tests.http import Person, person

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]


@pytest.fixture
def ada(tenant: str) -> Person:
    return person("ada", tenant, "instructor")


@pytest.fixture
def course(ada: Person, tenant: str) -> str:
    return make_course(ada, tenant, lessons=0)


@pytest.fixture
def chapter(ada: Person, tenant: str, course: str) -> str:
    return make_chapter(ada, tenant, course)


def page(html: str, **more: Any) -> dict[str, Any]:
    return {"title": {"en": "Page"}, "blocks": [{"kind": "html", "html": {"en": html}}], **more}


def test_a_lesson_has_pages_with_safe_html(ada: Person, tenant: str, course: str, chapter: str) -> None:
    body = {
        "title": {"en": "Read"},
        "preview": True,
        "units": [page("<p>One</p><script>x()</script>"), page("Two", id="own")],
    }
    made = send(ada, f"POST {LESSONS}", body, tenant=tenant, course=course, chapter=chapter)

    assert made.status == 201
    assert [unit["id"] for unit in made.json["units"]] == ["u1", "own"]
    assert made.json["units"][0]["blocks"][0]["html"] == {"en": "<p>One</p>"}
    assert made.json["preview"] is True
    place = {"tenant": tenant, "course": course, "chapter": chapter}
    found = send(ada, f"GET {LESSON}", **place, lesson=made.json["id"])
    assert (found.json, found.headers["ETag"]) == (made.json, made.headers["ETag"])
    listed = send(ada, f"GET {LESSONS}", **place)
    assert [lesson["title"]["en"] for lesson in listed.json["items"]] == ["Read"]


def test_a_changed_lesson_leaves_the_published_content_as_it_was(
    ada: Person, tenant: str, course: str, chapter: str
) -> None:
    lesson = make_lesson(ada, tenant, course, chapter, units=[page("Before")])
    publish(ada, tenant, course)
    published = courses.find(tenant, course)[1].outline.lessons()[lesson].content
    body = {"units": [page("After")], "required": False}
    changed = send(ada, f"PATCH {LESSON}", body, tenant=tenant, course=course, chapter=chapter, lesson=lesson)

    assert changed.json["units"][0]["blocks"][0]["html"] == {"en": "After"}
    assert changed.json["required"] is False
    kept = lessons.find(tenant, course, lesson, published)
    assert kept is not None
    assert "Before" in kept.model_dump_json()


def test_a_lesson_moves_to_another_chapter(ada: Person, tenant: str, course: str, chapter: str) -> None:
    other = make_chapter(ada, tenant, course)
    lesson = make_lesson(ada, tenant, course, chapter)
    body = {"chapter": other}
    moved = send(ada, f"PATCH {LESSON}", body, tenant=tenant, course=course, chapter=chapter, lesson=lesson)

    assert moved.status == 200
    chapters = read(ada, tenant, course).json["chapters"]
    assert [[part["id"] for part in found["lessons"]] for found in chapters] == [[], [lesson]]
    nowhere = send(
        ada, f"PATCH {LESSON}", {"chapter": "none"}, tenant=tenant, course=course, chapter=other, lesson=lesson
    )
    assert nowhere.status == 404


def test_a_prerequisite_is_another_lesson_and_no_circle(ada: Person, tenant: str, course: str, chapter: str) -> None:
    first = make_lesson(ada, tenant, course, chapter)
    second = make_lesson(ada, tenant, course, chapter, requires=[first])
    place = {"tenant": tenant, "course": course, "chapter": chapter}

    for wrong in (["none"], [first], [second]):
        refused = send(ada, f"PATCH {LESSON}", {"requires": wrong}, **place, lesson=first)
        assert (refused.status, refused.json["type"].rsplit("/", 1)[1]) == (422, "prerequisite-unknown")


def test_a_lesson_goes(ada: Person, tenant: str, course: str, chapter: str) -> None:
    lesson = make_lesson(ada, tenant, course, chapter)
    place = {"tenant": tenant, "course": course, "chapter": chapter, "lesson": lesson}

    assert send(ada, f"DELETE {LESSON}", **place).status == 204
    assert send(ada, f"GET {LESSON}", **place).status == 404
    assert send(ada, f"DELETE {LESSON}", **place).status == 404


def test_the_same_wish_with_the_same_key_is_one_lesson(ada: Person, tenant: str, course: str, chapter: str) -> None:
    place = {"tenant": tenant, "course": course, "chapter": chapter, "key": "only-once"}
    body = {"title": {"en": "Once"}, "units": [page("Text")]}
    first, second = (send(ada, f"POST {LESSONS}", body, **place) for _ in range(2))
    other = send(ada, f"POST {LESSONS}", {**body, "preview": True}, **place)

    assert first.json == second.json
    assert other.status == 422
    assert len(read(ada, tenant, course).json["chapters"][0]["lessons"]) == 1
