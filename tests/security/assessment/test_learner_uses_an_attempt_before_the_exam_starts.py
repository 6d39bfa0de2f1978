"""An exam's attempts are there before its start, and their ids can be guessed: nobody reads or writes one by its id."""

from datetime import timedelta
from typing import Any

import pytest

from assessment import navigate_attempt, save_answer, submit_attempt, view_attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.plan_opening import plan_opening
from lyceum.kernel import clock
from tests.http import request
from tests.store.assessment.opening import exam, opened, rostered, state_of
from tests.store.assessment.world import World, new_world

pytestmark = [pytest.mark.store, pytest.mark.security]

ATTEMPT = "/v1/{tenant}/attempts/{attempt}"
ANSWER = {"response": {"choice": "true"}, "revision": 1}


@pytest.fixture
def world(table: str, tenant: str) -> World:
    return new_world(tenant)


@pytest.mark.parametrize(
    ("function", "route", "body"),
    [
        (view_attempt, f"GET {ATTEMPT}", None),
        (save_answer, f"PUT {ATTEMPT}/answers/{{question}}", ANSWER),
        (navigate_attempt, f"PUT {ATTEMPT}/flags/{{question}}", {"flagged": True}),
        (submit_attempt, f"PUT {ATTEMPT}/submission", None),
    ],
    ids=["read", "answer", "flag", "hand in"],
)
def test_it_is_not_there(world: World, function: Any, route: str, body: Any) -> None:
    at = clock.now()
    test, ada = exam(world, opens=at + timedelta(hours=1)), rostered(world, "ada")
    plan_opening(world.tenant, test, at=at)
    assert opened(world, test, at=at).prepared == 1
    place: dict[str, Any] = {"tenant": world.tenant, "attempt": str(AttemptId(ada.person, test, 1, 1))}
    if "{question}" in route:
        place["question"] = "round"
    for name in ("ada", "mallory"):
        answer = request(function.handler, route, caller=world.person(name), body=body, **place)
        assert answer.status == 404, answer.text
    assert state_of(world, ada, test) == "prepared"
