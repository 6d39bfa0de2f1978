"""PUT and DELETE …/courses/{course}/publication."""

import pytest

from enrollment.enroll import handler as enrollments
from lyceum.catalog.store import publications
from lyceum.kernel.ids import new_id
from tests.authoring import COURSE, COURSES, PUBLICATION, make_chapter, make_course, make_lesson, publish, read, send
from tests.http import Person, person, request

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]


@pytest.fixture
def ada(tenant: str) -> Person:
    return person("ada", tenant, "instructor")


def enroll(name: str, tenant: str, course: str) -> int:
    place = "POST /v1/{tenant}/courses/{course}/enrollments"
    return request(enrollments, place, caller=person(name, tenant, "learner"), tenant=tenant, course=course).status


def seats(tenant: str, course: str) -> tuple[int | None, int | None]:
    found = publications.snapshot(tenant, course).seats
    assert found is not None
    return found.total, found.left


def set_seats(ada: Person, tenant: str, course: str, number: int | None) -> int:
    send(ada, f"PATCH {COURSE}", {"seats": number}, tenant=tenant, course=course)
    return publish(ada, tenant, course).status


def test_a_course_is_published_and_can_be_taken(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant)
    assert enroll("bob", tenant, course) == 404

    answer = publish(ada, tenant, course)
    assert (answer.status, answer.json["version"]) == (200, 1)
    found = read(ada, tenant, course).json
    assert (found["status"], found["version"], found["unpublished_changes"]) == ("published", 1, False)
    assert enroll("bob", tenant, course) == 201


def test_a_course_needs_a_chapter_and_each_chapter_a_lesson(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant, lessons=0)
    without = publish(ada, tenant, course)
    chapter = make_chapter(ada, tenant, course)
    empty = publish(ada, tenant, course)

    assert (without.status, without.json["facts"]) == (409, {"missing": "chapter"})
    assert (empty.status, empty.json["facts"]) == (409, {"missing": "lesson", "chapter": chapter})
    assert read(ada, tenant, course).json["status"] == "draft"


def test_an_unchanged_draft_makes_no_new_version(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant)
    first, again = publish(ada, tenant, course), publish(ada, tenant, course)
    assert first.json == again.json

    send(ada, f"PATCH {COURSE}", {"price": {"amount": 500, "currency": "USD"}}, tenant=tenant, course=course)
    assert publish(ada, tenant, course).json["version"] == 1
    assert enroll("bob", tenant, course) == 402
    send(ada, f"PATCH {COURSE}", {"title": {"en": "Anew"}}, tenant=tenant, course=course)
    assert publish(ada, tenant, course).json["version"] == 2


def test_a_course_is_taken_after_those_that_its_author_names(ada: Person, tenant: str) -> None:
    first, course = make_course(ada, tenant), make_course(ada, tenant)
    changed = send(ada, f"PATCH {COURSE}", {"prerequisites": [first]}, tenant=tenant, course=course)
    assert (changed.status, changed.json["prerequisites"]) == (200, [first])
    for each in (first, course):
        publish(ada, tenant, each)
    assert enroll("bob", tenant, course) == 403

    circle = send(ada, f"PATCH {COURSE}", {"prerequisites": [course]}, tenant=tenant, course=first)
    foreign = send(ada, f"PATCH {COURSE}", {"prerequisites": [new_id()]}, tenant=tenant, course=first)
    assert [one.json["type"].rpartition("/")[2] for one in (circle, foreign)] == ["course-prerequisite-unsuitable"] * 2
    assert read(ada, tenant, first).json["prerequisites"] == []

    send(ada, f"PATCH {COURSE}", {"prerequisites": []}, tenant=tenant, course=course)
    publish(ada, tenant, course)
    assert enroll("bob", tenant, course) == 201


def test_a_published_version_stays_what_it_was(ada: Person, tenant: str) -> None:
    from lyceum.catalog.store.items import VersionItem, version_key
    from lyceum.kernel.table import get

    course = make_course(ada, tenant)
    publish(ada, tenant, course)
    first = get(VersionItem, version_key(tenant, course, 1))
    chapter = read(ada, tenant, course).json["chapters"][0]["id"]
    make_lesson(ada, tenant, course, chapter, "More")
    publish(ada, tenant, course)

    again, second = (get(VersionItem, version_key(tenant, course, number)) for number in (1, 2))
    assert first is not None
    assert again is not None
    assert second is not None
    assert (again.doc, again.revision) == (first.doc, 1)
    assert [len(doc["chapters"][0]["lessons"]) for doc in (first.doc, second.doc)] == [1, 2]


def test_a_course_is_taken_back_and_published_again(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant)
    publish(ada, tenant, course)
    taken_back = [send(ada, f"DELETE {PUBLICATION}", tenant=tenant, course=course).status for _ in range(2)]

    assert taken_back == [204, 204]
    assert read(ada, tenant, course).json["status"] == "unpublished"
    (entry,) = send(ada, f"GET {COURSES}", tenant=tenant).json["items"]
    assert entry["status"] == "unpublished"
    assert enroll("bob", tenant, course) == 409
    assert publish(ada, tenant, course).json["version"] == 1
    assert enroll("bob", tenant, course) == 201


def test_another_revision_than_the_one_seen_is_not_published(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant)
    old = read(ada, tenant, course).headers["ETag"]
    send(ada, f"PATCH {COURSE}", {"title": {"en": "Anew"}}, tenant=tenant, course=course)

    assert send(ada, f"PUT {PUBLICATION}", tenant=tenant, course=course, if_match=old).status == 412
    assert send(ada, f"DELETE {PUBLICATION}", tenant=tenant, course=course, if_match=old).status == 412


def test_seats_follow_the_capacity_and_what_is_taken(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant, seats=3)
    publish(ada, tenant, course)
    assert [enroll(name, tenant, course) for name in ("bob", "eve")] == [201, 201]
    assert seats(tenant, course) == (3, 1)

    assert set_seats(ada, tenant, course, 5) == 200
    assert seats(tenant, course) == (5, 3)
    assert set_seats(ada, tenant, course, 2) == 200
    assert seats(tenant, course) == (2, 0)
    assert enroll("kim", tenant, course) == 409
    assert set_seats(ada, tenant, course, 1) == 409
    assert seats(tenant, course) == (2, 0)
    assert set_seats(ada, tenant, course, None) == 200
    assert seats(tenant, course) == (None, None)
    assert enroll("kim", tenant, course) == 201


def test_a_limit_counts_who_is_enrolled_already(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant)
    publish(ada, tenant, course)
    assert [enroll(name, tenant, course) for name in ("bob", "eve", "kim")] == [201, 201, 201]

    assert set_seats(ada, tenant, course, 2) == 409
    assert seats(tenant, course) == (None, None)
    assert set_seats(ada, tenant, course, 4) == 200
    assert seats(tenant, course) == (4, 1)
    assert [enroll(name, tenant, course) for name in ("lee", "max")] == [201, 409]
