"""The house in one process: requests, events and tasks reach their handlers; what stood before each is remembered."""

import base64
import importlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any, cast

import pytest

from lyceum.assessment.store import question_sets
from lyceum.commerce import breaker
from lyceum.compliance import record_audit
from lyceum.enrollment import enroll, seats
from lyceum.kernel import clock, memory, sealing
from lyceum.kernel.events import Envelope
from lyceum.kernel.relay import envelopes
from lyceum.kernel.table import remembered
from lyceum.learning.store import progress
from tests.faults.stage import Stage, State, Wire
from tests.http import Answer, Person, request
from tools.checks.house import EVERY, gateway_routes, operation_of, subscriptions
from tools.checks.templates import FUNCTION
from tools.stripe_local.server import StripeServer

type Handler = Callable[[Any, Any], Any]

STEP = timedelta(seconds=7)


@dataclass(frozen=True)
class Step:
    """One thing that a client or AWS asked for, and what was there before."""

    operation: str
    """`enrollment.enroll`."""
    asked: str
    """The route, the event, or `task`, `stream`, `schedule`."""
    call: Callable[[], Any]
    before: State
    at: datetime

    @property
    def row(self) -> tuple[str, str]:
        """Its row in the grid."""
        return self.operation, self.asked


@dataclass
class Clock:
    """Stands still until it is moved."""

    at: datetime

    def now(self) -> datetime:
        """The instant."""
        return self.at

    def later(self, by: timedelta = STEP) -> datetime:
        """Move it on."""
        self.at += by
        return self.at


