"""The opening of an exam through its functions: planned, prepared, begun, and taken away from who has left."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from assessment import discard_prepared, plan_opening, prepare_attempts, start_attempt, view_attempt
from lyceum.assessment.author_assessment import Change, change_assessment
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.opening import OpeningState
from lyceum.kernel import clock, memory
from lyceum.kernel.clock import iso
from lyceum.kernel.ids import new_id
from tests.function.assessment.test_consumers import event
from tests.http import request
from tests.store.assessment.opening import exam, kept, rostered, state_of
from tests.store.assessment.world import World, new_world

pytestmark = pytest.mark.store

SAMPLES = Path(__file__).resolve().parents[3] / "events/assessment"
START = "POST /v1/{tenant}/assessments/{assessment}/attempts"


@pytest.fixture
def world(table: str, tenant: str) -> World:
    memory.forget()
    return new_world(tenant)


def test_an_exam_from_its_plan_to_its_start(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    opens = now + timedelta(minutes=10)
    test = exam(world, opens=None)
    change = Change(settings={"available_from": opens})
    author = world.caller("author", "instructor")
    change_assessment(author, world.course, test, change, expected_revision=None, at=now)
    authored = event(world, "AssessmentAuthored", {"assessment": test})
    for _ in range(2):
        plan_opening.handler(authored, None)
    assert kept(world, test).state is OpeningState.PLANNED
    ada, bob, chai = (rostered(world, name) for name in ("ada", "bob", "chai"))
    task = json.loads((SAMPLES / "prepare_attempts.json").read_text())
    task |= {"tenant": world.tenant, "assessment": test}
    assert [prepare_attempts.handler(task, None)["next"] for _ in range(2)] == ["done", "done"]
    assert kept(world, test).prepared == 3

    monkeypatch.setattr(clock, "now", lambda: opens)
    for name, learner in (("ada", ada), ("bob", bob)):
        for status in (201, 200):
            answer = request(
                start_attempt.handler, START, caller=world.person(name), tenant=world.tenant, assessment=test
            )
            assert answer.status == status
            assert answer.json["state"] == "in_progress"
        assert state_of(world, learner, test) == "in_progress"
    left = event(world, "LearnerWithdrawn", {"learner": chai.person, "course": world.course}, context="enrollment")
    for _ in range(2):
        discard_prepared.handler(left, None)
    assert state_of(world, chai, test) is None


def test_who_leaves_gives_up_what_is_open_and_who_is_banned_does_not(world: World) -> None:
    """One event, told twice: the attempt is over, and its learner sees so."""
    test = world.live(time_limit_minutes=30)
    ada, bob = rostered(world, "ada"), rostered(world, "bob")
    for name in ("ada", "bob"):
        caller = world.person(name)
        request(start_attempt.handler, START, caller=caller, tenant=world.tenant, assessment=test)
    told = {"course": world.course, "learner": bob.person, "placed": True}
    discard_prepared.handler(event(world, "LearnerBanned", told, context="enrollment"), None)
    for _ in range(2):
        left = event(world, "LearnerWithdrawn", {"learner": ada.person, "course": world.course}, context="enrollment")
        left["detail"]["at"] = iso(clock.now())
        discard_prepared.handler(left, None)
    assert (state_of(world, ada, test), state_of(world, bob, test)) == ("abandoned", "in_progress")


def test_who_is_banned_loses_what_waits(world: World) -> None:
    test, ada = exam(world, opens=clock.now() + timedelta(minutes=10)), rostered(world, "ada")
    plan_opening.handler(event(world, "AssessmentAuthored", {"assessment": test}), None)
    task = {"tenant": world.tenant, "assessment": test, "execution": "one"}
    assert prepare_attempts.handler(task, None) == {"next": "done"}
    assert state_of(world, ada, test) == "prepared"
    data = {"learner": ada.person, "course": world.course, "placed": True}
    discard_prepared.handler(event(world, "LearnerBanned", data, context="enrollment"), None)
    assert state_of(world, ada, test) is None


def test_nobody_sees_what_waits(world: World) -> None:
    """Not its learner by the id that it will have, and not the staff."""
    test, ada = exam(world, opens=clock.now() + timedelta(minutes=10)), rostered(world, "ada")
    plan_opening.handler(event(world, "AssessmentAuthored", {"assessment": test}), None)
    prepare_attempts.handler({"tenant": world.tenant, "assessment": test, "execution": new_id()}, None)
    id = str(AttemptId(ada.person, test, 1, 1))
    for caller in (world.person("ada"), world.person("author", "instructor")):
        answer = request(
            view_attempt.handler, "GET /v1/{tenant}/attempts/{attempt}", caller=caller, tenant=world.tenant, attempt=id
        )
        assert answer.status == 404
