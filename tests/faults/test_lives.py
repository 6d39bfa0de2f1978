"""Lives that nobody planned: learners join, enroll, learn, sit tests and leave in any order, while processes die and
repeat themselves, whoever they are: who answers a request, and who hears an event. What DATA.md promises holds after
every step, and in the end everybody has heard everything, once.

The school is founded once and put back before each life, to one of three beginnings; no fault travels through the
proxy, and nothing is remembered for the grid: a step takes milliseconds, so that there can be many.
"""

import json
import random
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lyceum.kernel.clock import iso
from lyceum.kernel.errors import Busy
from lyceum.kernel.events import Envelope
from lyceum.kernel.relay import envelopes
from tests.faults.calls import Call, Killed, Tap, tapped
from tests.faults.house import House, forget
from tests.faults.lives.learning import LONG, LearningLife
from tests.faults.lives.school import COURSE
from tests.faults.stage import Place, State, Wire
from tests.http import Answer

pytestmark = [pytest.mark.store, pytest.mark.timeout(1_800)]

SEATS = 2
LEARNERS = st.sampled_from(["ada", "bo", "dot"])
"""Two of whom the school knows, and one who comes when she likes."""
WRITES = ("UpdateItem", "TransactWriteItems", "PutItem")
DEATHS = st.none() | st.builds(
    lambda when, *call: (Call("dynamodb", *call), when),
    st.sampled_from(["before", "after"]),
    st.sampled_from(WRITES),
    st.integers(1, 2),
)
"""At which write the process ends; where it makes none such, what it did is only asked for twice."""

START = "POST /v1/{tenant}/assessments/{assessment}/attempts"
ATTEMPT = "/v1/{tenant}/attempts/{attempt}"
TURNING = (("capital", "entry"), ("capital", "exit"), ("essay", "entry"))
"""From a test's first section to its second."""
REACHED = {
    "nobody is there": {"enrolled", "full", "withdrawn", "died"},
    "one has learned": {"enrolled", "learned", "withdrawn", "died"},
    "one sits the test": {"saved", "submitted", "graded", "completed", "died"},
}
"""How lives begin, so that short ones come to every end, and what they must come to, or they prove nothing."""


@dataclass(frozen=True)
class Beginning:
    """What there is, and when; who sits which attempt."""

    state: State
    at: datetime
    attempts: dict[str, str]


