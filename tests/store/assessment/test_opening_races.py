"""Attempts are prepared while learners start, authors change, and others prepare, too: nothing is lost or doubled."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from lyceum.assessment import prepare_attempts as work
from lyceum.assessment.author_assessment import Change, change_assessment
from lyceum.assessment.discard_prepared import discard_prepared
from lyceum.assessment.model.attempt import State
from lyceum.assessment.model.opening import OpeningState
from lyceum.assessment.openings.errors import OpeningClaimed
from lyceum.assessment.plan_opening import plan_opening
from lyceum.assessment.prepare_attempts import Next
from lyceum.assessment.start_attempt import Started, start_attempt
from lyceum.assessment.store import prepared
from lyceum.assessment.store.items import AttemptItem, attempt_prefix
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy, DomainError
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import query, tenant_key
from lyceum.kernel.table.client import dynamodb
from tests.store.assessment.opening import AHEAD, SOON, exam, kept, opened, rostered, state_of, step
from tests.store.assessment.test_races import at_once
from tests.store.assessment.world import World

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("no_opening_met")]
LEARNERS = 8


def start(learner: Caller, test: str) -> Callable[[], Started]:
    return lambda: start_attempt(learner, test, creation=Creation(new_id()), at=SOON)


def attempts_of(world: World, learner: Caller, test: str) -> list[AttemptItem]:
    pk = tenant_key(world.tenant, "U", learner.person)
    return list(query(AttemptItem, pk, prefix=attempt_prefix(test), consistent=True).items)


@pytest.mark.parametrize("met", [False, True], ids=["the usual way", "as prepared"])
@pytest.mark.parametrize("round", range(3))
def test_start_pressed_twice_at_once(world: World, round: int, met: bool) -> None:
    test, ada = exam(world), rostered(world, "ada")
    opened(world, test)
    if met:
        prepared.remember(world.tenant, test, world.course)
    results = at_once([start(ada, test)] * 4)
    assert sorted(each.resumed for each in results if isinstance(each, Started)) == [False, True, True, True]
    assert len({str(each.sight.attempt.id) for each in results if isinstance(each, Started)}) == 1
    (item,) = attempts_of(world, ada, test)
    assert (item.state, [event["n"] for event in item.events or []]) == ("in_progress", ["AttemptStarted"])


@pytest.mark.parametrize("met", [False, True], ids=["the usual way", "as prepared"])
@pytest.mark.parametrize("round", range(3))
def test_learners_start_while_attempts_are_prepared(world: World, round: int, met: bool) -> None:
    """Late, or who may begin earlier: each has one attempt, begun once, whoever was first."""
    test, learners = exam(world), [rostered(world, f"l{number}") for number in range(LEARNERS)]
    if met:
        prepared.remember(world.tenant, test, world.course)
    results = at_once([*(start(each, test) for each in learners), lambda: step(world, test)])
    assert [each.resumed for each in results[:-1] if isinstance(each, Started)] == [False] * LEARNERS
    assert kept(world, test).state is OpeningState.PREPARED
    for learner, result in zip(learners, results, strict=False):
        (item,) = attempts_of(world, learner, test)
        assert (item.state, item.ttl, item.of) == ("in_progress", None, None)
        assert isinstance(result, Started)
        assert world.kept(result.sight.attempt) == result.sight.attempt


@pytest.mark.parametrize("round", range(3))
def test_two_openings_at_once(world: World, round: int) -> None:
    test, learners = exam(world), [rostered(world, f"l{number}") for number in range(LEARNERS)]
    steps = at_once([lambda: opened(world, test, "one"), lambda: opened(world, test, "two")])
    assert all(not isinstance(each, DomainError) or isinstance(each, Busy | OpeningClaimed) for each in steps)
    done = kept(world, test)
    assert (done.state, done.learners, done.prepared) == (OpeningState.PREPARED, LEARNERS, LEARNERS)
    assert [len(attempts_of(world, each, test)) for each in learners] == [1] * LEARNERS


@pytest.mark.parametrize("round", range(3))
def test_one_execution_twice_at_once(world: World, round: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task that was thought dead works on beside its repetition."""
    monkeypatch.setattr(work, "PAGE", 4)
    test = exam(world)
    learners = [rostered(world, f"l{number}") for number in range(LEARNERS)]
    for _ in range(20):
        if any(each is Next.DONE for each in at_once([lambda: step(world, test)] * 2)):
            break
    done = kept(world, test)
    assert (done.state, done.learners, done.prepared) == (OpeningState.PREPARED, LEARNERS, LEARNERS)
    assert {state_of(world, each, test) for each in learners} == {"prepared"}


@pytest.mark.parametrize("round", range(3))
def test_learners_start_while_the_exam_is_changed_and_opened_anew(world: World, round: int) -> None:
    test, learners = exam(world), [rostered(world, f"l{number}") for number in range(LEARNERS)]
    opened(world, test)
    prepared.remember(world.tenant, test, world.course)
    author, change = world.caller("author", "instructor"), Change(settings={"time_limit_minutes": 90})
    change_assessment(author, world.course, test, change, expected_revision=None, at=AHEAD)
    plan_opening(world.tenant, test, at=AHEAD)
    results = at_once([*(start(each, test) for each in learners), lambda: opened(world, test, "two")])
    for learner, result in zip(learners, results, strict=False):
        assert isinstance(result, Started)
        attempt = result.sight.attempt
        assert (attempt.deadline, world.kept(attempt)) == (SOON + timedelta(minutes=90), attempt)
        assert len(attempts_of(world, learner, test)) == 1


@pytest.mark.parametrize("round", range(3))
def test_starting_against_leaving(world: World, round: int) -> None:
    """What waits is taken away or begun, never half of both."""
    test, learners = exam(world), [rostered(world, f"l{number}") for number in range(LEARNERS)]
    opened(world, test)
    prepared.remember(world.tenant, test, world.course)

    def leave(learner: Caller) -> Callable[[], int]:
        return lambda: discard_prepared(world.tenant, learner.person, world.course, at=SOON)

    results = at_once([call for each in learners for call in (start(each, test), leave(each))])
    assert not any(isinstance(each, DomainError) for each in results)
    for learner in learners:
        (item,) = attempts_of(world, learner, test)
        assert item.state == "in_progress", "they are enrolled still, so each begins one way or the other"


@pytest.mark.parametrize("wish", [True, False], ids=["a key", "no key"])
def test_an_answer_that_is_lost_after_the_start(world: World, monkeypatch: pytest.MonkeyPatch, wish: bool) -> None:
    """It began; who asks again goes on with it, and it is told once."""
    test, ada = exam(world), rostered(world, "ada")
    opened(world, test)
    prepared.remember(world.tenant, test, world.course)
    creation = Creation(new_id(), "key", "body") if wish else Creation(new_id())
    client, update = dynamodb(), dynamodb().update_item

    def lose(**call: Any) -> None:
        update(**call)
        raise ReadTimeoutError(endpoint_url="table")

    with monkeypatch.context() as patch:
        patch.setattr(client, "update_item", lose, raising=False)
        with pytest.raises(Busy):
            start_attempt(ada, test, creation=creation, at=SOON)
    again = start_attempt(ada, test, creation=creation, at=SOON + timedelta(seconds=3))
    assert (again.resumed, again.sight.attempt.started_at, again.sight.attempt.state) == (True, SOON, State.IN_PROGRESS)
    (item,) = attempts_of(world, ada, test)
    assert [event["n"] for event in item.events or []] == ["AttemptStarted"]
