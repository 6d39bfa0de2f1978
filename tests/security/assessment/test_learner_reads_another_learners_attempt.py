import pytest

from tests.function.assessment.client import Client
from tests.store.assessment.world import World

pytestmark = [pytest.mark.store, pytest.mark.security]


def test_another_learners_attempt_does_not_exist(world: World, ada: Client, mallory: Client, tutor: Client) -> None:
    attempt = ada.start(world.live()).json["id"]
    answer = mallory.view(attempt)
    assert answer.status == 404
    assert answer.json["type"] == mallory.view("AAAA").json["type"]  # no way to tell it from one that never was
    assert tutor.view(attempt).status == 200


def test_anothers_grades_are_not_among_mine(world: World, ada: Client, mallory: Client) -> None:
    ada.submit(ada.start(world.live()).json["id"])
    assert mallory.my_grades().json["items"] == []
