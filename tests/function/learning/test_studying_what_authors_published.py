"""What catalog publishes is what learning reads: authored and published through catalog's own functions."""

from typing import Any

import pytest

from enrollment.enroll import handler as enroll
from learning.record_progress import handler as record
from learning.study import handler
from lyceum.kernel.clock import iso, now
from tests import authoring
from tests.http import Person, person, request
from tests.imports import buckets

pytestmark = pytest.mark.store


@pytest.fixture
def author(table: str, tenant: str) -> Person:
    return person("tess", tenant, "instructor")


@pytest.fixture
def ada(table: str, tenant: str) -> Person:
    return person("ada", tenant, "learner")


def read(caller: Person, tenant: str, course: str) -> Any:
    route = "GET /v1/{tenant}/courses/{course}/outline"
    answer = request(handler, route, caller=caller, tenant=tenant, course=course)
    assert answer.status == 200, answer.text
    return answer.json


def open_lesson(caller: Person, tenant: str, course: str, id: str) -> Any:
    route = "GET /v1/{tenant}/courses/{course}/lessons/{lesson}"
    answer = request(handler, route, caller=caller, tenant=tenant, course=course, lesson=id)
    assert answer.status == 200, answer.text
    return answer.json


def test_a_course_from_author_to_learner(author: Person, ada: Person, tenant: str) -> None:
    with buckets():
        course = authoring.make_course(author, tenant, lessons=0)
        chapter = authoring.make_chapter(author, tenant, course)
        unit = {"title": {"en": "Page"}, "blocks": [{"kind": "html", "html": {"en": "<p>One</p>", "th": "<p>หนึ่ง</p>"}}]}
        first = authoring.make_lesson(author, tenant, course, chapter, "First", units=[unit])
        second = authoring.make_lesson(author, tenant, course, chapter, "Second", requires=[first])
        assert authoring.publish(author, tenant, course).status == 200
        route = "POST /v1/{tenant}/courses/{course}/enrollments"
        assert request(enroll, route, caller=ada, tenant=tenant, course=course).status == 201

        outline = read(ada, tenant, course)
        (row,) = outline["chapters"]
        assert [lesson["id"] for lesson in row["lessons"]] == [first, second]
        assert row["lessons"][1]["locked"]["lessons"] == [first]
        (page,) = open_lesson(ada, tenant, course, first)["units"]
        assert page["blocks"][0]["html"]["th"] == "<p>หนึ่ง</p>"

        body = {"items": [{"lesson": first, "completed": True, "at": iso(now())}]}
        route = "PATCH /v1/{tenant}/courses/{course}/progress"
        assert request(record, route, caller=ada, tenant=tenant, course=course, body=body).json["percent"] == "50"

        authoring.make_lesson(author, tenant, course, chapter, "Third")
        assert authoring.publish(author, tenant, course).status == 200
        later = read(ada, tenant, course)
        assert (later["version"], later["percent"]) == (1, "50")
