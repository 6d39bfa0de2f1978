"""Regrades over HTTP, with the workflow's task in between."""

from typing import Any

import pytest

from assessment import regrade_attempts
from lyceum.assessment.record_grade import open_row
from tests.function.assessment.client import Client, problem
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON, essay_question, true_false_question

pytestmark = pytest.mark.store

WISH = {"question": "round", "correction": {"kind": "key", "key": {"kind": "true_false", "answer": False}}}
WHY = {"reason": "It is not."}
CHOICE = {"kind": "key", "key": {"kind": "multiple_choice", "shares": {}}}


@pytest.fixture
def ada(world: World) -> Client:
    learner = world.enrolled("ada")
    open_row(world.tenant, learner.person, world.course, at=NOON)
    return Client(world.person("ada"), world.tenant)


@pytest.fixture
def exam(world: World) -> str:
    return world.live((true_false_question("round"), essay_question()))


def worked(tutor: Client, exam: str, regrade: str) -> list[str]:
    """What the workflow's task said, step by step."""
    task = {"tenant": tutor.tenant, "assessment": exam, "regrade": regrade, "execution": "one"}
    said: list[str] = []
    while "done" not in said:
        step: Any = regrade_attempts.handler(task, None)
        assert step["seconds"] == 20
        said.append(step["next"])
    return said


def sat(ada: Client, exam: str) -> str:
    attempt = str(ada.start(exam).json["id"])
    ada.save(attempt, "round", {"response": {"choice": "false"}, "revision": 1})
    ada.submit(attempt)
    return attempt


def test_from_preview_to_applied_and_back(ada: Client, tutor: Client, exam: str) -> None:
    attempt = sat(ada, exam)
    asked = tutor.regrades("POST ", WISH | WHY, assessment=exam)
    assert (asked.status, asked.json["state"], asked.json["changed"]) == (202, "previewing", 0)
    own = {"assessment": exam, "regrade": asked.json["id"]}
    assert asked.headers["Location"].endswith(f"/assessments/{exam}/regrades/{own['regrade']}")
    assert worked(tutor, exam, own["regrade"]) == ["done"]
    seen = tutor.regrades("GET /{regrade}", **own).json
    assert (seen["state"], seen["attempts"], seen["changed"], seen["reason"]) == ("previewed", 1, 1, "It is not.")
    (change,) = seen["changes"]
    assert (change["attempt"], change["learner"]) == (attempt, ada.person.id)
    assert (change["before"]["points"], change["after"]["points"]) == ("0", "1")
    applied = tutor.regrades("PUT /{regrade}/application", **own)
    assert (applied.status, applied.json["state"]) == (202, "applying")
    assert worked(tutor, exam, own["regrade"]) == ["wait", "done"]
    assert tutor.view(attempt).json["results"][0]["points"] == "1"
    undone = tutor.regrades("PUT /{regrade}/reversal", **own)
    assert (undone.status, undone.json["state"]) == (202, "undoing")
    assert worked(tutor, exam, own["regrade"]) == ["wait", "done"]
    assert tutor.view(attempt).json["results"][0]["points"] == "0"
    first = tutor.regrades("GET /{regrade}", query={"round": "1"}, **own).json
    assert (first["round"], first["changes"]) == (3, seen["changes"])
    assert problem(tutor.regrades("GET /{regrade}", query={"round": "0"}, **own)) == "invalid-request"
    (listed,) = tutor.regrades("GET ", assessment=exam).json["items"]
    assert (listed["id"], listed["state"], listed["key"]["answer"]) == (own["regrade"], "undone", False)


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        (WISH, "invalid-request"),
        (WISH | {"reason": " "}, "invalid-request"),
        (WISH | WHY | {"version": 0}, "invalid-request"),
        (WISH | WHY | {"version": 7}, "assessment-not-found"),
        (WISH | WHY | {"question": "flat"}, "question-not-found"),
        ({"question": "essay", "correction": {"kind": "drop"}} | WHY, "regrade-by-hand"),
        ({"question": "round", "correction": {"kind": "key"}} | WHY, "invalid-request"),
        ({"question": "round", "correction": {"kind": "drop", "key": WISH["correction"]}} | WHY, "invalid-request"),
        (
            {"question": "round", "correction": {"kind": "key", "key": {"kind": "multiple_choice", "shares": {}}}}
            | WHY,
            "invalid-question-set",
        ),
    ],
)
def test_what_cannot_be_asked(tutor: Client, exam: str, wish: Any, name: str) -> None:
    assert problem(tutor.regrades("POST ", wish, assessment=exam)) == name
    assert tutor.regrades("GET ", assessment=exam).json["items"] == []


def test_what_is_out_of_turn(tutor: Client, exam: str) -> None:
    own = {"assessment": exam, "regrade": tutor.regrades("POST ", WISH | WHY, assessment=exam).json["id"]}
    assert problem(tutor.regrades("PUT /{regrade}/application", **own)) == "regrade-not-ready"
    assert problem(tutor.regrades("PUT /{regrade}/reversal", **own)) == "regrade-not-ready"
    assert problem(tutor.regrades("POST ", WISH | WHY, assessment=exam)) == "regrade-running"
    other = own | {"regrade": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}
    assert problem(tutor.regrades("GET /{regrade}", **other)) == "regrade-not-found"
    assert problem(tutor.regrades("GET /{regrade}", query={"cursor": "AAAA" * 8}, **own)) == "invalid-cursor"


def test_the_same_wish_again(tutor: Client, exam: str) -> None:
    headers = {"idempotency-key": "the-same-wish"}
    first, again = (tutor.regrades("POST ", WISH | WHY, assessment=exam, headers=headers) for _ in range(2))
    assert (first.status, again.status, first.json) == (202, 202, again.json)
    other = tutor.regrades("POST ", WISH | {"reason": "Another."}, assessment=exam, headers=headers)
    assert problem(other) == "idempotency-key-reused"
