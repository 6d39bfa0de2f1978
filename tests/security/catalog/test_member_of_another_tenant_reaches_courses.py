from typing import Any

import pytest

from tests.authoring import CHAPTER, CHAPTERS, COURSE, COURSES, LESSON, LESSONS, PUBLICATION, make_course, read, send
from tests.http import person
from tests.imports import ask, look, packed, send_file

pytestmark = [pytest.mark.store, pytest.mark.security, pytest.mark.usefixtures("files")]
TITLE = {"title": {"en": "Mine"}}


@pytest.mark.parametrize("theirs", [True, False], ids=["their ids, their path", "their ids, our path"])
def test_no_course_is_reached_from_another_school(table: str, tenant: str, theirs: bool) -> None:
    ada = person("ada", tenant, "instructor")
    course = make_course(ada, tenant)
    before = read(ada, tenant, course)
    chapter = before.json["chapters"][0]["id"]
    lesson = before.json["chapters"][0]["lessons"][0]["id"]
    # The same person with every role, but in another school.
    mallory = person("ada", f"{tenant}x", "administrator", "instructor", "learner")
    place: dict[str, Any] = {"tenant": tenant if theirs else f"{tenant}x", "course": course}
    requests: list[tuple[str, Any, dict[str, str]]] = [
        (f"GET {COURSE}", None, {}),
        (f"PATCH {COURSE}", TITLE, {}),
        (f"PATCH {COURSE}", {"slug": "mine"}, {}),
        (f"PUT {PUBLICATION}", None, {}),
        (f"DELETE {PUBLICATION}", None, {}),
        (f"GET {CHAPTERS}", None, {}),
        (f"POST {CHAPTERS}", TITLE, {}),
        (f"GET {CHAPTER}", None, {"chapter": chapter}),
        (f"PATCH {CHAPTER}", TITLE, {"chapter": chapter}),
        (f"DELETE {CHAPTER}", None, {"chapter": chapter}),
        (f"GET {LESSONS}", None, {"chapter": chapter}),
        (f"POST {LESSONS}", TITLE, {"chapter": chapter}),
        (f"GET {LESSON}", None, {"chapter": chapter, "lesson": lesson}),
        (f"PATCH {LESSON}", TITLE, {"chapter": chapter, "lesson": lesson}),
        (f"DELETE {LESSON}", None, {"chapter": chapter, "lesson": lesson}),
    ]
    for route, body, more in requests:
        assert send(mallory, route, body, **place, **more).status == (403 if theirs else 404), route
    after = read(ada, tenant, course)
    assert (after.json, after.headers["ETag"]) == (before.json, before.headers["ETag"])


def test_no_list_shows_another_school(table: str, tenant: str) -> None:
    make_course(person("ada", tenant, "instructor"), tenant)
    mallory = person("ada", f"{tenant}x", "instructor")

    assert send(mallory, f"GET {COURSES}", tenant=tenant).status == 403
    assert send(mallory, f"GET {COURSES}", tenant=f"{tenant}x").json["items"] == []


def test_neither_upload_nor_course_nor_import_of_another_school_can_be_used(table: str, tenant: str) -> None:
    ada, mallory = person("ada", tenant, "instructor"), person("ada", f"{tenant}x", "instructor")
    course = make_course(ada, tenant)
    upload = send_file(ada, tenant, packed())
    job = ask(ada, tenant, format="olx", upload=upload).json["id"]
    own = send_file(mallory, f"{tenant}x", packed())

    assert ask(mallory, f"{tenant}x", format="olx", upload=upload).status == 404
    assert ask(mallory, f"{tenant}x", format="olx", upload=own, course=course).status == 404
    assert ask(mallory, tenant, format="olx", upload=upload).status == 403
    assert look(mallory, f"{tenant}x", job)["status"] == 404
    assert look(mallory, tenant, job)["status"] == 403
