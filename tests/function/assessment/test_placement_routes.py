"""A pre-test that places its learners in levels of classes, from authoring to the news of it (RULES S4-10, X18)."""

import json
from typing import Any

import pytest

from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.store.items import AttemptItem, attempt_key
from lyceum.kernel.table import get
from tests.function.assessment.client import Client, problem
from tests.store.assessment.world import World

pytestmark = pytest.mark.store

LOW: dict[str, Any] = {"id": "a1", "title": {"en": "Beginner", "th": "เริ่มต้น"}, "minimum": "0", "maximum": "40"}
HIGH: dict[str, Any] = {"id": "b1", "title": {"en": "Advanced"}, "minimum": "80", "maximum": "100"}


def test_levels_are_set_seen_changed_and_taken_away(world: World, tutor: Client) -> None:
    exam = world.draft()
    set_to = {"settings": {"levels": [LOW, HIGH]}}
    changed = tutor.change(world.course, exam, set_to)
    assert changed.status == 200
    assert changed.json["settings"]["levels"] == [LOW, HIGH]
    assert tutor.change(world.course, exam, {"settings": {"review": False}}).json["settings"]["levels"] == [LOW, HIGH]
    taken = tutor.change(world.course, exam, {"settings": {"levels": None}})
    assert taken.json["settings"]["levels"] == []


@pytest.mark.parametrize(
    ("levels", "name"),
    [
        ([LOW, HIGH | {"minimum": "39.99"}], "invalid-levels"),
        ([LOW, LOW], "invalid-levels"),
        ([LOW | {"minimum": "40"}], "invalid-levels"),
        ([LOW | {"maximum": "100.01"}], "invalid-request"),
        ([LOW | {"maximum": "39.999"}], "invalid-request"),
        ([LOW | {"id": ""}], "invalid-request"),
        ([LOW | {"title": {}}], "invalid-request"),
        ([{**LOW, "id": f"l{number}"} for number in range(51)], "invalid-request"),
    ],
)
def test_levels_that_make_no_sense_change_nothing(world: World, tutor: Client, levels: list[Any], name: str) -> None:
    exam = world.draft()
    refused = tutor.change(world.course, exam, {"settings": {"levels": levels}})
    assert (refused.status, problem(refused)) == (422, name)
    assert tutor.assessment(world.course, exam).json["settings"]["levels"] == []


@pytest.mark.parametrize(
    ("levels", "expected"),
    [([LOW, HIGH], "a1"), ([LOW | {"minimum": "10"}, HIGH], None), ([], "nobody is placed")],
)
def test_a_graded_attempt_places_its_learner(
    world: World, tutor: Client, levels: list[Any], expected: str | None
) -> None:
    """Handed in empty: 0 percent."""
    exam = world.live()
    tutor.change(world.course, exam, {"settings": {"levels": levels}})
    world.enrolled("ada")
    ada = Client(world.person("ada"), world.tenant)
    attempt = str(ada.start(exam).json["id"])
    done = ada.submit(attempt)
    again = ada.submit(attempt)
    assert (done.status, again.json["revision"]) == (200, done.json["revision"])

    kept = get(AttemptItem, attempt_key(world.tenant, AttemptId.parse(attempt)), consistent=True)
    assert kept is not None
    placed = [json.loads(event["d"]) for event in kept.events or [] if event["n"] == "LearnerPlaced"]
    if levels:
        (told,) = placed
        assert (told["assessment"], told.get("level"), told["percent"]) == (exam, expected, "0.00")
        assert done.json.get("level") == expected
    else:
        assert (placed, done.json.get("level")) == ([], None)


def test_a_learner_is_told_the_level_no_earlier_than_the_score(world: World, tutor: Client) -> None:
    exam = world.live(results="never")
    tutor.change(world.course, exam, {"settings": {"levels": [LOW, HIGH]}})
    world.enrolled("ada")
    ada = Client(world.person("ada"), world.tenant)
    attempt = str(ada.start(exam).json["id"])
    assert ada.submit(attempt).json.get("level") is None
    seen = tutor.view(attempt)
    assert (seen.status, seen.json["level"]) == (200, "a1"), seen.text
