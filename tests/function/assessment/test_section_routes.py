"""An assessment in sections over HTTP: from authoring to results by section."""

import time
from typing import Any

import pytest

from tests.function.assessment.client import Client, problem
from tests.store.assessment.world import LESSON, MACHINE_GRADED, World

pytestmark = pytest.mark.store

SECTIONS: list[dict[str, Any]] = [
    {
        "id": "listening",
        "title": {"en": "Listening", "th": "การฟัง"},
        "instructions": {"text": {"en": "You hear each text once.", "th": "ฟังได้ครั้งเดียว"}},
        "questions": ["round", "capital"],
        "time_limit_seconds": 90,
        "maximum": "30",
    },
    {"id": "reading", "questions": ["author", "pi"], "maximum": "70"},
]
PARTS = {"scoring": "per_section", "order": "fixed", "sections": SECTIONS}


def wish(**more: Any) -> dict[str, Any]:
    questions = [each.model_dump(mode="json") for each in MACHINE_GRADED]
    return {"title": {"en": "Exam"}, "lesson": LESSON, "questions": questions, **more}


def test_from_authoring_to_results_by_section(world: World, ada: Client, tutor: Client) -> None:
    made = tutor.make(world.course, wish(structure=PARTS))
    assert made.status == 201
    assert made.json["maximum"] == "100"
    assert tutor.assessment(world.course, made.json["id"]).json["structure"] == made.json["structure"]
    world.publish()
    begun = ada.start(made.json["id"]).json
    listening, _reading = begun["sections"]
    assert (listening["instructions"]["text"]["th"], listening["time_limit_seconds"]) == ("ฟังได้ครั้งเดียว", 90)
    assert (listening["questions"], listening.get("ends_at"), begun.get("section")) == (2, None, None)
    attempt = begun["id"]
    inside = ada.enter(attempt, "listening").json
    assert [question["id"] for question in inside["questions"]] == ["round", "capital"]
    assert inside["section"] == "listening"
    assert inside["sections"][0]["ends_at"] > inside["now"]
    ada.save(attempt, "round", {"response": {"choice": "true"}, "revision": 1})
    on = ada.enter(attempt, "reading").json
    assert [section["state"] for section in on["sections"]] == ["over", "open"]
    ada.save(attempt, "author", {"response": {"text": "Grace Hopper"}, "revision": 1})
    ada.save(attempt, "pi", {"response": {"number": "3.14"}, "revision": 1})
    handed_in = ada.submit(attempt).json
    assert handed_in["score"] == {"points": "85", "maximum": "100", "percent": "85", "passed": True}
    assert handed_in["section_results"] == [
        {"section": "listening", "points": "15", "maximum": "30", "percent": "50", "raw": None},
        {"section": "reading", "points": "70", "maximum": "70", "percent": "100", "raw": None},
    ]
    assert ada.view(attempt).json["section_results"] == handed_in["section_results"]


def test_sections_change_with_the_next_publication(world: World, tutor: Client) -> None:
    made = tutor.make(world.course, wish()).json
    assert made["structure"]["sections"] == []
    changed = tutor.change(world.course, made["id"], {"structure": PARTS}).json
    assert (changed["newest"], changed["maximum"]) == (2, "100")
    again = tutor.change(world.course, made["id"], {"structure": PARTS, "title": {"en": "Exam"}}).json
    assert again["revision"] == changed["revision"]
    kept = tutor.change(world.course, made["id"], {"questions": wish()["questions"]}).json
    assert kept["structure"] == changed["structure"]


@pytest.mark.parametrize(
    ("structure", "name"),
    [
        ({**PARTS, "sections": SECTIONS[:1]}, "invalid-sections"),
        ({**PARTS, "sections": [*SECTIONS, SECTIONS[0]]}, "invalid-sections"),
        ({"scoring": "fixed"}, "invalid-scoring"),
        ({"scoring": "fixed", "maximum": "-1"}, "invalid-request"),
        ({**PARTS, "sections": [{**SECTIONS[0], "questions": []}, SECTIONS[1]]}, "invalid-sections"),
        ({**PARTS, "sections": [{**SECTIONS[0], "time_limit_seconds": 0}]}, "invalid-request"),
    ],
)
def test_what_does_not_fit_is_refused(world: World, tutor: Client, structure: dict[str, Any], name: str) -> None:
    assert problem(tutor.make(world.course, wish(structure=structure))) == name
    made = tutor.make(world.course, wish()).json
    assert problem(tutor.change(world.course, made["id"], {"structure": structure})) == name
    assert tutor.assessment(world.course, made["id"]).json["revision"] == made["revision"]