@dataclass
class House:
    """All functions, called as AWS calls them."""

    stage: Stage
    clock: Clock
    failures: str
    """The failure queue."""
    stripe: StripeServer
    steps: dict[tuple[str, str], Step] = field(default_factory=dict)
    waiting: list[Wire] = field(default_factory=list)
    """Records of the stream that nobody has heard of yet."""
    history: list[Wire] = field(default_factory=list)
    """Every record of the stream, in order."""
    remembers: bool = True
    """Whether it keeps what stood before each step; that takes a look at everything."""
    order: Random | None = None
    """Where there is one, events come in whatever order it says, and so do those who hear them: the bus keeps none."""
    _written: set[tuple[str, str]] = field(default_factory=set)

    def ask(
        self,
        route: str,
        caller: Person | None,
        body: Any = None,
        *,
        key: str | None = None,
        headers: dict[str, str] | None = None,
        said: dict[str, str] | None = None,
        at: dict[str, str] | None = None,
        **given: Any,
    ) -> Answer:
        """A request, as the gateway hands it over.

        `said`: claims beside the usual ones; `given`: the path and more; `at`: more of the path, where it has a `key`.
        """
        operation = functions_by_route()[route]
        sent = {**({"Idempotency-Key": f"{key}-of-this-test".replace(" ", "-")} if key else {}), **(headers or {})}

        def call() -> Answer:
            # A token is refreshed before it ends, so each try has one of its own time.
            issued = str(int(self.clock.at.timestamp()))
            usual = {"email": f"{caller.id}@tests.example", "name": "Somebody", "iat": issued} if caller else {}
            claims = caller.claims(**(usual | (said or {}))) if caller else None
            place = {**given, **(at or {})}
            return request(handler_of(operation), route, caller=caller, body=body, headers=sent, claims=claims, **place)

        return cast("Answer", self.do(operation, route, call))

    def ask_well(self, route: str, caller: Person | None, body: Any = None, **options: Any) -> Any:
        """A request that succeeds: its answer."""
        answer = self.ask(route, caller, body, **options)
        assert answer.status < 300, (route, answer.text)
        return json.loads(answer.text or "null")

    def task(self, operation: str, payload: Wire, asked: str = "task") -> Any:
        """A task of a workflow, an operator's call, or what a schedule starts."""
        sent = json.dumps(payload, default=_text)
        return self.do(operation, asked, lambda: handler_of(operation)(json.loads(sent), None))

    def do(self, operation: str, asked: str, call: Callable[[], Any]) -> Any:
        """Do it, and remember it as the case of its row: the first that wrote something, else the first."""
        self.clock.later()
        row = (operation, asked)
        fresh = self.remembers and row not in self._written
        step = Step(operation, asked, call, self.stage.state(), self.clock.at) if fresh else None
        forget()
        result = call()
        records = self.stage.records()
        if step is not None and (records or row not in self.steps):
            self.steps[row] = step
        if records:
            self._written.add(row)
        self.hear(records)
        return result

    def hear(self, records: Sequence[Wire]) -> None:
        """Records that are to be told."""
        self.waiting += records
        self.history += records

    def written(self) -> list[Wire]:
        """Every item as each write left it: what stands in the stream is what readers may have met."""
        images = (record["dynamodb"].get("NewImage") for record in self.history)
        return [image for image in images if image]

    def settle(self, *, leave: Sequence[str] = (), only: Sequence[str] = ()) -> list[Envelope]:
        """Let everybody hear what was told, and what that told again; the events, in order.

        `leave`: events that nobody hears yet. `only`: nothing else is heard, the rest waits.
        """
        heard: list[Envelope] = []
        kept: list[Wire] = []
        while self.waiting:
            if self.order is not None:
                self.waiting.insert(0, self.waiting.pop(self.order.randrange(len(self.waiting))))
            record = self.waiting[0]  # it stays there until all have heard it: a process may die in between
            told = envelopes(record)
            if any(one.name in leave or (only and one.name not in only) for one in told):
                kept.append(self.waiting.pop(0))
                continue
            if told:
                self.stream(record)
            for envelope in told:
                heard.append(envelope)
                self.deliver(envelope)
            self.waiting.pop(0)
        self.waiting = kept
        return heard

    def stream(self, *records: Wire) -> None:
        """Both readers of the stream get these."""
        event = {"Records": list(records)}
        self.task("operations.publish_events", event, "stream")
        self.task("insight.roll_up", event | {"shardId": "shardId-1"}, "stream")

    def deliver(self, envelope: Envelope) -> None:
        """Everybody who waits for this event hears it, and the workflows do what they do."""
        self.tell(envelope)
        workflows = {
            "ImportRequested": self._import,
            "QuestionExportRequested": self._export,
            "RegradeRequested": self._regrade,
            "ExamOpeningDue": self._open_exam,
            "OnboardingRequested": self._onboard,
            "OrderPaid": self._fulfil,
            "OrderReopened": self._fulfil,
        }
        if envelope.name in workflows:
            workflows[envelope.name](envelope)
        if envelope.name == "AttemptSubmitted" and envelope.data["waiting"]:
            waits = {"tenant": envelope.tenant, "attempt": envelope.data["attempt"]}
            self.task("assessment.await_grade", waits | {"execution": "execution-1", "token": "token-1"})

    def tell(self, envelope: Envelope) -> None:
        """Every function that waits for this event hears it. A second execution of a workflow would end at once."""
        detail = json.loads(envelope.model_dump_json())
        heard = hearers(envelope.name)
        for operation, asked in self.order.sample(heard, len(heard)) if self.order else heard:
            self.task(operation, {"detail": detail}, asked)

    def _onboard(self, envelope: Envelope) -> None:
        """What the onboarding's state machine does."""
        step = {"tenant": envelope.tenant, "execution": "execution-1"}
        self.task("tenancy.prepare_tenant", step | {"step": "claim"})
        appointed = {"tenant": envelope.tenant, "person": envelope.data["administrator"]}
        self.task("identity.appoint_administrator", appointed | {"action": "appoint"})
        for name in ("furnish", "open"):
            self.task("tenancy.prepare_tenant", step | {"step": name})

    def _fulfil(self, envelope: Envelope) -> None:
        """What the state machine of fulfilment does."""
        step = {"tenant": envelope.tenant, "order": envelope.data["order"], "execution": f"of {envelope.id}"}
        operation = "commerce.fulfil_order"
        for course in self.task(operation, step | {"step": "claim"})["courses"]:
            line = step | {"course": course}
            found = self.task(operation, line | {"step": "hold"})
            if found["refusal"]:
                self.task(operation, line | {"step": "give_back", "refusal": found["refusal"]})
                continue
            bought = {name: line[name] for name in ("tenant", "order", "course")}
            self.task("enrollment.enroll_buyer", bought | {"learner": found["learner"], "held": found["held"]})
            self.task(operation, line | {"step": "open"})
        self.task(operation, step | {"step": "finish"})

    def _import(self, envelope: Envelope) -> None:
        """What the import's state machine does."""
        job = {"tenant": envelope.tenant, "job": envelope.data["job"]}
        found = self.task("interop.parse_source", job | {"execution": "execution-1"})
        ended = {"state": "finished", "counts": found["counts"], "report": found["report"]}
        if found["bank"] is not None:
            questions = self.task("assessment.write_bank_questions", found | job)
            self.task("catalog.finish_import", job | ended | {"questions": questions})
            return
        place = {"tenant": envelope.tenant} | {
            name: found[name] for name in ("requester", "format", "course", "dry_run", "document")
        }
        draft = self.task("catalog.write_import", place)
        self.task("assessment.write_question_sets", place | {"course": draft["course"]})
        self.task("catalog.finish_import", job | draft | ended)

    def _regrade(self, envelope: Envelope) -> None:
        """What the regrade's state machine does."""
        named = {name: envelope.data[name] for name in ("assessment", "regrade")}
        step = {"tenant": envelope.tenant, "execution": f"of {envelope.id}"} | named
        while self.task("assessment.regrade_attempts", step)["next"] != "done":
            pass

    def _open_exam(self, envelope: Envelope) -> None:
        """What the opening's state machine does."""
        named = {"assessment": envelope.data["id"], "execution": f"of {envelope.id}"}
        while self.task("assessment.prepare_attempts", {"tenant": envelope.tenant} | named)["next"] != "done":
            pass

    def _export(self, envelope: Envelope) -> None:
        """What the export's state machine does."""
        export = {"tenant": envelope.tenant, "export": envelope.data["export"]}
        found = self.task("assessment.gather_questions", export | {"execution": "execution-1"})
        counts = self.task("interop.render_questions", found)["counts"]
        self.task("assessment.finish_export", export | {"state": "ready", "counts": counts})


