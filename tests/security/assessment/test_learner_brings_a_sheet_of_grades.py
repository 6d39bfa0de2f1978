"""Nobody takes grades along, or brings them back, but staff of the course, and nobody their own."""

import base64
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from lyceum.assessment.model.grade_sheet import Sheet
from lyceum.assessment.model.sheet_files import SheetFormat, written
from lyceum.assessment.record_grade import open_row
from tests.function.assessment.client import Client, problem
from tests.function.assessment.test_gradebook_routes import SCHEME
from tests.http import person
from tests.imports import buckets
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

type Sheets = Callable[[Client], dict[str, str]]

pytestmark = [pytest.mark.store, pytest.mark.security]


@pytest.fixture(scope="module", autouse=True)
def files(table: str) -> Iterator[None]:
    with buckets():
        yield


@pytest.fixture(params=list(SheetFormat), ids=str)
def sheet(request: pytest.FixtureRequest) -> Sheets:
    def made(client: Client) -> dict[str, str]:
        data = written(Sheet(["learner", "[talk]"], [[client.person.id, Decimal(20)]]), request.param)
        return {request.param: data.decode() if request.param == "csv" else base64.b64encode(data).decode()}

    return made


def test_learners_neither_take_nor_bring(world: World, tutor: Client, mallory: Client, sheet: Sheets) -> None:
    tutor.scheme(world.course, SCHEME)
    assert mallory.export_gradebook(world.course, {"format": "csv"}).status == 403
    assert mallory.import_grades(world.course, sheet(mallory)).status == 403


def test_staff_who_learn_in_their_course_give_themselves_nothing(world: World, tutor: Client, sheet: Sheets) -> None:
    tutor.scheme(world.course, SCHEME)
    open_row(world.tenant, tutor.person.id, world.course, at=NOON)
    seen = tutor.import_grades(world.course, sheet(tutor)).json
    assert (seen["changes"], [each["code"] for each in seen["problems"]]) == ([], ["own-grade"])
    tutor.import_grades(world.course, sheet(tutor) | {"preview": seen["preview"]})
    assert tutor.explained(world.course, tutor.person.id).json["current"].get("percent") is None


def test_staff_of_another_school_reach_nothing(world: World, tutor: Client, ada: Client, sheet: Sheets) -> None:
    tutor.scheme(world.course, SCHEME)
    stranger = Client(person("stranger", "elsewhere", "administrator"), world.tenant)
    assert stranger.export_gradebook(world.course, {"format": "csv"}).status in (403, 404)
    abroad = Client(person("stranger", "elsewhere", "administrator"), "elsewhere")
    assert problem(abroad.export_gradebook(world.course, {"format": "csv"})) == "course-not-found"
    assert problem(abroad.import_grades(world.course, sheet(ada))) == "course-not-found"
