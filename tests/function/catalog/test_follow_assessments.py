"""On AssessmentAuthored: the draft shows the assessment."""

from typing import Any

import pytest

from assessment.write_question_sets import handler as write_question_sets
from catalog.follow_assessments import handler
from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import Item, tenant_key, transaction
from tests.authoring import make_course, publish, read
from tests.http import Person, person
from tests.imports import ask, carry_out, look, packed, send_file

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]


@pytest.fixture
def ada(tenant: str) -> Person:
    return person("ada", tenant, "instructor")


def assessment(tenant: str, course: str, lesson: str) -> str:
    """An assessment as its own context keeps it: its card."""
    id = new_id()
    card = {"id": id, "title": {"en": "Test"}, "lesson": lesson, "kind": "exam", "graded": True}
    item = Item(tenant_key(tenant, "A", id), "ASSESSMENT", card=card)
    with transaction(tenant=tenant, at=now()) as write:
        write.put(item, when=Item.absent(), otherwise=lambda _: None)
    return id


def tell(tenant: str, course: str, assessment: str) -> None:
    detail: dict[str, Any] = {
        "id": new_id(), "name": "AssessmentAuthored", "version": 1, "context": "assessment", "tenant": tenant,
        "actor": "ada", "at": iso(now()), "rev": 1, "aggregate": "x",
        "data": {"assessment": assessment, "course": course, "lesson": "x", "question_set": 1, "graded": True},
    }  # fmt: skip
    handler({"detail": detail}, None)


def test_an_assessment_appears_in_the_draft_and_goes_out_with_it(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant)
    publish(ada, tenant, course)
    lesson = read(ada, tenant, course).json["chapters"][0]["lessons"][0]["id"]
    test = assessment(tenant, course, lesson)
    tell(tenant, course, test)

    found = read(ada, tenant, course)
    assert found.json["chapters"][0]["lessons"][0]["assessment"] == test
    assert found.json["unpublished_changes"] is True
    assert publish(ada, tenant, course).json["version"] == 2


def test_the_same_news_again_changes_nothing(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant)
    lesson = read(ada, tenant, course).json["chapters"][0]["lessons"][0]["id"]
    test = assessment(tenant, course, lesson)
    tell(tenant, course, test)
    before = read(ada, tenant, course).headers["ETag"]
    tell(tenant, course, test)

    assert read(ada, tenant, course).headers["ETag"] == before


def test_news_of_what_is_not_there_changes_nothing(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant)
    before = read(ada, tenant, course).headers["ETag"]
    tell(tenant, course, new_id())
    tell(tenant, new_id(), assessment(tenant, course, "l1"))
    tell(tenant, course, assessment(tenant, course, "no-such-lesson"))

    assert read(ada, tenant, course).headers["ETag"] == before


def test_news_of_an_imported_assessment_changes_nothing(ada: Person, tenant: str) -> None:
    """An import puts it into the draft itself, so that the draft's ETag stays what its author saw."""
    upload = send_file(ada, tenant, packed())
    job = ask(ada, tenant, format="olx", upload=upload).json["id"]
    carry_out(tenant, job)
    course = look(ada, tenant, job)["course"]
    task = {"tenant": tenant, "requester": ada.id, "course": course}
    written = write_question_sets({**task, "document": f"imports/{tenant}/{job}/document.json"}, None)
    before = read(ada, tenant, course)
    lessons = [lesson for chapter in before.json["chapters"] for lesson in chapter["lessons"]]
    (test,) = [lesson["assessment"] for lesson in lessons if lesson["assessment"]]
    tell(tenant, course, test)

    assert written == {"assessments": 1, "changed": 1}
    assert read(ada, tenant, course).headers["ETag"] == before.headers["ETag"]
