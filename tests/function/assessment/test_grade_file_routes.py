"""Gradebooks as files over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest

from lyceum.assessment.record_grade import open_row
from tests.function.assessment.client import Client, problem
from tests.function.assessment.test_gradebook_routes import SCHEME
from tests.imports import buckets
from tests.store.assessment.world import World, new_world
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store


@pytest.fixture(scope="module", autouse=True)
def files(table: str) -> Iterator[None]:
    with buckets():
        yield


@pytest.fixture
def world(table: str, tenant: str) -> World:
    return new_world(tenant)


@pytest.fixture
def tutor(world: World) -> Client:
    return Client(world.person("tutor", "instructor"), world.tenant)


@pytest.fixture
def ada(world: World) -> str:
    person = world.caller("ada").person
    open_row(world.tenant, person, world.course, at=NOON)
    return person


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_gradebook_is_taken_along(world: World, tutor: Client, ada: str, format: str) -> None:
    tutor.scheme(world.course, SCHEME)
    made = tutor.export_gradebook(world.course, {"format": format, "language": "th"})
    assert (made.status, made.json["learners"]) == (200, 1)
    assert made.json["name"] == f"gradebook-{world.course}.{format}"
    assert f".{format}" in made.json["download"]["url"]
    headers = {"idempotency-key": "once-and-again"}
    first, again = (
        tutor.export_gradebook(world.course, {"format": format}, headers=headers).json["download"]["url"] for _ in "ab"
    )
    assert first.partition("?")[0] == again.partition("?")[0]


def test_points_are_brought_back(world: World, tutor: Client, ada: str) -> None:
    tutor.scheme(world.course, SCHEME)
    sheet = {"csv": f"learner,name,Talk [talk]\r\n{ada},Ada,15\r\nnobody,,1\r\n"}
    seen = tutor.import_grades(world.course, sheet)
    assert seen.status == 200
    assert (seen.json["applied"], seen.json["ignored"]) == (False, ["name"])
    change = {"learner": ada, "item": "talk", "after": {"points": "15", "excused": False}}
    assert [{name: each[name] for name in change} for each in seen.json["changes"]] == [change]
    assert [(each["line"], each["code"]) for each in seen.json["problems"]] == [(3, "learner-unknown")]
    done = tutor.import_grades(world.course, sheet | {"preview": seen.json["preview"]})
    assert (done.status, done.json["applied"], len(done.json["changes"])) == (200, True, 1)
    assert tutor.explained(world.course, ada).json["current"]["percent"] == "75.00"
    again = tutor.import_grades(world.course, sheet | {"preview": seen.json["preview"]})
    assert (again.status, again.json["changes"]) == (200, [])


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ({}, "invalid-request"),
        ({"csv": ""}, "invalid-request"),
        ({"csv": "learner\x00"}, "invalid-request"),
        ({"csv": "learner,[talk]\n", "preview": "x"}, "invalid-request"),
        ({"csv": "x" * 250_001}, "invalid-request"),
        ({"csv": "name,[talk]\nAda,1\n"}, "sheet-unreadable"),
        ({"csv": "learner,[talk]\n" + "a,1\n" * 1_001}, "sheet-too-long"),
    ],
)
def test_what_is_no_sheet(world: World, tutor: Client, ada: str, wish: Any, name: str) -> None:
    tutor.scheme(world.course, SCHEME)
    assert problem(tutor.import_grades(world.course, wish)) == name


def test_a_preview_that_was_not_seen(world: World, tutor: Client, ada: str) -> None:
    tutor.scheme(world.course, SCHEME)
    wish = {"csv": f"learner,[talk]\n{ada},1\n", "preview": "0" * 32}
    refused = tutor.import_grades(world.course, wish)
    assert (refused.status, problem(refused)) == (412, "sheet-changed")


def test_courses_that_are_not_there(tutor: Client) -> None:
    course = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    assert problem(tutor.export_gradebook(course, {"format": "csv"})) == "course-not-found"
    assert problem(tutor.import_grades(course, {"csv": "learner,[talk]\n"})) == "course-not-found"
