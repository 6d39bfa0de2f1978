"""Supervision that an assessment demands, and that an attempt had (S1: require_lockdown_browser, require_webcam)."""

from typing import Any

import pytest

from tests.function.assessment.client import Client, problem
from tests.store.assessment.world import World

pytestmark = pytest.mark.store
BOTH = ["lockdown_browser", "webcam"]


def demand(world: World, tutor: Client, *kinds: str) -> str:
    exam = world.live()
    changed = tutor.change(world.course, exam, {"settings": {"proctoring": list(kinds)}})
    assert (changed.status, changed.json["settings"]["proctoring"]) == (200, list(kinds)), changed.text
    return exam


@pytest.mark.parametrize(
    ("used", "missing"),
    [(None, "lockdown_browser webcam"), ("webcam", "lockdown_browser"), ("lockdown_browser", "webcam")],
)
def test_nobody_begins_without_what_is_demanded(
    world: World, tutor: Client, ada: Client, used: str | None, missing: str
) -> None:
    exam = demand(world, tutor, *BOTH)
    refused = ada.start(exam, query={"proctoring": used} if used else {})
    assert (refused.status, problem(refused)) == (403, "proctoring-demanded")
    assert refused.json["facts"] == {"missing": missing}
    begun = ada.start(exam, query={"proctoring": ",".join(reversed(BOTH))})
    assert (begun.status, begun.json["number"], begun.json["proctoring"]) == (201, 1, BOTH)


def test_nobody_goes_on_without_it_and_everybody_who_has_it_does(world: World, tutor: Client, ada: Client) -> None:
    exam = demand(world, tutor, "webcam")
    begun = ada.start(exam, query={"proctoring": "webcam"})
    assert problem(ada.start(exam)) == "proctoring-demanded"
    on = ada.start(exam, query={"proctoring": "webcam"})
    assert (on.status, on.json["id"], on.json["proctoring"]) == (200, begun.json["id"], ["webcam"])
    done = ada.submit(str(begun.json["id"]))
    assert (done.status, done.json["proctoring"]) == (200, ["webcam"])
    assert tutor.view(str(begun.json["id"])).json["proctoring"] == ["webcam"]


def test_what_nobody_demands_is_kept_all_the_same(world: World, tutor: Client, ada: Client) -> None:
    exam = world.live()
    begun = ada.start(exam, query={"proctoring": "webcam,webcam"})
    assert (begun.status, begun.json["proctoring"]) == (201, ["webcam"])


@pytest.mark.parametrize("used", ["", "spyware", "webcam,spyware", "webcam,webcam,webcam"])
def test_supervision_that_there_is_not(world: World, ada: Client, used: str) -> None:
    refused = ada.start(world.live(), query={"proctoring": used})
    assert (refused.status, problem(refused)) == (422, "invalid-request")


@pytest.mark.parametrize("wish", [["spyware"], ["webcam"] * 3, "webcam"])
def test_a_demand_that_makes_no_sense(world: World, tutor: Client, wish: Any) -> None:
    refused = tutor.change(world.course, world.draft(), {"settings": {"proctoring": wish}})
    assert (refused.status, problem(refused)) == (422, "invalid-request")


def test_a_demand_is_taken_back(world: World, tutor: Client, ada: Client) -> None:
    exam = demand(world, tutor, *BOTH)
    assert tutor.change(world.course, exam, {"settings": {"proctoring": None}}).json["settings"]["proctoring"] == []
    assert ada.start(exam).status == 201
