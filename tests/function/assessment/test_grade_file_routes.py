"""Gradebooks as files over HTTP."""

import base64
import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment.gradebooks.workbooks import rows_of
from lyceum.assessment.model.grade_sheet import Sheet, SheetCell
from lyceum.assessment.model.sheet_files import SheetFormat, written
from lyceum.assessment.record_grade import open_row
from tests.function.assessment.client import Client, problem
from tests.function.assessment.test_gradebook_routes import SCHEME
from tests.imports import buckets
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON
from tools.checks.layout import ROOT

pytestmark = pytest.mark.store


@pytest.fixture(scope="module", autouse=True)
def files(table: str) -> Iterator[None]:
    with buckets():
        yield


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


def xlsx(headings: list[str], *lines: Sequence[SheetCell]) -> str:
    return base64.b64encode(written(Sheet(headings, lines), SheetFormat.XLSX)).decode()


def test_points_are_brought_back_in_a_workbook(world: World, tutor: Client, ada: str) -> None:
    tutor.scheme(world.course, SCHEME)
    headings = ["learner", "name", "Talk [talk] (points of 20)"]
    wish = {"xlsx": xlsx(headings, [ada, "Ada", Decimal("15.5")], ["nobody", None, Decimal(1)])}
    seen = tutor.import_grades(world.course, wish)
    assert (seen.status, seen.json["applied"], seen.json["ignored"]) == (200, False, ["name"])
    assert [(each["line"], each["code"]) for each in seen.json["problems"]] == [(3, "learner-unknown")]
    assert tutor.explained(world.course, ada).json["current"].get("percent") is None
    done = tutor.import_grades(world.course, wish | {"preview": seen.json["preview"]})
    assert (done.status, done.json["applied"], done.json["changes"][0]["after"]["points"]) == (200, True, "15.5")
    assert tutor.explained(world.course, ada).json["current"]["percent"] == "77.50"
    again = tutor.import_grades(world.course, wish | {"preview": seen.json["preview"]})
    assert (again.status, again.json["changes"]) == (200, [])
    same = tutor.import_grades(world.course, {"csv": f"learner,[talk]\n{ada},15.5\n"})
    assert (same.status, same.json["changes"]) == (200, [])


def test_what_a_preview_of_a_workbook_has_said_holds_for_the_same_points_as_csv(
    world: World, tutor: Client, ada: str
) -> None:
    tutor.scheme(world.course, SCHEME)
    seen = tutor.import_grades(world.course, {"xlsx": xlsx(["learner", "[talk]"], [ada, Decimal(7)])})
    wish = {"csv": f"learner,[talk]\n{ada},7\n", "preview": seen.json["preview"]}
    assert tutor.import_grades(world.course, wish).json["applied"] is True


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ({}, "sheet-unreadable"),
        ({"preview": "0" * 32}, "sheet-unreadable"),
        ({"csv": ""}, "invalid-request"),
        ({"csv": "learner\x00"}, "invalid-request"),
        ({"csv": "learner,[talk]\n", "preview": "x"}, "invalid-request"),
        ({"csv": "x" * 250_001}, "invalid-request"),
        ({"csv": "name,[talk]\nAda,1\n"}, "sheet-unreadable"),
        ({"csv": "learner,[talk]\n" + "a,1\n" * 1_001}, "sheet-too-long"),
        ({"csv": "learner,[talk]\n", "xlsx": "AAAA"}, "sheet-unreadable"),
        ({"xlsx": ""}, "invalid-request"),
        ({"xlsx": "no base64"}, "invalid-request"),
        ({"xlsx": "AAAAA"}, "invalid-request"),
        ({"xlsx": "AA=A"}, "invalid-request"),
        ({"xlsx": "A" * 250_004}, "invalid-request"),
        ({"xlsx": "A" * 249_998 + "=="}, "sheet-unreadable"),
        ({"xlsx": xlsx(["name", "[talk]"], ["Ada", Decimal(1)])}, "sheet-unreadable"),
        ({"xlsx": xlsx(["learner", "[talk]"], *[[None, Decimal(1)]] * 1_001)}, "sheet-too-long"),
    ],
)
def test_what_is_no_sheet(world: World, tutor: Client, ada: str, wish: Any, name: str) -> None:
    tutor.scheme(world.course, SCHEME)
    assert problem(tutor.import_grades(world.course, wish)) == name
    assert tutor.explained(world.course, ada).json["current"].get("percent") is None


def test_both_sample_events_bring_the_same_points() -> None:
    folder = ROOT / "events/assessment"
    as_csv, as_xlsx = (
        json.loads(json.loads((folder / name).read_text())["body"])
        for name in ("import_grades.json", "import_grades/xlsx.json")
    )
    found = rows_of(base64.b64decode(as_xlsx["xlsx"]))
    assert [cells for _, cells in found] == list(csv.reader(as_csv["csv"].splitlines()))


def test_a_preview_that_was_not_seen(world: World, tutor: Client, ada: str) -> None:
    tutor.scheme(world.course, SCHEME)
    wish = {"csv": f"learner,[talk]\n{ada},1\n", "preview": "0" * 32}
    refused = tutor.import_grades(world.course, wish)
    assert (refused.status, problem(refused)) == (412, "sheet-changed")


def test_courses_that_are_not_there(tutor: Client) -> None:
    course = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    assert problem(tutor.export_gradebook(course, {"format": "csv"})) == "course-not-found"
    assert problem(tutor.import_grades(course, {"csv": "learner,[talk]\n"})) == "course-not-found"


def test_a_sheet_of_csv_pays_nothing_for_workbooks() -> None:
    """What reads them takes as long to load as half of the rest."""
    script = (
        "import sys; import assessment.import_grades; from lyceum.assessment.model.book import Book;"
        "from lyceum.assessment.import_grades import _lines; from lyceum.assessment.gradebooks.errors import Invalid\n"
        "try: _lines('learner,[talk]', Book(course='c'))\n"
        "except Invalid: print(sorted({'openpyxl', 'defusedxml'} & sys.modules.keys()))"
    )
    path = os.pathsep.join(["functions", "layers/lyceum/python"])
    command = [sys.executable, "-c", script]
    environment = {**os.environ, "PYTHONPATH": path}
    ended = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment)
    assert ended.stdout == "[]\n"
