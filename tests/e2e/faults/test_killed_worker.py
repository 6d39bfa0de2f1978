"""The process of a deployed function is killed between two of its steps; who asked asks again, and all ends well."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.e2e.deployed import Deployed
from tests.e2e.faults.gate import Gate, gate, through, wait_at
from tests.e2e.faults.stories import differences, items_of, told_of
from tests.e2e.furnishing import furnish
from tests.e2e.policies.roles import function_names
from tests.e2e.tap import Tap
from tests.e2e.world import World
from tools.demo.api import Answer, until
from tools.demo.journal import Broken
from tools.demo.members import Member, claims

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass
class Scene:
    """A school, and the undisturbed life to compare with."""

    stack: Deployed
    world: World
    tap: Tap
    functions: dict[str, str]
    twin: Member

    def person(self, member: Member) -> str:
        return str(claims(member.tokens.access)["person"])

    def like_the_twin(self, member: Member) -> list[str]:
        """What this member's items and events have otherwise than the twin's."""
        tenant, mine, theirs = self.world.school.tenant, self.person(member), self.person(self.twin)
        kept = differences(items_of(self.stack, tenant, theirs), items_of(self.stack, tenant, mine))
        return kept + differences(told_of(self.tap, tenant, theirs), told_of(self.tap, tenant, mine))

    def ends_like_the_twin(self, member: Member) -> None:
        """Sooner or later: the bus takes its time."""
        found: list[str] = ["nothing yet"]

        def alike() -> bool:
            found[:] = self.like_the_twin(member)
            return not found

        try:
            until(alike, what="an end like the twin's", seconds=60)
        except Broken as error:
            raise AssertionError("\n".join(found)) from error


@pytest.fixture(scope="module")
def scene(own_stack: Deployed) -> Scene:
    tap = Tap(own_stack)
    world = furnish(own_stack.found())
    twin = world.school.member("learner")
    made = Scene(own_stack, world, tap, function_names(own_stack), twin)
    enrolled(world, twin)
    submitted(world, twin)
    return made


@pytest.fixture(scope="module")
def at_the_gate(own_stack: Deployed) -> Iterator[Gate]:
    with gate(own_stack.endpoint_url) as made:
        yield made


def enrolled(world: World, member: Member) -> None:
    member.api.post(f"/courses/{world.course}/enrollments", key="place-of-mine")
    until(lambda: opened(world, member), what="learning opens", seconds=120)


def opened(world: World, member: Member) -> bool:
    answer = member.api.send("GET", f"/courses/{world.course}/outline", expect=(200, 403, 404))
    return answer.status == 200


def begun(world: World, member: Member) -> str:
    started = member.api.post(f"/assessments/{world.assessment}/attempts", key="attempt-of-mine")
    body = {"response": {"text": "All of it."}, "revision": 1}
    member.api.put(f"/attempts/{started['id']}/answers/{world.question}", body)
    return str(started["id"])


def submitted(world: World, member: Member) -> None:
    member.api.put(f"/attempts/{begun(world, member)}/submission")


def in_the_background(ask: Callable[[], Answer]) -> tuple[threading.Thread, list[Answer]]:
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(ask()))
    thread.start()
    return thread, answers


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_in_a_request(scene: Scene, at_the_gate: Gate, when: str) -> None:
    """Between reading the attempt and handing it in, and between handing it in and saying so."""
    world, member = scene.world, scene.world.school.member("learner")
    enrolled(world, member)
    attempt = begun(world, member)
    with through(scene.stack, at_the_gate, scene.functions["assessment.submit_attempt"]) as watched:
        at_the_gate.hold(1, when=when)
        path = f"/attempts/{attempt}/submission"
        asking, answers = in_the_background(lambda: member.api.send("PUT", path, expect=(200, 500, 502, 504)))
        wait_at(at_the_gate, "the submission is written")
        killed = watched.kill()
        at_the_gate.let_go()
        asking.join(60)
        assert answers[0].status >= 500
        again = member.api.send("PUT", path)
        assert again.status == 200
        assert killed not in watched.workers()
        assert member.api.send("PUT", path).json | {"now": ""} == again.json | {"now": ""}
    scene.ends_like_the_twin(member)


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_it_hears_an_event(scene: Scene, at_the_gate: Gate, when: str) -> None:
    """Learning is about to open for who has enrolled; the bus tries again by itself."""
    world, member = scene.world, scene.world.school.member("learner")
    with through(scene.stack, at_the_gate, scene.functions["learning.open_access"]) as watched:
        at_the_gate.hold(1, when=when)
        member.api.post(f"/courses/{world.course}/enrollments", key="place-of-mine")
        wait_at(at_the_gate, "learning is about to open")
        assert when == "after" or not opened_by_event(scene, member)
        watched.kill()
        at_the_gate.let_go()
        until(lambda: opened_by_event(scene, member), what="the event comes again", seconds=180)
    submitted(world, member)
    scene.ends_like_the_twin(member)


def opened_by_event(scene: Scene, member: Member) -> bool:
    """Without asking for the outline, which opens learning itself."""
    return bool(told_of(scene.tap, scene.world.school.tenant, scene.person(member))["LearningOpened"])


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_it_tells_what_changed(scene: Scene, at_the_gate: Gate, when: str) -> None:
    """The reader of the table's stream dies before or after the bus has taken the events: the batch comes again."""
    world, member = scene.world, scene.world.school.member("learner")
    with through(scene.stack, at_the_gate, scene.functions["operations.publish_events"]) as watched:
        at_the_gate.hold(1, when=when)
        member.api.post(f"/courses/{world.course}/enrollments", key="place-of-mine")
        wait_at(at_the_gate, "events are told")
        watched.kill()
        at_the_gate.let_go()
        until(lambda: opened_by_event(scene, member), what="the batch comes again", seconds=180)
    submitted(world, member)
    scene.ends_like_the_twin(member)