def test_questions_that_leave_their_sections_are_refused(world: World, tutor: Client) -> None:
    made = tutor.make(world.course, wish(structure=PARTS)).json
    fewer = wish()["questions"][:2]
    assert problem(tutor.change(world.course, made["id"], {"questions": fewer})) == "invalid-sections"
    alone = {"questions": fewer, "structure": {}}
    assert tutor.change(world.course, made["id"], alone).json["maximum"] == "2"


def test_another_device_finds_flags_and_position(world: World, ada: Client, tutor: Client) -> None:
    exam = world.live()
    begun = ada.start(exam).json
    assert (begun["flagged"], begun.get("position")) == ([], None)
    attempt = begun["id"]
    assert ada.flag(attempt, "pi", {"flagged": True}).json == {"question": "pi", "flagged": True}
    assert ada.position(attempt, "round").json == {"question": "round"}
    for seen in (ada.start(exam).json, ada.view(attempt).json):
        assert (seen["flagged"], seen["position"]) == (["pi"], "round")
    assert problem(ada.flag(attempt, "pi", {"flagged": "yes"})) == "invalid-request"
    assert problem(ada.position(attempt, "nowhere")) == "question-not-found"
    assert tutor.flag(attempt, "pi", {"flagged": True}).status == 403


def test_a_standardised_test_is_scaled_by_section_and_as_a_whole(world: World, ada: Client, tutor: Client) -> None:
    """Two raw points of listening are 30; 30 of 35 scaled by sections are 600."""
    table = [{"raw": 0, "scaled": 10}, {"raw": 2, "scaled": 30}]
    sections = [
        {"id": "listening", "questions": ["round", "capital"], "conversion": table},
        {"id": "reading", "questions": ["author", "pi"]},
    ]
    whole = [{"raw": 0, "scaled": 200}, {"raw": 30, "scaled": 600}, {"raw": 32, "scaled": 800}]
    questions = [one.model_dump(mode="json") for one in MACHINE_GRADED]
    wish = {"title": {"en": "Scaled"}, "lesson": LESSON, "questions": questions}
    unreachable = {"sections": sections, "conversion": [*whole, {"raw": 99, "scaled": 900}]}
    refused = tutor.make(world.course, {**wish, "structure": unreachable})
    assert (refused.status, problem(refused)) == (422, "invalid-conversion")
    made = tutor.make(world.course, {**wish, "structure": {"sections": sections, "conversion": whole}})
    assert made.status == 201, made.text
    assert (made.json["maximum"], made.json["structure"]["conversion"][1]["raw"]) == ("800", "30")
    world.publish()
    attempt = ada.start(made.json["id"]).json
    own, capital = attempt["id"], None
    for name in ("listening", "reading"):
        ada.enter(own, name)
    shown = {question["id"]: question for question in ada.view(own).json["questions"]}
    capital = next(c["id"] for c in shown["capital"]["choices"] if c["text"]["text"]["en"] == "Text of paris")
    for question, response in (("round", {"choice": "true"}), ("capital", {"choice": capital})):
        assert ada.save(own, question, {"response": response, "revision": 1}).status == 200
    handed_in = ada.submit(own).json
    listening, reading = handed_in["section_results"]
    assert (listening["raw"], listening["points"], listening["maximum"]) == ("2", "30", "30")
    assert (reading.get("raw"), reading["points"]) == (None, "0")
    assert (handed_in["score"]["points"], handed_in["score"]["maximum"]) == ("600", "800")


def test_a_question_is_answered_in_its_own_time(world: World, ada: Client, tutor: Client) -> None:
    limits = {"time_limits": {"pi": 60, "round": 1}}
    refused = tutor.make(world.course, wish(structure={"time_limits": {"nowhere": 60}}))
    assert (refused.status, problem(refused)) == (422, "invalid-time-limits")
    made = tutor.make(world.course, wish(structure=limits)).json
    assert made["structure"]["time_limits"] == limits["time_limits"]
    world.publish()
    begun = ada.start(made["id"]).json
    assert {question["id"] for question in begun["questions"]} == {"capital", "author"}
    assert (begun["question_limits"], begun.get("question_ends")) == ({"round": 1, "pi": 60}, None)
    attempt, answer = begun["id"], {"response": {"number": "3.14"}, "revision": 1}
    early = ada.save(attempt, "pi", answer)
    assert (early.status, problem(early)) == (409, "question-not-opened")
    for question in ("pi", "round"):
        assert ada.position(attempt, question).status == 200
    assert ada.save(attempt, "pi", answer).status == 200
    seen = ada.view(attempt).json
    assert {question["id"] for question in seen["questions"]} == {"capital", "round", "author", "pi"}
    assert set(seen["question_ends"]) == {"pi", "round"}
    time.sleep(1.1)  # the route goes by the server's clock, and a second is the least limit
    late = ada.save(attempt, "round", {"response": {"choice": "true"}, "revision": 1})
    assert (late.status, problem(late)) == (409, "question-time-over")
    assert ada.submit(attempt).json["score"]["points"] == "1"
