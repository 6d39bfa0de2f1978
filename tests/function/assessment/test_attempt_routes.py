"""The routes of an attempt, called as the gateway calls them."""

from typing import Any

import pytest

from tests.function.assessment.client import Client
from tests.store.assessment.world import WITH_ESSAY, World, new_world

pytestmark = pytest.mark.store


@pytest.fixture
def world(table: str, tenant: str) -> World:
    return new_world(tenant)


@pytest.fixture
def ada(world: World) -> Client:
    world.enrolled("ada")
    return Client(world.person("ada"), world.tenant)


@pytest.fixture
def tutor(world: World) -> Client:
    return Client(world.person("tutor", "instructor"), world.tenant)


def choice_with(question: dict[str, Any], text: str) -> str:
    return next(str(choice["id"]) for choice in question["choices"] if choice["text"]["text"]["en"] == text)


def test_from_start_to_result(world: World, ada: Client) -> None:
    exam = world.live(time_limit_minutes=30)
    begun = ada.start(exam)
    assert begun.status == 201
    attempt = begun.json["id"]
    assert begun.headers["Location"] == f"/v1/{world.tenant}/attempts/{attempt}"
    assert begun.json["deadline"] > begun.json["now"]
    questions = {question["id"]: question for question in begun.json["questions"]}
    assert set(questions) == {"capital", "round", "pi", "author"}
    paris = choice_with(questions["capital"], "Text of paris")
    responses = {
        "capital": {"choice": paris},
        "round": {"choice": "false"},
        "pi": {"number": "3.14"},
        "author": {"text": "Grace Hopper"},
    }
    for name, response in responses.items():
        saved = ada.save(attempt, name, {"response": response, "revision": 1})
        assert saved.status == 200
        assert (saved.json["question"], saved.json["revision"]) == (name, 1)
    assert ada.start(exam).status == 200
    handed_in = ada.submit(attempt)
    assert handed_in.status == 200
    assert handed_in.json["state"] == "graded"
    assert handed_in.json["score"] == {"points": "3", "maximum": "4", "percent": "75", "passed": True}
    results = {result["question"]: result for result in handed_in.json["results"]}
    assert results["round"]["feedback"][0]["text"]["en"] == "Look again."
    assert results["capital"]["correct"]["choices"] == [paris]
    seen = ada.view(attempt)
    assert seen.json["results"] == handed_in.json["results"]
    assert {answer["question"]: answer["response"] for answer in seen.json["answers"]} == responses
    assert seen.headers["ETag"] == f'"{seen.json["revision"]}"'


def test_an_older_revision_is_answered_with_the_newer(world: World, ada: Client) -> None:
    attempt = ada.start(world.live()).json["id"]
    ada.save(attempt, "round", {"response": {"choice": "true"}, "revision": 5})
    late = ada.save(attempt, "round", {"response": {"choice": "false"}, "revision": 4})
    assert late.status == 409
    assert late.json["type"].endswith("/problems/answer-outdated")
    assert late.json["facts"] == {"revision": "5"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"response": {"text": "true"}, "revision": 1}, 422),
        ({"response": {"choice": "maybe"}, "revision": 1}, 422),
        ({"response": {"choice": "true"}}, 422),
        ({"response": {"choice": "true"}, "revision": 0}, 422),
        ({"response": {"choice": "true"}, "revision": "1"}, 422),
        ({"response": {"choice": "true"}, "revision": True}, 422),
        ({"response": {"choice": "true"}, "revision": 1, "points": 5}, 422),
        ({"response": {"choice": "true", "text": "x"}, "revision": 1}, 422),
        ({"response": None, "revision": 1}, 200),
        ({"response": {"choice": "true"}, "revision": 2.0}, 200),
    ],
)
def test_answers_are_checked(world: World, ada: Client, body: Any, status: int) -> None:
    attempt = ada.start(world.live()).json["id"]
    assert ada.save(attempt, "round", body).status == status


def test_an_essay_is_graded_by_hand(world: World, ada: Client, tutor: Client) -> None:
    exam = world.live(WITH_ESSAY)
    attempt = ada.start(exam).json["id"]
    ada.save(attempt, "essay", {"response": {"text": "คำตอบ " * 100}, "revision": 1})
    handed_in = ada.submit(attempt).json
    assert handed_in["state"] == "submitted"
    assert handed_in.get("score") is None
    queue = tutor.queue(exam).json
    assert [(item["attempt"], item["questions"]) for item in queue["items"]] == [(attempt, ["essay"])]
    essay = tutor.view(attempt).json
    assert essay["results"][1]["correct"]["guidance"]["text"]["en"] == "Look for three arguments."
    revision = f'"{essay["revision"]}"'
    graded = tutor.grade(attempt, "essay", {"points": 8.5, "feedback": "ดี"}, headers={"If-Match": revision})
    assert graded.status == 200
    assert (graded.json["state"], graded.json["score"]["percent"]) == ("graded", "77.27")
    shown = ada.view(attempt).json["results"][1]
    assert (shown["points"], shown["comment"], shown["by_hand"]) == ("8.5", "ดี", True)


@pytest.mark.parametrize("points", [-1, 10.5, "many", True, 1.23456])
def test_points_out_of_range_are_refused(world: World, ada: Client, tutor: Client, points: Any) -> None:
    attempt = ada.start(world.live(WITH_ESSAY)).json["id"]
    ada.save(attempt, "essay", {"response": {"text": "x"}, "revision": 1})
    ada.submit(attempt)
    assert tutor.grade(attempt, "essay", {"points": points}).status == 422


def test_what_is_not_there_is_404(world: World, ada: Client) -> None:
    assert ada.start("01J0000000000000000000000X").status == 404
    assert ada.view("AAAA").status == 404
    attempt = ada.start(world.live()).json["id"]
    assert ada.save(attempt, "nowhere", {"response": None, "revision": 1}).status == 404


def test_problems_speak_the_callers_language(world: World) -> None:
    stranger = Client(world.person("stranger"), world.tenant)
    answer = stranger.start(world.live(), headers={"Accept-Language": "th"})
    assert (answer.status, answer.json["title"]) == (403, "คุณไม่ได้ลงทะเบียนเรียนหลักสูตรนี้")
