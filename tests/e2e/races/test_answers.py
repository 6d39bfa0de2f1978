"""Through the gateway, over separate connections: devices that save one answer, hand it in, and meet the deadline."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from tests.e2e.assessment.test_deadline import closing_attempt, short_test
from tests.e2e.deployed import School
from tests.e2e.furnishing import begin, enroll, import_course
from tests.e2e.policies.roles import function_names
from tests.e2e.races.contest import outcomes, together
from tests.e2e.world import World
from tools.demo.api import Answer, until
from tools.demo.members import Member

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

SAVES = 6
ANY = tuple(range(200, 600))


@pytest.fixture(scope="module")
def world(school: School) -> World:
    """A published course with an essay."""
    made = import_course(school)
    made.author.api.put(f"/courses/{made.course}/publication")
    return made


@pytest.fixture
def learner(world: World) -> Member:
    """Somebody who sits in front of the essay."""
    member = world.school.member("ada")
    enroll(world, member)
    world.attempt, questions = begin(world, member)
    world.question = next(question["id"] for question in questions if question["kind"] == "essay")
    return member


def save(world: World, learner: Member, revision: int) -> Answer:
    body = {"response": {"text": f"text {revision}"}, "revision": revision}
    return learner.api.send("PUT", f"/attempts/{world.attempt}/answers/{world.question}", body, expect=ANY)


def submit(world: World, learner: Member) -> Answer:
    return learner.api.send("PUT", f"/attempts/{world.attempt}/submission", expect=ANY)


def kept(world: World, learner: Member) -> list[Any]:
    view = learner.api.get(f"/attempts/{world.attempt}")
    return [(found["revision"], found["response"]["text"]) for found in view["answers"]]


def test_two_devices_save_one_answer(world: World, learner: Member) -> None:
    """The newest stays, in whatever order they arrive; an older one is told so, or was there before."""
    runs = together([partial(save, world, learner, revision) for revision in range(1, SAVES + 1)])

    assert set(outcomes(runs)) <= {(200, ""), (409, "answer-outdated")}
    assert kept(world, learner) == [(SAVES, f"text {SAVES}")]


def test_saving_while_handing_in(world: World, learner: Member) -> None:
    """What was confirmed as saved is in what was handed in; what came later was refused by name."""
    save(world, learner, 1)
    requests = [partial(save, world, learner, revision) for revision in range(2, SAVES + 2)]

    runs = together([*requests, partial(submit, world, learner)])

    assert set(outcomes(runs)) <= {(200, ""), (409, "answer-outdated"), (409, "attempt-closed")}
    # What was handed in has a revision of its own, the attempt's.
    saved = [run.answer.json["revision"] for run in runs if run.answer.status == 200 and "state" not in run.answer.json]
    assert kept(world, learner)[0][0] == max([1, *saved])
    assert save(world, learner, 99).problem == "attempt-closed"
    assert submit(world, learner).status == 200  # handing in again changes nothing


@contextmanager
def timers_swept(school: School) -> Iterator[None]:
    """What a minute's tick does, over and over: who is at the deadline first is left to chance."""
    enough = threading.Event()
    sweep = function_names(school.stack)["operations.sweep_timers"]

    def run() -> None:
        while not enough.is_set():
            school.stack.invoke(sweep, {})

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def test_saving_and_handing_in_while_the_deadline_passes(school: School) -> None:
    """The client, its second device and the server's own clock: one submission, with whatever was confirmed."""
    course, test = short_test(school)
    member = school.member("punctual")
    api = member.api
    api.post(f"/courses/{course}/enrollments")
    until(lambda: api.refusal("GET", f"/courses/{course}/outline")[0] == 200, what="learning opens")
    path, question, closes = closing_attempt(school, member, course, test)

    def send(revision: int) -> Answer:
        body = {"response": {"number": "4" if revision % 2 else "5"}, "revision": revision}
        return api.send("PUT", f"{path}/answers/{question}", body, expect=ANY)

    def hand_in() -> Answer:
        return api.send("PUT", f"{path}/submission", expect=ANY)

    # All of it at the deadline itself: what is asked for earlier would not meet it.
    time.sleep(max(0.0, (closes - timedelta(seconds=0.2) - datetime.now(UTC)).total_seconds()))
    with timers_swept(school):
        runs = together([*(partial(send, revision) for revision in range(2, SAVES + 2)), hand_in, hand_in])
        until(lambda: api.get(path)["state"] == "graded", what="the attempt is graded")

    named = {(200, ""), (409, "answer-outdated"), (409, "attempt-closed"), (409, "deadline-passed")}
    assert set(outcomes(runs)) <= named
    saves = [run.answer.json["revision"] for run in runs if run.answer.status == 200 and "state" not in run.answer.json]
    view = api.get(path)
    newest = max([1, *saves])
    assert next(found["revision"] for found in view["answers"] if found["question"] == question) == newest
    assert view["score"]["points"] == ("1" if newest % 2 else "0")
    assert send(99).status == 409
    assert (hand_in().status, api.get(path)["submitted_at"]) == (200, view["submitted_at"])