class Lives(RuleBasedStateMachine):
    """A course with two seats, and three who want one."""

    life: ClassVar[LearningLife]
    tap: ClassVar[Tap]
    beginning: ClassVar[Beginning]
    reached: ClassVar[Counter[str]]

    @initialize()
    def found(self) -> None:
        self.house, beginning = self.life.house, self.beginning
        self.house.clock.at = beginning.at
        self.house.stage.restore(beginning.state)
        self.house.waiting.clear()
        self.house.order = None
        self.house.history.clear()
        forget()
        self.attempts = dict(beginning.attempts)
        """Who → the attempt that they are in."""
        self.begun = {who: {attempt} for who, attempt in self.attempts.items()}
        self.saved: dict[str, tuple[str, int]] = {}
        """Attempt → whose, and the newest revision that was taken."""
        self.submitted: dict[str, str] = {}
        self.completed: set[str] = set()
        self.members = {"ada", "bo"}
        """Who has a token of this school's."""
        self.keys = 0

    def ask(self, route: str, who: str, body: Any = None, *, dies: Any = None, **options: Any) -> Answer:
        """Ask; where the process dies, ask again just so. It is never told of an error that nobody has named."""
        self.keys += 1
        given = {"tenant": self.life.tenant, "course": self.life.course, "key": f"wish {self.keys}"} | options
        person = self.life.who(who) if who != "author" else self.life.author
        answer: Answer = self.again(lambda: self.house.ask(route, person, body, **given), dies)
        assert answer.status < 500, (route, answer)
        return answer

    def again(self, once: Callable[[], Any], dies: Any) -> Any:
        """Do it; where the process dies, do it again."""
        if dies is not None:
            call, when = dies
            self.reached["died"] += self._died(once, call, when)
            self.house.hear(self.house.stage.records())
            forget()
        return once()

    def _died(self, once: Callable[[], Any], call: Call, when: str) -> bool:
        with self.tap.watch(call, when=when):
            try:
                once()
            except Killed:
                return True
        return False

    @rule(who=LEARNERS, dies=DEATHS)
    def joins(self, who: str, dies: Any) -> None:
        body = {"name": who.title(), "language": "en"}
        assert self.ask("PUT /v1/{tenant}/me/membership", who, body, dies=dies).status == 200
        self.members.add(who)

    @rule(who=LEARNERS, dies=DEATHS)
    def enrolls(self, who: str, dies: Any) -> None:
        if who not in self.members:
            return
        answer = self.ask(f"POST {COURSE}/enrollments", who, dies=dies)
        self.reached["enrolled" if answer.status == 201 else "full" if "course-full" in answer.text else "no"] += 1

    @rule(first=LEARNERS)
    def everybody_wants_a_seat(self, first: str) -> None:
        for who in (first, "ada", "bo", "dot"):
            self.joins(who, None)
            self.enrolls(who, None)

    @rule(who=LEARNERS, dies=DEATHS)
    def learns(self, who: str, dies: Any) -> None:
        body = {"items": [{"lesson": self.life.read, "completed": True, "at": iso(self.house.clock.at)}]}
        if self.ask(f"PATCH {COURSE}/progress", who, body, dies=dies).status == 200:
            self.reached["learned"] += 1

    @rule(who=LEARNERS, dies=DEATHS)
    def begins(self, who: str, dies: Any) -> None:
        """And turns to the essay, where they may."""
        answer = self.ask(START, who, dies=dies, assessment=self.life.assessment)
        if answer.status >= 300:
            return
        self.attempts[who] = attempt = answer.json["id"]
        self.begun.setdefault(who, set()).add(attempt)
        for section, step in TURNING:
            route = f"PUT {ATTEMPT}/sections/{{section}}/{step}"
            self.ask(route, who, dies=dies, attempt=attempt, section=section)

    @precondition(lambda self: self.attempts)
    @rule(data=st.data(), dies=DEATHS)
    def saves(self, data: Any, dies: Any) -> None:
        who = data.draw(st.sampled_from(sorted(self.attempts)))
        attempt = self.attempts[who]
        revision = self.saved.get(attempt, (who, 0))[1] + 1
        body = {"response": {"text": f"{LONG} {attempt} {revision}"}, "revision": revision}
        route = f"PUT {ATTEMPT}/answers/{{question}}"
        if self.ask(route, who, body, dies=dies, attempt=attempt, question="essay").status == 200:
            self.saved[attempt] = who, revision
            self.reached["saved"] += 1

    @precondition(lambda self: self.attempts)
    @rule(data=st.data(), dies=DEATHS)
    def submits(self, data: Any, dies: Any) -> None:
        self.hands_in(data.draw(st.sampled_from(sorted(self.attempts))), dies)

    def hands_in(self, who: str, dies: Any) -> None:
        answer = self.ask(f"PUT {ATTEMPT}/submission", who, dies=dies, attempt=self.attempts[who])
        told = answer.json.get("submitted_at")  # one that was given up with its place is not handed in
        if told:
            assert self.submitted.setdefault(self.attempts[who], told) == told  # submitted once
            self.reached["submitted"] += 1

    @precondition(lambda self: self.attempts)
    @rule(data=st.data(), dies=DEATHS)
    def is_graded(self, data: Any, dies: Any) -> None:
        who = data.draw(st.sampled_from(sorted(self.attempts)))
        if data.draw(st.booleans()):
            self.hands_in(who, None)
        body = {"points": "10", "feedback": "Good."}
        route = f"PUT {ATTEMPT}/grades/{{question}}"
        answer = self.ask(route, "author", body, dies=dies, attempt=self.attempts[who], question="essay")
        self.reached["graded"] += answer.status == 200

    @rule(who=LEARNERS, dies=DEATHS)
    def withdraws(self, who: str, dies: Any) -> None:
        if self.ask("DELETE /v1/{tenant}/me/enrollments/{course}", who, dies=dies).status == 200:
            self.reached["withdrawn"] += 1

    @rule()
    def everybody_hears_well(self) -> None:
        self.settled()

    @rule(twice=st.booleans(), dies=DEATHS, seed=st.none() | st.integers(0, 99))
    def everybody_hears(self, twice: bool, dies: Any, seed: int | None) -> None:
        """In order or in none. Whoever dies while hearing is told again, what they had told others included."""
        self.house.order = None if seed is None else random.Random(seed)
        for envelope in self.again(self.settled, dies):
            if twice:
                self.house.deliver(envelope)

    def settled(self) -> list[Envelope]:
        """What is claimed by a process that died is refused for a while; AWS asks again after one minute and two."""
        for minutes in (1, 2):
            try:
                return self.house.settle()
            except Busy:
                self.house.hear(self.house.stage.records())
                self.house.clock.later(timedelta(minutes=minutes))
        return self.house.settle()

    @invariant()
    def what_is_promised_holds(self) -> None:
        items = self.mine()
        offer = items[f"T#{self.life.tenant}#C#{self.life.course}", "OFFER"]
        enrolled = [item for (_, sort), item in items.items() if sort == f"ENROLLMENT#{self.life.course}"]
        taken = sum(item["s"]["S"] != "withdrawn" for item in enrolled)
        assert int(offer["sl"]["N"]) >= 0  # no oversold seat
        assert int(offer["sl"]["N"]) + taken == SEATS  # each seat is with one, or free
        self._attempts_are_kept(items)
        completed = {item["u"]["S"] for item in enrolled if "done" in item}
        assert completed >= self.completed  # what was completed stays so
        self.completed = completed
        self.reached["completed"] += len(completed)

    def _attempts_are_kept(self, items: dict[Place, Wire]) -> None:
        for who, ids in self.begun.items():
            learner = self.life.who(who).id
            own = {sort: item for (pk, sort), item in items.items() if learner in pk}
            numbered = {sort: item for sort, item in own.items() if sort.startswith("ATTEMPT#")}
            numbers = sorted(int(sort.rpartition("#")[2]) for sort in numbered)
            assert numbers == list(range(1, len(ids) + 1))  # no number twice, none for nothing, none lost
            assert sum(item["s"]["S"] == "open" for item in numbered.values()) <= 1
            handed_in = sum("su" in item for item in numbered.values())
            assert handed_in >= len(ids & self.submitted.keys())
            texts = {item["x"]["S"] for sort, item in own.items() if sort.startswith("ANSWER#")}
            for attempt in ids & self.saved.keys():  # an answer that was saved is there, and the newest holds
                wanted = re.compile(rf"{attempt} {self.saved[attempt][1]}\b")
                assert any(wanted.search(text) for text in texts), (attempt, self.saved[attempt])

    def mine(self) -> dict[Place, Wire]:
        """What the school keeps."""
        kept = self.house.stage.state().items
        return {place: item for place, item in kept.items() if f"#{self.life.tenant}#" in f"{place[0]}#"}

    def teardown(self) -> None:
        """In the end everybody has heard everything: each event was told once, and hearing it again changes nothing."""
        if not hasattr(self, "house"):
            return
        self.settled()
        self.what_is_promised_holds()
        told = [one for record in self.house.history for one in envelopes(record)]
        assert [one for one, times in Counter(one.id for one in told).items() if times > 1] == []
        self._what_is_heard_agrees()
        self.house.stage.begin()
        known = self.house.stage.ids()
        before = self.house.stage.picture([], known).apart_from_windows()
        for envelope in random.Random(len(told)).sample(told, min(len(told), 6)):
            self.house.tell(envelope)
        after = self.house.stage.picture(self.house.stage.records(), known).apart_from_windows()
        assert before.differences(after) == []

    def _what_is_heard_agrees(self) -> None:
        """What one context keeps of another's is what that keeps: progress beside enrollments."""
        items = self.mine()
        for (pk, sort), item in items.items():
            progress = items.get((pk, f"PROGRESS#{self.life.course}"))
            if sort == f"ENROLLMENT#{self.life.course}" and item["s"]["S"] == "active" and progress:
                assert float(item.get("pc", {"N": "0"})["N"]) == float(progress["pc"]["N"])
                assert ("done" in item) == ("done" in progress)


