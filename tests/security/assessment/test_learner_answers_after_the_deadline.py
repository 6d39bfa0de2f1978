from datetime import timedelta

import pytest

from lyceum.kernel.clock import now
from tests.function.assessment.client import Client
from tests.store.assessment.world import World

pytestmark = [pytest.mark.store, pytest.mark.security]


def test_nothing_is_taken_after_the_deadline_though_no_timer_has_come(world: World, ada: Client) -> None:
    exam = world.live(time_limit_minutes=1)
    begun = world.begin(world.caller("ada"), exam, at=now() - timedelta(minutes=2))
    attempt = str(begun.id)
    refused = ada.save(attempt, "round", {"response": {"choice": "true"}, "revision": 1})
    assert (refused.status, refused.json["type"].rsplit("/", 1)[1]) == (409, "deadline-passed")
    assert ada.view(attempt).json["state"] == "submitted"
    handed_in = ada.submit(attempt).json
    assert handed_in["submitted_at"] == begun.deadline.strftime("%Y-%m-%dT%H:%M:%S.") + handed_in["submitted_at"][-4:]  # type: ignore[union-attr]
    assert handed_in["score"]["percent"] == "0"


def test_nothing_is_taken_after_handing_in(world: World, ada: Client) -> None:
    attempt = ada.start(world.live()).json["id"]
    ada.submit(attempt)
    refused = ada.save(attempt, "round", {"response": {"choice": "true"}, "revision": 1})
    assert (refused.status, refused.json["type"].rsplit("/", 1)[1]) == (409, "attempt-closed")
