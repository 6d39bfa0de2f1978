"""Second marking, from the author's setting to the learner's grade."""

from typing import Any

import pytest

from tests.function.assessment.client import Client, problem
from tests.store.assessment.world import WITH_ESSAY, World

pytestmark = pytest.mark.store

RULES: dict[str, Any] = {"tolerance_percent": "10", "blind": True}


@pytest.fixture
def other(world: World) -> Client:
    return Client(world.person("other", "instructor"), world.tenant)


def handed_in(world: World, tutor: Client, ada: Client, rules: dict[str, Any] = RULES) -> tuple[str, str]:
    """The assessment, and an attempt whose essay waits."""
    exam = world.live(WITH_ESSAY)
    assert tutor.change(world.course, exam, {"settings": {"second_marking": rules}}).status == 200
    attempt = str(ada.start(exam).json["id"])
    ada.save(attempt, "essay", {"response": {"text": "Because."}, "revision": 1})
    assert ada.submit(attempt).json["state"] == "submitted"
    return exam, attempt


def test_second_marking_is_set_seen_and_taken_away(world: World, tutor: Client) -> None:
    exam = world.draft()
    assert tutor.assessment(world.course, exam).json["settings"]["second_marking"] is None
    changed = tutor.change(world.course, exam, {"settings": {"second_marking": {"tolerance_percent": 12.5}}})
    assert changed.status == 200
    assert changed.json["settings"]["second_marking"] == {"tolerance_percent": "12.5", "blind": True}
    stays = tutor.change(world.course, exam, {"settings": {"review": False}}).json["settings"]
    assert stays["second_marking"] == {"tolerance_percent": "12.5", "blind": True}
    taken = tutor.change(world.course, exam, {"settings": {"second_marking": None}})
    assert (taken.status, taken.json["settings"]["second_marking"]) == (200, None)


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"blind": True},
        {"tolerance_percent": "100.01"},
        {"tolerance_percent": "-1"},
        {"tolerance_percent": "1.234"},
        {"tolerance_percent": "5", "blind": "yes"},
        {"tolerance_percent": "5", "third": True},
        "10",
    ],
)
def test_rules_that_make_no_sense_change_nothing(world: World, tutor: Client, rules: Any) -> None:
    exam = world.draft()
    refused = tutor.change(world.course, exam, {"settings": {"second_marking": rules}})
    assert (refused.status, problem(refused)) == (422, "invalid-request")


def test_an_essay_is_marked_by_two(world: World, tutor: Client, other: Client, ada: Client) -> None:
    exam, attempt = handed_in(world, tutor, ada)
    revision = f'"{tutor.view(attempt).json["revision"]}"'
    first = tutor.grade(attempt, "essay", {"points": 7, "feedback": "Good."}, headers={"If-Match": revision})
    assert first.status == 200
    assert [first.json[name] for name in ("stage", "points", "state")] == ["proposed", "7", "submitted"]
    assert (first.json["waiting"], first.json.get("score")) == (["essay"], None)
    overtaken = other.grade(attempt, "essay", {"points": 8}, headers={"If-Match": revision})
    assert (overtaken.status, problem(overtaken)) == (412, "changed-in-the-meantime")

    (card,) = other.queue(exam).json["items"]
    assert card["awaited"] == [{"question": "essay", "marker": "second", "may_mark": True}]
    assert tutor.queue(exam, query={"markable": "true"}).json["items"] == []
    assert len(other.queue(exam, query={"markable": "true"}).json["items"]) == 1

    blind = other.view(attempt).json["results"][1]
    assert [blind[name] for name in ("stage", "marks", "points", "comment")] == ["proposed", None, None, None]
    (mark,) = tutor.view(attempt).json["results"][1]["marks"]
    assert (mark["by"], mark["points"], mark["feedback"]) == (tutor.person.id, "7", "Good.")

    done = other.grade(attempt, "essay", {"points": 8, "feedback": "Clear."})
    assert (done.json["stage"], done.json["points"], done.json["state"]) == ("agreed", "7.5", "graded")
    marks = other.view(attempt).json["results"][1]["marks"]
    assert [(each["by"], each["points"]) for each in marks] == [(tutor.person.id, "7"), (other.person.id, "8")]


def test_a_learner_sees_what_holds_and_nothing_before(world: World, tutor: Client, other: Client, ada: Client) -> None:
    _, attempt = handed_in(world, tutor, ada, RULES | {"blind": False})
    for grader, points in ((tutor, 2), (other, 8)):
        grader.grade(attempt, "essay", {"points": points, "feedback": "For colleagues."})
        shown = ada.view(attempt)
        assert "For colleagues." not in shown.text
        result = shown.json["results"][1]
        assert [result[name] for name in ("points", "comment", "marks", "stage")] == [None] * 4
    third = Client(world.person("third", "instructor"), world.tenant)
    assert third.grade(attempt, "essay", {"points": 5, "feedback": "Fair."}).json["stage"] == "resolved"
    shown = ada.view(attempt)
    result = shown.json["results"][1]
    assert [result[name] for name in ("points", "comment", "marks", "stage")] == ["5", "Fair.", None, None]
    assert "For colleagues." not in shown.text


def test_nobody_marks_an_answer_twice(world: World, tutor: Client, other: Client, ada: Client) -> None:
    _, attempt = handed_in(world, tutor, ada)
    tutor.grade(attempt, "essay", {"points": 2})
    disputed = other.grade(attempt, "essay", {"points": 8})
    assert (disputed.json["stage"], disputed.json["points"]) == ("disputed", "8")
    refused = tutor.grade(attempt, "essay", {"points": 8})
    assert (refused.status, problem(refused)) == (409, "marked-already")
    again = tutor.grade(attempt, "essay", {"points": 2})
    assert (again.status, again.json["stage"], again.json["points"]) == (200, "disputed", "2")
    assert again.headers["ETag"] == disputed.headers["ETag"]
