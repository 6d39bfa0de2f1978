import pytest

from lyceum.assessment.model.attempt import State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.store import attempts
from tests.function.assessment.client import Client
from tests.store.assessment.world import World

pytestmark = [pytest.mark.store, pytest.mark.security]

ANSWER = {"response": {"choice": "false"}, "revision": 99}


def test_nobody_answers_or_hands_in_for_somebody_else(
    world: World, ada: Client, mallory: Client, tutor: Client
) -> None:
    attempt = ada.start(world.live()).json["id"]
    assert mallory.save(attempt, "round", ANSWER).status == 404
    assert mallory.submit(attempt).status == 404
    assert tutor.save(attempt, "round", ANSWER).status == 403  # staff neither
    assert tutor.submit(attempt).status == 403
    kept = attempts.find(world.tenant, AttemptId.parse(attempt))
    assert (kept.state, kept.answers) == (State.IN_PROGRESS, {})
