"""The smallest things that use all rights of the functions that keep gradebooks."""

import base64
import secrets
from decimal import Decimal

from lyceum.assessment.model.grade_sheet import Sheet
from lyceum.assessment.model.sheet_files import SheetFormat, written
from lyceum.kernel.ids import new_id
from tests.e2e.furnishing import TALK
from tests.e2e.policies.calls import Calls, Refused, read_everything, succeed
from tools.demo.api import fetch

COURSE = "/v1/{tenant}/courses/{course}"


def shape(calls: Calls) -> None:
    """Of a course that has no gradebook yet, and of one that has."""
    author, name = calls.ready["author"], "assessment.shape_gradebook"
    made = calls.ask("catalog.author_course", "POST /v1/{tenant}/courses", author, {"title": {"en": "Ungraded"}})
    assert made.status == 201, made.text
    at = {"course": made.json["id"]}
    succeed(calls, name, f"PUT {COURSE}/gradebook/scheme", author, {"items": [TALK]}, at=at)
    succeed(calls, name, f"PUT {COURSE}/gradebook/lock", author, {"reason": "Term is over"}, at=at)
    succeed(calls, name, f"DELETE {COURSE}/gradebook/lock", author, at=at, query={"reason": "Mistake"})
    read_everything(calls, name, author)


def change(calls: Calls) -> None:
    """Other points each time."""
    author, name = calls.ready["author"], "assessment.change_grade"
    row = f"{COURSE}/grades/{{learner}}"
    points = {"points": str(secrets.randbelow(20)), "note": secrets.token_hex(4)}
    succeed(calls, name, f"PUT {row}/items/{{item}}", author, points)
    succeed(calls, name, f"PUT {row}/lock", author, {"reason": "Term is over"})
    succeed(calls, name, f"DELETE {row}/lock", author, query={"reason": "Appeal"})


def take_along(calls: Calls) -> None:
    """The address of the file opens it."""
    author, name = calls.ready["author"], "assessment.export_gradebook"
    made = calls.ask(name, f"POST {COURSE}/gradebook/exports", author, {"format": "csv"})
    assert made.status == 200, made.text
    if (file := fetch(made.json["download"]["url"])).status != 200:
        raise Refused(f"the file's address answered {file.status}")


def bring_back(calls: Calls) -> None:
    """Other points each time, as CSV and in a workbook."""
    author, name, route = calls.ready["author"], "assessment.import_grades", f"POST {COURSE}/gradebook/imports"
    for format in SheetFormat:
        points = Decimal(f"{secrets.randbelow(20)}.{secrets.randbelow(9999):04d}")
        data = written(Sheet(["learner", "Talk [talk]"], [[calls.world.path()["learner"], points]]), format)
        sheet = {format: data.decode() if format is SheetFormat.CSV else base64.b64encode(data).decode()}
        seen = calls.ask(name, route, author, sheet)
        assert seen.status == 200, seen.text
        succeed(calls, name, route, author, sheet | {"preview": seen.json["preview"]})


def elsewhere(calls: Calls, operation: str, *types: str) -> None:
    """As `Calls.hear`, of a course that has no gradebook yet."""
    calls.hear(operation, *types)
    for type in types:
        event = calls.events[type][-1]
        detail = event["detail"] | {"id": new_id(), "data": event["detail"]["data"] | {"course": new_id()}}
        calls.invoke(operation, {**event, "detail": detail})
