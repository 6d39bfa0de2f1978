"""Lives that nobody planned: learners join, enroll, learn, sit tests and leave in any order, while processes die and
repeat themselves. What DATA.md promises holds after every step."""

import secrets
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lyceum.kernel.clock import iso
from tests.faults.calls import Call, Killed, Tap
from tests.faults.house import House, forget
from tests.faults.lives.learning import LONG, LearningLife
from tests.faults.lives.school import COURSE
from tests.http import Answer

pytestmark = [pytest.mark.store, pytest.mark.timeout(600)]

SEATS = 2
LEARNERS = st.sampled_from(["ada", "bo", "chai"])
DEATHS = st.none() | st.tuples(st.integers(1, 3), st.sampled_from(["before", "after"]))
"""At which call of its kind the process ends, if it does."""

START = "POST /v1/{tenant}/assessments/{assessment}/attempts"
ATTEMPT = "/v1/{tenant}/attempts/{attempt}"


class Lives(RuleBasedStateMachine):
    """A course with two seats, and three who want one."""

    house: ClassVar[House]
    tap: ClassVar[Tap]

    @initialize()
    def found(self) -> None:
        self.life = LearningLife(self.house, f"m{secrets.token_hex(5)}")
        self.life.found()
        self.life.write_another()
        self.life.ask(f"PATCH {COURSE}", self.life.author, {"seats": SEATS})
        self.life.ask(f"PUT {COURSE}/publication", self.life.author)
        self.house.settle()
        self.attempts: dict[str, str] = {}
        self.saved: dict[str, int] = {}
        self.done: set[str] = set()
        self.keys = 0

    def ask(self, route: str, who: str, body: Any = None, *, dies: Any = None, **options: Any) -> Answer:
        """Ask; where the process dies, ask again just so."""
        self.keys += 1
        given = {"tenant": self.life.tenant, "course": self.life.course, "key": f"wish {self.keys}"} | options
        person = self.life.who(who) if who != "author" else self.life.author

        def once() -> Answer:
            return self.house.ask(route, person, body, **given)

        if dies is not None:
            number, when = dies
            for operation in ("UpdateItem", "TransactWriteItems"):
                if self._died(once, Call("dynamodb", operation, number), when):
                    break
            self.house.hear(self.house.stage.records())
            forget()
        return once()

    def _died(self, once: Callable[[], Answer], call: Call, when: str) -> bool:
        with self.tap.watch(call, when=when):
            try:
                once()
            except Killed:
                return True
        return False

    @rule(who=LEARNERS, dies=DEATHS)
    def joins_again(self, who: str, dies: Any) -> None:
        body = {"name": who.title(), "language": "en"}
        assert self.ask("PUT /v1/{tenant}/me/membership", who, body, dies=dies).status == 200

    @rule(who=LEARNERS, dies=DEATHS)
    def enrolls(self, who: str, dies: Any) -> None:
        assert self.ask(f"POST {COURSE}/enrollments", who, dies=dies).status in (201, 409)

    @rule(who=LEARNERS, dies=DEATHS)
    def learns(self, who: str, dies: Any) -> None:
        body = {"items": [{"lesson": self.life.read, "completed": True, "at": iso(self.house.clock.at)}]}
        assert self.ask(f"PATCH {COURSE}/progress", who, body, dies=dies).status in (200, 403)

    @rule(who=LEARNERS, dies=DEATHS)
    def begins(self, who: str, dies: Any) -> None:
        answer = self.ask(START, who, dies=dies, assessment=self.life.assessment)
        assert answer.status in (200, 201, 403, 409)
        if answer.status < 300 and self.attempts.get(who) != answer.json["id"]:
            self.attempts[who], self.saved[who] = answer.json["id"], 0

    @rule(who=LEARNERS, dies=DEATHS)
    def saves(self, who: str, dies: Any) -> None:
        if who in self.attempts:
            revision = self.saved[who] + 1
            body = {"response": {"text": f"{LONG} {revision}"}, "revision": revision}
            route = f"PUT {ATTEMPT}/answers/{{question}}"
            answer = self.ask(route, who, body, dies=dies, attempt=self.attempts[who], question="essay")
            assert answer.status in (200, 409)
            if answer.status == 200:
                self.saved[who] = revision

    @rule(who=LEARNERS, dies=DEATHS)
    def submits(self, who: str, dies: Any) -> None:
        if who in self.attempts:
            assert self.ask(f"PUT {ATTEMPT}/submission", who, dies=dies, attempt=self.attempts[who]).status == 200

    @rule(who=LEARNERS, dies=DEATHS)
    def is_graded(self, who: str, dies: Any) -> None:
        if who in self.attempts:
            body = {"points": "10", "feedback": "Good."}
            route = f"PUT {ATTEMPT}/grades/{{question}}"
            answer = self.ask(route, "author", body, dies=dies, attempt=self.attempts[who], question="essay")
            assert answer.status in (200, 409)

    @rule(who=LEARNERS, dies=DEATHS)
    def withdraws(self, who: str, dies: Any) -> None:
        route = "DELETE /v1/{tenant}/me/enrollments/{course}"
        assert self.ask(route, who, dies=dies).status in (200, 404, 409)

    @rule(twice=st.booleans())
    def everybody_hears(self, twice: bool) -> None:
        for envelope in self.house.settle():
            if twice:
                self.house.deliver(envelope)

    @invariant()
    def what_is_promised_holds(self) -> None:
        items = self.house.stage.state().items
        mine = {place: item for place, item in items.items() if f"#{self.life.tenant}#" in f"{place[0]}#"}
        offer = mine[f"T#{self.life.tenant}#C#{self.life.course}", "OFFER"]
        enrolled = [item for (_, sort), item in mine.items() if sort == f"ENROLLMENT#{self.life.course}"]
        taken = sum(item["s"]["S"] != "withdrawn" for item in enrolled)
        assert int(offer["sl"]["N"]) >= 0  # no oversold seat
        assert int(offer["sl"]["N"]) + taken == SEATS  # each seat is with one, or free
        for who, revision in self.saved.items():  # an answer that was saved is there, and the newest holds
            if revision:
                learner = self.life.who(who).id
                texts = [item for (pk, sort), item in mine.items() if learner in pk and sort.startswith("ANSWER#")]
                newest = [item["x"]["S"] for item in texts if item["r"]["N"] == str(revision)]
                assert f"{LONG} {revision}" in newest
        completed = {f"{item['u']['S']}" for item in enrolled if "done" in item}
        assert completed >= self.done  # what was completed stays so
        self.done = completed


def test_promises_hold_in_every_life(house: House, tap: Tap) -> None:
    Lives.house, Lives.tap = house, tap
    few = settings(max_examples=2, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Lives, settings=few)
