"""Gradebooks over HTTP: schemes, points by hand, locks, explanations."""

from typing import Any

import pytest

from assessment import recompute_grades
from lyceum.assessment.record_grade import open_row
from lyceum.kernel.ids import new_id
from tests.function.assessment.client import Client, problem
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store

TALK = {"id": "talk", "kind": "participation", "title": {"en": "Talk"}, "maximum": "20", "code": "talk"}
LETTERS = [{"letter": "A", "minimum": "80"}, {"letter": "B", "minimum": "60"}, {"letter": "F", "minimum": "0"}]
SCHEME: dict[str, Any] = {"items": [TALK], "letters": LETTERS}


@pytest.fixture
def ada(world: World) -> Client:
    person = world.person("ada")
    open_row(world.tenant, person.id, world.course, at=NOON)
    return Client(person, world.tenant)


def follow(world: World, rules: int) -> None:
    """What the bus brings after a change of the rules."""
    data = {"course": world.course, "rules": rules}
    detail = {
        "id": new_id(),
        "name": "GradebookChanged",
        "version": 1,
        "context": "assessment",
        "tenant": world.tenant,
        "actor": new_id(),
        "at": "2026-11-22T12:00:00.000Z",
        "rev": 1,
        "aggregate": "x",
        "data": data,
    }
    recompute_grades.handler({"detail": detail}, None)


def test_a_scheme_is_seen_set_and_guarded_by_its_revision(world: World, tutor: Client) -> None:
    exam = world.live()
    before = tutor.scheme(world.course)
    assert (before.status, before.json["categories"], before.json["letters"]) == (200, [], [])
    assert [(one["assessment"], one["weight"]) for one in before.json["assessments"]] == [(exam, "1")]
    wish = SCHEME | {"categories": [{"id": "hw", "title": {"en": "Homework", "th": "การบ้าน"}, "drop_lowest": 1}]}
    wish["items"] = [TALK | {"category": "hw"}, {"id": exam, "kind": "assessment", "weight": "2.5"}]
    told = tutor.scheme(world.course, wish, headers={"If-Match": before.headers["ETag"]})
    assert told.status == 200
    assert told.json["items"][1] | {"weight": "2.5", "kind": "assessment"} == told.json["items"][1]
    assert told.json["categories"] == [wish["categories"][0] | {"weight": "1"}]
    assert tutor.scheme(world.course).json == told.json
    late = tutor.scheme(world.course, SCHEME, headers={"If-Match": before.headers["ETag"]})
    assert (late.status, tutor.scheme(world.course).json) == (412, told.json)


