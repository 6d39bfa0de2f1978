import pytest

from lyceum.assessment.model.sections import SectionOrder
from tests.function.assessment.client import Client, problem
from tests.store.assessment.world import World
from tests.unit.assessment.samples import two_parts

pytestmark = [pytest.mark.store, pytest.mark.security]

ANSWER = {"response": {"choice": "true"}, "revision": 1}


def test_questions_are_shown_once_their_clock_runs(world: World, ada: Client) -> None:
    exam = world.live(structure=two_parts(SectionOrder.FIXED))
    begun = ada.start(exam).json
    assert begun["questions"] == []
    assert [section["state"] for section in begun["sections"]] == ["to_come", "to_come"]
    attempt = begun["id"]
    entered = ada.enter(attempt, "listening").json
    for seen in (entered, ada.view(attempt).json, ada.start(exam).json):
        assert {question["id"] for question in seen["questions"]} == {"capital", "round"}
        assert "Stem of pi" not in str(seen)
    assert problem(ada.enter(attempt, "listening")) == ""


def test_nobody_comes_back_to_a_section_that_is_over(world: World, ada: Client) -> None:
    attempt = ada.start(world.live(structure=two_parts(SectionOrder.FIXED))).json["id"]
    assert problem(ada.enter(attempt, "reading")) == "section-out-of-order"
    assert problem(ada.save(attempt, "round", ANSWER)) == "section-not-entered"
    ada.enter(attempt, "listening")
    assert ada.save(attempt, "round", ANSWER).status == 200
    ada.enter(attempt, "reading")
    assert problem(ada.save(attempt, "round", {**ANSWER, "revision": 2})) == "section-over"
    assert problem(ada.enter(attempt, "listening")) == "section-over"
    ada.leave(attempt, "reading")
    assert ada.view(attempt).json["state"] == "submitted"


def test_nobody_moves_in_somebody_elses_attempt(world: World, ada: Client, mallory: Client, tutor: Client) -> None:
    attempt = ada.start(world.live(structure=two_parts())).json["id"]
    for section in ("listening", "nowhere"):
        assert problem(mallory.enter(attempt, section)) == "attempt-not-found"
        assert problem(mallory.leave(attempt, section)) == "attempt-not-found"
    assert tutor.enter(attempt, "listening").status == 403
    assert ada.view(attempt).json["sections"][0]["state"] == "to_come"