@pytest.fixture(scope="module")
def tap(emulator: str) -> Iterator[Tap]:
    """Straight to the emulator: here processes die, and nothing fails on the wire."""
    with tapped(emulator) as tap:
        yield tap


@pytest.fixture(scope="module")
def founded(house: House, tap: Tap) -> dict[str, Beginning]:
    """The school, and what it is put back to before each life."""
    house.remembers = False
    life = LearningLife(house, f"m{secrets.token_hex(5)}")
    life.found()
    life.write_another()
    enough = {"settings": {"pass_mark": "10", "max_attempts": 9}}  # the essay alone passes
    life.ask(f"PATCH {COURSE}/assessments/{{assessment}}", life.author, enough, assessment=life.assessment)
    life.ask(f"PATCH {COURSE}", life.author, {"seats": SEATS})
    life.ask(f"PUT {COURSE}/publication", life.author)
    house.settle()
    Lives.life, Lives.tap, Lives.reached = life, tap, Counter()
    return dict(zip(REACHED, beginnings(life), strict=True))


def beginnings(life: LearningLife) -> Iterator[Beginning]:
    """As REACHED names them; who sits the test is at its essay."""
    house, ada = life.house, life.who("ada")
    yield Beginning(house.stage.state(), house.clock.at, {})
    life.ask(f"POST {COURSE}/enrollments", ada, key="place")
    house.settle()
    done = {"items": [{"lesson": life.read, "completed": True, "at": iso(house.clock.at)}]}
    life.ask(f"PATCH {COURSE}/progress", ada, done)
    house.settle()
    yield Beginning(house.stage.state(), house.clock.at, {})
    attempt = life.begin(ada)
    for section, step in TURNING:
        life.ask(f"PUT {ATTEMPT}/sections/{{section}}/{step}", ada, attempt=attempt, section=section)
    house.settle()
    yield Beginning(house.stage.state(), house.clock.at, {"ada": attempt})


def lived(beginning: Beginning, reached: set[str], many: settings) -> None:
    """Live so often. Raises AssertionError for a broken promise, and where nobody came to what was to be reached."""
    Lives.beginning = beginning
    Lives.reached.clear()
    run_state_machine_as_test(Lives, settings=many)
    assert sorted(reached - {what for what, times in Lives.reached.items() if times}) == [], json.dumps(Lives.reached)


USUAL = settings(
    stateful_step_count=25,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)


@pytest.mark.parametrize("name", REACHED)
def test_promises_hold_in_every_life(founded: dict[str, Beginning], name: str) -> None:
    """The same lives in every run. One that breaks a promise is told as it was, not the shortest that does."""
    lived(founded[name], REACHED[name], settings(USUAL, max_examples=10, derandomize=True, phases=[Phase.generate]))


@pytest.mark.slow
@pytest.mark.parametrize("name", REACHED)
def test_promises_hold_in_very_many_lives(founded: dict[str, Beginning], name: str) -> None:
    lived(founded[name], REACHED[name], settings(USUAL, max_examples=200, stateful_step_count=50))
