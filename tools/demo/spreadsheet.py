"""Points for a talk, typed into the gradebook in a spreadsheet: it goes out as a workbook and comes back as one."""

import base64
import io
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Final

from openpyxl import load_workbook

from tools.demo.api import Api, fetch, until
from tools.demo.stage import Stage

TALK: Final = {"id": "talk", "kind": "participation", "title": {"en": "Talk", "th": "พูดหน้าชั้น"}, "maximum": "20"}
POINTS: Final[Mapping[str, float]] = {"ada": 18.5, "bunmi": 20, "chai": 0.1 + 0.2}
"""As a spreadsheet has them: the last is 0.30000000000000004 to a computer."""
MEANT: Final = {"ada": Decimal("18.5"), "bunmi": Decimal(20), "chai": Decimal("0.3")}


def type_points(stage: Stage, course: str) -> None:
    """Seen first, then given, and once: the gradebook then has what was typed."""
    api, book = stage.instructor.api, f"/courses/{course}/gradebook"
    with stage.journal.step("The gradebook goes out as a workbook, and points for a talk are typed into it") as step:
        api.put(f"{book}/scheme", {"items": [TALK]})
        workbook = until(partial(_with_talk, api, book), what="the gradebook with a talk as a workbook")
        sheet = {"xlsx": base64.b64encode(_typed(stage, workbook)).decode()}
        seen = api.post(f"{book}/imports", sheet)
        step.equal(_given(stage, seen["changes"]), MEANT, "the changes that are seen")
        step.equal(seen["problems"], [], "what cannot be given")
        (stage.folder / "gradebook.xlsx").write_bytes(workbook)
        step.say(f"{len(workbook)} bytes")
    with stage.journal.step("… it comes back, and everybody has those points; a second time nothing changes") as step:
        done = api.post(f"{book}/imports", {**sheet, "preview": seen["preview"]})
        step.equal((done["applied"], _given(stage, done["changes"])), (True, MEANT), "what is given")
        again = api.post(f"{book}/imports", {**sheet, "preview": seen["preview"]})
        step.equal(again["changes"], [], "what is given a second time")
        rows = {stage.persons[row["learner"]]: row["items"] for row in api.every(book)}
        percents = {name: Decimal(item["percent"]) for name, items in rows.items() for item in items}
        step.equal(percents, {name: points * 5 for name, points in MEANT.items()}, "percent of the talk")
        step.say(", ".join(f"{name} {points}" for name, points in MEANT.items()))


def _with_talk(api: Api, book: str) -> bytes | None:
    download = api.post(f"{book}/exports", {"format": "xlsx"})["download"]
    workbook = fetch(download["url"]).body
    headings = next(load_workbook(io.BytesIO(workbook), read_only=True).active.iter_rows(values_only=True))
    return workbook if any("[talk]" in heading for heading in headings) else None


def _typed(stage: Stage, workbook: bytes) -> bytes:
    """Opened, one column filled in, and kept."""
    book, kept = load_workbook(io.BytesIO(workbook)), io.BytesIO()
    headings, *lines = book.active.iter_rows()
    column = next(place for place, cell in enumerate(headings) if "[talk]" in cell.value)
    for line in lines:
        line[column].value = POINTS[stage.persons[line[0].value]]
    book.save(kept)
    return kept.getvalue()


def _given(stage: Stage, changes: list[Any]) -> dict[str, Decimal]:
    return {stage.persons[each["learner"]]: Decimal(each["after"]["points"]) for each in changes}