def _text(value: bytes) -> str:
    """Bytes travel so in a stream's records."""
    return base64.b64encode(value).decode()


@cache
def functions_by_route() -> dict[str, str]:
    """Route → operation."""
    return {route.key: ".".join(operation_of(route.function)) for route in gateway_routes() if route.function}


@cache
def consumers() -> dict[str, list[str]]:
    """Event → operations that hear of it."""
    found = defaultdict[str, list[str]](list)
    for one in subscriptions():
        if one.target is not None and one.target.type == FUNCTION:
            found[one.name].append(".".join(operation_of(one.target)))
    return found


def hearers(event: str) -> list[tuple[str, str]]:
    """Operations that hear of an event, each with what it waits for: this one, or every one."""
    return [(operation, asked) for asked in (event, EVERY) for operation in consumers()[asked]]


def handler_of(operation: str) -> Handler:
    """The function's handler."""
    return cast("Handler", importlib.import_module(operation).handler)


def forget() -> None:
    """Forget what a process remembers, as a new one would have."""
    memory.forget()
    remembered.forget()
    progress.forget()
    seats.forget()
    enroll._full.clear()
    record_audit._opened.clear()
    sealing._kept.clear()
    question_sets._question_set.cache_clear()
    question_sets._entries.clear()
    breaker.forget()


@contextmanager
def standing_clock(at: datetime) -> Iterator[Clock]:
    """The kernel's clock stands until it is moved."""
    with pytest.MonkeyPatch.context() as patch:
        stopped = Clock(at)
        patch.setattr(clock, "now", stopped.now)
        yield stopped
