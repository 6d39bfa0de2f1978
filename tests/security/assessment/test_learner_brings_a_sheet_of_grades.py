"""Nobody takes grades along, or brings them back, but staff of the course, and nobody their own."""

from collections.abc import Iterator

import pytest

from lyceum.assessment.record_grade import open_row
from tests.function.assessment.client import Client, problem
from tests.function.assessment.test_gradebook_routes import SCHEME
from tests.http import person
from tests.imports import buckets
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = [pytest.mark.store, pytest.mark.security]


@pytest.fixture(scope="module", autouse=True)
def files(table: str) -> Iterator[None]:
    with buckets():
        yield


def sheet(client: Client) -> dict[str, str]:
    return {"csv": f"learner,[talk]\n{client.person.id},20\n"}


def test_learners_neither_take_nor_bring(world: World, tutor: Client, mallory: Client) -> None:
    tutor.scheme(world.course, SCHEME)
    assert mallory.export_gradebook(world.course, {"format": "csv"}).status == 403
    assert mallory.import_grades(world.course, sheet(mallory)).status == 403


def test_staff_who_learn_in_their_course_give_themselves_nothing(world: World, tutor: Client) -> None:
    tutor.scheme(world.course, SCHEME)
    open_row(world.tenant, tutor.person.id, world.course, at=NOON)
    seen = tutor.import_grades(world.course, sheet(tutor)).json
    assert (seen["changes"], [each["code"] for each in seen["problems"]]) == ([], ["own-grade"])
    tutor.import_grades(world.course, sheet(tutor) | {"preview": seen["preview"]})
    assert tutor.explained(world.course, tutor.person.id).json["current"].get("percent") is None


def test_staff_of_another_school_reach_nothing(world: World, tutor: Client, ada: Client) -> None:
    tutor.scheme(world.course, SCHEME)
    stranger = Client(person("stranger", "elsewhere", "administrator"), world.tenant)
    assert stranger.export_gradebook(world.course, {"format": "csv"}).status in (403, 404)
    abroad = Client(person("stranger", "elsewhere", "administrator"), "elsewhere")
    assert problem(abroad.export_gradebook(world.course, {"format": "csv"})) == "course-not-found"
    assert problem(abroad.import_grades(world.course, sheet(ada))) == "course-not-found"
