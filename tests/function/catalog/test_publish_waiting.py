"""PUT …/publication of an unchanged course, with newer assessments and assignments in it."""

from typing import Any

import pytest

from assessment import activate_assessments, activate_assignments
from lyceum.assessment.store import assessments, course_assignments
from lyceum.catalog.store import assessments as cards
from lyceum.catalog.store import publications
from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from tests.authoring import make_course, publish
from tests.function.assessment.client import Client
from tests.http import Person, person
from tests.published_course import kept, told

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]
WORK = {"title": {"en": "Work"}, "instructions": {"en": "Write."}}
ESSAY: dict[str, Any] = {
    "question": {"id": "q", "kind": "essay", "stem": {"text": {"en": "Why?"}}},
    "key": {"kind": "essay"},
}


@pytest.fixture
def ada(tenant: str) -> Person:
    return person("ada", tenant, "instructor")


@pytest.fixture
def course(ada: Person, tenant: str) -> str:
    course = make_course(ada, tenant)
    publish(ada, tenant, course)
    return course


def author(ada: Person, tenant: str, course: str) -> str:
    """An assignment of the whole course; its id."""
    made = Client(ada, tenant).assignments("POST ", WORK, course=course)
    assert made.status == 201, made.text
    return str(made.json["id"])


def news(tenant: str, course: str) -> list[str]:
    """What the course's last write told; nothing where that was before."""
    return told(kept(tenant, "C", course, "COURSE"))


def revision(tenant: str, course: str) -> int:
    return publications.snapshot(tenant, course).course.revision


def hear(tenant: str, course: str) -> None:
    """What assessment does on CoursePublished."""
    detail: dict[str, Any] = {
        "id": new_id(),
        "name": "CoursePublished",
        "version": 1,
        "tenant": tenant,
        "at": iso(now()),
        "context": "catalog",
        "aggregate": f"T#{tenant}#C#{course}",
        "actor": "ada",
        "rev": 3,
        "data": {"course": course, "version": 1},
    }
    for each in (activate_assessments, activate_assignments):
        each.handler({"source": "lyceum.catalog", "detail-type": "CoursePublished", "detail": detail}, None)


def test_an_assignment_goes_live_with_the_next_publication_though_the_course_is_unchanged(
    ada: Person, tenant: str, course: str
) -> None:
    work, before = author(ada, tenant, course), revision(tenant, course)

    answer = publish(ada, tenant, course)
    assert (answer.status, answer.json["version"]) == (200, 1)
    assert (news(tenant, course), revision(tenant, course)) == (["CoursePublished"], before + 1)
    publish(ada, tenant, course)
    assert revision(tenant, course) == before + 1, "what was told and did not arrive yet is not told again"

    hear(tenant, course)
    assert course_assignments.find(tenant, work).active == 1
    publish(ada, tenant, course)
    assert revision(tenant, course) == before + 1, "nothing waits any more"


def test_newer_questions_go_live_though_the_outline_is_unchanged(ada: Person, tenant: str, course: str) -> None:
    client = Client(ada, tenant)
    (lesson,) = publications.snapshot(tenant, course).draft.outline.lessons()
    wish = {"title": {"en": "Quiz"}, "lesson": lesson, "questions": [ESSAY]}
    made = client.make(course, wish)
    assert made.status == 201, made.text
    quiz, before = str(made.json["id"]), revision(tenant, course)

    publish(ada, tenant, course)
    hear(tenant, course)
    more = {"questions": [ESSAY, {**ESSAY, "question": {**ESSAY["question"], "id": "r"}}]}
    assert client.change(course, quiz, more).status == 200
    publish(ada, tenant, course)
    hear(tenant, course)

    assert (assessments.find(tenant, quiz).active, revision(tenant, course)) == (2, before + 2)


def test_what_no_publication_can_bring_to_learners_tells_nothing(ada: Person, tenant: str, course: str) -> None:
    """Its lesson is not in the outline: telling would change nothing, again and again."""
    outline = publications.snapshot(tenant, course).draft.outline
    made = Client(ada, tenant).assignments("POST ", WORK | {"lesson": "gone"}, course=course)
    assert made.status == 201, made.text

    before = revision(tenant, course)
    assert not cards.waits(tenant, course, outline, since=None)
    publish(ada, tenant, course)
    assert revision(tenant, course) == before