REFUSED = {
    "formula-cycle": [{"id": "f", "kind": "calculated", "formula": "f", "code": "f"}],
    "formula-divides-by-zero": [{"id": "f", "kind": "calculated", "formula": "1 / 0"}],
    "formula-invalid": [{"id": "f", "kind": "calculated", "formula": "__import__('os')"}],
    "formula-misplaced": [{"id": "f", "kind": "manual", "formula": "1"}],
    "formula-name-unknown": [{"id": "f", "kind": "calculated", "formula": "nothing"}],
    "formula-too-large": [{"id": "f", "kind": "calculated", "formula": "999999999999 * 9"}],
    "grade-category-unknown": [TALK | {"category": "none"}],
    "grade-item-repeated": [TALK, TALK],
    "grade-item-unknown": [{"id": "x", "kind": "assessment"}],
    "invalid-conversion": [TALK | {"conversion": [{"raw": "1", "scaled": "1"}]}],
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_contradicts_itself_is_refused_by_name_and_changes_nothing(world: World, tutor: Client, name: str) -> None:
    kept = tutor.scheme(world.course, SCHEME).json
    answer = tutor.scheme(world.course, {"items": REFUSED[name]})
    assert (answer.status, problem(answer)) == (422, name)
    assert tutor.scheme(world.course).json == kept


@pytest.mark.parametrize(
    "wish",
    [
        {"items": [TALK | {"weight": "-1"}]},
        {"items": [TALK | {"weight": True}]},
        {"items": [TALK | {"multiplier": "1e3"}]},
        {"items": [TALK | {"code": "Upper"}]},
        {"items": [TALK | {"kind": "magic"}]},
        {"categories": [{"id": "c"}]},
        {"letters": [{"letter": "", "minimum": "0"}]},
        {"letters": [{"letter": "A", "minimum": "101"}]},
        {"more": 1},
    ],
)
def test_what_no_scheme_can_be_is_refused(world: World, tutor: Client, wish: dict[str, Any]) -> None:
    assert problem(tutor.scheme(world.course, wish)) == "invalid-request"


def test_letters_that_leave_a_gap_are_refused(world: World, tutor: Client) -> None:
    answer = tutor.scheme(world.course, {"letters": [{"letter": "A", "minimum": "50"}]})
    assert problem(answer) == "invalid-letter-scale"


def test_points_are_given_and_explained_to_staff_and_learner(world: World, tutor: Client, ada: Client) -> None:
    tutor.scheme(world.course, SCHEME)
    learner = ada.person.id
    given = tutor.mark(world.course, learner, "talk", {"points": "15", "note": "Well asked."})
    assert given.status == 200
    assert given.json["current"]["percent"] == "75.00"
    assert given.json["current"]["letter"] == "B"
    assert given.json["items"][0]["steps"] == [{"what": "points", "how": "15 / 20 * 100", "result": "75"}]
    seen = tutor.explained(world.course, learner)
    assert (seen.json, seen.headers["ETag"]) == (given.json, given.headers["ETag"])
    assert ada.explained(world.course).json == given.json
    late = tutor.mark(world.course, learner, "talk", {"points": "1"}, headers={"If-Match": '"1"'})
    assert problem(late) == "changed-in-the-meantime"
    (row,) = tutor.gradebook(world.course).json["items"]
    assert (row["percent"], row["letter"], row["status"]) == ("75", "B", "current")
    assert row["items"] == [{"item": "talk", "percent": "75", "overridden": False}]
    assert ada.my_grades().json["items"][0]["items"] == row["items"]
    excused = tutor.mark(world.course, learner, "talk", {"excused": True})
    assert (excused.json["items"][0]["excused"], excused.json["current"].get("percent")) == (True, None)
    assert tutor.mark(world.course, learner, "talk", {}).json["items"][0]["steps"] == []


def test_refusals_of_points_have_names(world: World, tutor: Client, ada: Client) -> None:
    tutor.scheme(world.course, SCHEME)
    learner = ada.person.id
    assert problem(tutor.mark(world.course, learner, "talk", {"points": "20.5"})) == "points-out-of-range"
    assert problem(tutor.mark(world.course, learner, "nothing", {"points": "1"})) == "grade-item-not-found"
    assert problem(tutor.mark(world.course, new_id(), "talk", {"points": "1"})) == "grade-not-found"
    assert problem(tutor.mark(world.course, tutor.person.id, "talk", {"points": "1"})) == "own-grade"
    assert tutor.mark(world.course, learner, "talk", {"points": "-1"}).status == 422
    assert problem(tutor.explained(world.course, new_id())) == "grade-not-found"
    assert problem(tutor.scheme(new_id())) == "course-not-found"


def test_a_grade_is_locked_says_so_and_is_unlocked(world: World, tutor: Client, ada: Client) -> None:
    tutor.scheme(world.course, SCHEME)
    learner = ada.person.id
    tutor.mark(world.course, learner, "talk", {"points": "15"})
    wish = {"reason": "Grades are due", "incomplete": True}
    locked = tutor.lock("PUT", world.course, learner, body=wish)
    assert (locked.status, locked.json["status"], locked.json["lock"]["by"]) == (200, "incomplete", tutor.person.id)
    assert tutor.lock("PUT", world.course, learner, body=wish).json == locked.json
    assert problem(tutor.lock("PUT", world.course, learner, body={"reason": "Other"})) == "grade-locked"
    assert problem(tutor.mark(world.course, learner, "talk", {"points": "1"})) == "grade-locked"
    assert ada.explained(world.course).json == locked.json
    assert tutor.lock("DELETE", world.course, learner).status == 422
    query = {"reason": "Appeal"}
    assert tutor.lock("DELETE", world.course, learner, query=query).status == 204
    assert tutor.lock("DELETE", world.course, learner, query=query).status == 204
    assert ada.explained(world.course).json["lock"] is None


def test_a_gradebook_is_locked_with_its_rows_and_unlocked(world: World, tutor: Client, ada: Client) -> None:
    tutor.scheme(world.course, SCHEME)
    locked = tutor.lock_course("PUT", world.course, body={"reason": "Term is over"})
    assert locked.json["lock"]["reason"] == "Term is over"
    assert problem(tutor.mark(world.course, ada.person.id, "talk", {"points": "1"})) == "grade-locked"
    (row,) = tutor.gradebook(world.course).json["items"]
    assert (row["status"], row["up_to_date"]) == ("current", False)
    follow(world, 3)  # the scheme was the second
    follow(world, 2)
    rows = tutor.gradebook(world.course).json["items"]
    assert [(one["status"], one["up_to_date"]) for one in rows] == [("final", True)]
    assert problem(tutor.lock_course("PUT", world.course, body={"reason": "Other"})) == "grade-locked"
    assert tutor.lock_course("DELETE", world.course, query={"reason": "Mistake"}).status == 204
    assert tutor.lock_course("DELETE", world.course, query={"reason": "Mistake"}).status == 204
    assert tutor.scheme(world.course).json["lock"] is None
