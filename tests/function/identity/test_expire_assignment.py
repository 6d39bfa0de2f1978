"""On AssignmentDue: a role that was given until some time."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from identity.expire_assignment import handler
from lyceum.identity.errors import AssignmentNotFound
from lyceum.kernel import clock, memory
from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from lyceum.kernel.revocation import not_before
from lyceum.kernel.timers import overdue
from tests.identity_school import School, kind, school

pytestmark = pytest.mark.store
__all__ = ["school"]
SAMPLE = json.loads((Path(__file__).parents[3] / "events/identity/expire_assignment.json").read_text())
LATE = timedelta(hours=2)


def given(school: School, who: str, role: str) -> str:
    answer = school.assign(who, role, expires=iso(now() + timedelta(hours=1)))
    assert answer.status == 201, answer.text
    return str(answer.json["id"])


def due(school: School, who: str, assignment: str) -> None:
    detail = SAMPLE["detail"] | {
        "id": new_id(),
        "tenant": school.tenant,
        "data": {"id": f"{who}.{assignment}", "due": "x"},
    }
    handler({**SAMPLE, "detail": detail}, None)


def timers(school: School) -> list[str]:
    late = now() + LATE
    return [one.id for shard in range(32) for one in overdue(shard, at=late)[0] if one.tenant == school.tenant]


def test_a_role_that_nobody_has_any_more_can_be_deleted(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    assert school.define("marker", grants=["grade.give"]).status == 201
    ada = school.member("ada")
    id = given(school, ada.id, "marker")
    assert timers(school) == [f"{ada.id}.{id}"]
    assert kind(school.delete("marker")) == (409, "role-in-use")
    late = now() + LATE
    monkeypatch.setattr(clock, "now", lambda: late)
    for _ in range(2):
        due(school, ada.id, id)
    assert timers(school) == []
    assert school.delete("marker").status == 204
    (record,) = school.assignments(ada.id).json["items"]
    assert record["id"] == id  # what was given stays on record


def test_one_that_has_not_run_out_stays(school: School) -> None:
    school.define("marker", grants=["grade.give"])
    ada = school.member("ada")
    id = given(school, ada.id, "marker")
    due(school, ada.id, id)
    assert kind(school.delete("marker")) == (409, "role-in-use")
    assert timers(school) == [f"{ada.id}.{id}"]


def test_one_that_was_taken_back_waits_for_nothing(school: School) -> None:
    school.define("marker", grants=["grade.give"])
    ada = school.member("ada")
    id = given(school, ada.id, "marker")
    assert school.revoke(ada.id, id).status == 204
    assert timers(school) == []
    due(school, ada.id, id)
    assert school.delete("marker").status == 204


def test_what_made_room_for_others_is_not_counted_down_twice(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new assignment takes those that ran out away; the timer comes after it."""
    school.define("marker", grants=["grade.give"])
    ada, bo = school.member("ada"), school.member("bo")
    id = given(school, ada.id, "marker")
    school.assign(bo.id, "marker")
    late = now() + LATE
    monkeypatch.setattr(clock, "now", lambda: late)
    assert school.assign(ada.id, "support").status == 201
    due(school, ada.id, id)
    assert kind(school.delete("marker")) == (409, "role-in-use")  # bo has it
    assert timers(school) == []


def test_a_token_does_not_grow_stale_by_it(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = school.member("ada")
    id = given(school, ada.id, "instructor")
    late = now() + LATE
    monkeypatch.setattr(clock, "now", lambda: late)
    due(school, ada.id, id)
    memory.forget()
    assert f"p:{ada.id}" not in not_before(school.tenant)


def test_an_assignment_that_never_was(school: School) -> None:
    with pytest.raises(AssignmentNotFound):
        due(school, school.member("ada").id, new_id())
