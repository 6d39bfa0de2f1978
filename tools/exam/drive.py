"""An exam: it is opened, everybody starts, goes through its sections, answers are saved one by one, everybody hands in.

What the same starts take where nothing was prepared is driven at an exam of its own. Every tenth learner has half as
much time again and a second attempt, every tenth other one gets twice the time while they are sitting.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

from lyceum.assessment.model.opening import LEAD
from lyceum.assessment.plan_opening import plan_opening
from lyceum.assessment.prepare_attempts import Next, prepare_attempts
from lyceum.kernel import memory
from lyceum.kernel.ids import shard_of
from lyceum.kernel.settings import settings
from lyceum.kernel.table import tenant_key
from lyceum.kernel.table.client import dynamodb
from lyceum.kernel.table.read import LIST_SHARDS
from tools.exam.account import Account
from tools.exam.paper import ASKED, ESSAY, Exam, response
from tools.measure.gateway import learner_id, request
from tools.measure.school import School

START: Final = "POST /v1/{tenant}/assessments/{assessment}/attempts"
SAVE: Final = "PUT /v1/{tenant}/attempts/{attempt}/answers/{question}"
SUBMIT: Final = "PUT /v1/{tenant}/attempts/{attempt}/submission"
ENTER: Final = "PUT /v1/{tenant}/attempts/{attempt}/sections/{section}/entry"
GRANT: Final = "PUT /v1/{tenant}/courses/{course}/assessments/{assessment}/accommodations/{learner}"
STARTING: Final = "start attempt"
BEFORE: Final = {"time_factor": "1.5", "extra_attempts": 1}
"""What every tenth learner has from the beginning."""
MEANWHILE: Final = {"time_factor": "2"}
"""What every tenth other one is granted while they are sitting."""
_ONE_IN: Final = 10
_BATCH: Final = 25
"""Most items of a BatchWriteItem."""

type Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


@dataclass
class Driven:
    """What was done of one kind."""

    operation: str
    seconds: list[float] = field(default_factory=list)
    """CPU of each request that was not metered."""
    bytes_out: int = 0
    requests: int = 0

    @property
    def milliseconds(self) -> float:
        """CPU of a request, the median."""
        return median(self.seconds) * 1000 if self.seconds else 0.0


class Refused(RuntimeError):
    """A handler answered anything but a success."""


@dataclass
class Sheet:
    """An attempt, and the choices of its questions, as far as they are shown: those of sections that were entered."""

    attempt: str
    choices: dict[str, list[str]] = field(default_factory=dict)

    def look(self, answer: dict[str, Any]) -> None:
        """What is shown now, once a section is entered."""
        shown = json.loads(answer["body"])["questions"]
        self.choices |= {each["id"]: [choice["id"] for choice in each["choices"]] for each in shown}


def accommodated(people: Sequence[str], *, first: int = 0) -> list[str]:
    """Every tenth of them: those of the beginning, or from the `first` on."""
    return list(people[first::_ONE_IN])


@dataclass(frozen=True)
class FirstMinute:
    """What everybody's start takes of the table."""

    requests: int
    writes: int
    """Items that are written, or checked in a transaction."""
    write_units: int
    """Those of index entries included."""

    @classmethod
    def of(cls, account: Account, starts: int) -> "FirstMinute":
        """Of an account of the starts."""
        units = account.units(STARTING, starts)
        return cls(account.requests[STARTING], account.written[STARTING], units)


def first_minute(exam: Exam, *, starts: int, sample: int) -> FirstMinute:
    """Everybody starts an exam that nothing was prepared for. Raises Refused."""
    account = Account(sample=sample)
    phases = _Phases(exam, account)
    memory.forget()
    with account.listening(dynamodb()):
        for number in range(starts):
            phases.start(learner_id(number))
    return FirstMinute.of(account, starts)


def drive(exam: Exam, account: Account, *, starts: int, saves: int, submits: int) -> Iterator[Driven]:
    """Run the exam; what was driven, kind by kind. Saves go round by round to all who started. Raises Refused."""
    people = [learner_id(number) for number in range(starts)]
    phases = _Phases(exam, account)
    memory.forget()
    with account.listening(dynamodb()):
        phases.open()
        phases.grant("accommodate", accommodated(people), BEFORE)
        sheets = [phases.start(person) for person in people]
        _answer(phases, people, sheets, saves)
        for number in range(submits):
            phases.call("submit attempt", SUBMIT, people[number], attempt=sheets[number].attempt)
        for person in accommodated(people[:submits]):
            phases.start(person, "start again")
    yield from phases.driven.values()


def _answer(phases: "_Phases", people: Sequence[str], sheets: Sequence[Sheet], saves: int) -> None:
    """Everybody saves, section by section; some get more time before they enter the last one."""
    starts, rounds = len(people), -(-saves // len(people))
    section = ""
    for number in range(saves):
        round, learner = divmod(number, starts)
        place = round * ASKED // max(rounds, ASKED)
        wanted = phases.exam.section(place)
        if wanted != section:
            if section:
                phases.grant("accommodate meanwhile", accommodated(people, first=5), MEANWHILE)
            section = wanted
            for person, sheet in zip(people, sheets, strict=True):
                sheet.look(phases.call("enter section", ENTER, person, attempt=sheet.attempt, section=section))
        id, sheet = f"q{place}", sheets[learner]
        operation = "save essay" if place == ESSAY else "save answer"
        body = {"response": response(place, sheet.choices[id]), "revision": 1 + round}
        phases.call(operation, SAVE, people[learner], body=body, attempt=sheet.attempt, question=id)


class _Phases:
    """Requests by kind of operation, in the order in which the kinds came."""

    def __init__(self, exam: Exam, account: Account) -> None:
        from assessment.accommodate import handler as grant
        from assessment.navigate_attempt import handler as enter
        from assessment.save_answer import handler as save
        from assessment.start_attempt import handler as start
        from assessment.submit_attempt import handler as submit

        self.exam, self.driven = exam, dict[str, Driven]()
        self._account = account
        self._handlers: dict[str, Handler] = {START: start, SAVE: save, SUBMIT: submit, ENTER: enter, GRANT: grant}

    def open(self) -> None:
        """Prepare everybody's attempt, as half an hour before the start. It is metered whole."""
        driven = self.driven.setdefault("prepare attempts", Driven("prepare attempts", requests=1))
        self._account.begin(driven.operation, None)
        began, place = time.process_time(), (self.exam.school.tenant, self.exam.id)
        plan_opening(*place, at=self.exam.opens - LEAD)
        while prepare_attempts(*place, execution="drive", at=self.exam.opens - LEAD) is not Next.DONE:
            pass
        driven.seconds.append(time.process_time() - began)

    def start(self, person: str, operation: str = STARTING) -> Sheet:
        """Begin an attempt. Raises Refused."""
        answer = self.call(operation, START, person, assessment=self.exam.id)
        return Sheet(str(json.loads(answer["body"])["id"]))

    def grant(self, operation: str, learners: Sequence[str], terms: dict[str, Any]) -> None:
        """Staff accommodates. Raises Refused."""
        place = {"course": self.exam.school.course, "assessment": self.exam.id}
        for learner in learners:
            event = self._request(GRANT, self.exam.staff, role="instructor", body=terms, **place, learner=learner)
            self._send(operation, GRANT, event, learner)

    def call(self, operation: str, route: str, person: str, *, body: Any = None, **path: str) -> dict[str, Any]:
        """One request of a learner. Raises Refused."""
        return self._send(operation, route, self._request(route, person, body=body, **path), person)

    def _request(
        self, route: str, person: str, *, role: str = "learner", body: Any = None, **path: str
    ) -> dict[str, Any]:
        return request(route, person=person, role=role, body=body, tenant=self.exam.school.tenant, **path)

    def _send(self, operation: str, route: str, event: dict[str, Any], learner: str) -> dict[str, Any]:
        driven = self.driven.setdefault(operation, Driven(operation))
        self._account.begin(operation, learner)
        began = time.process_time()
        answer = self._handlers[route](event, None)
        if not self._account.metered:
            driven.seconds.append(time.process_time() - began)
        if answer["statusCode"] not in (200, 201):
            raise Refused(f"{route}: {answer['statusCode']} {answer['body']}")
        driven.requests += 1
        driven.bytes_out += len(answer["body"].encode())
        return answer


def seed_enrollments(school: School, people: Sequence[str]) -> None:
    """Everybody is enrolled, as enrollment keeps it, roster entry included."""
    for first in range(0, len(people), _BATCH):
        requests = [{"PutRequest": {"Item": _enrollment(school, person)}} for person in people[first : first + _BATCH]]
        dynamodb().batch_write_item(RequestItems={settings().table: requests})


def _enrollment(school: School, person: str) -> dict[str, Any]:
    texts = {
        "PK": tenant_key(school.tenant, "U", person),
        "SK": f"ENROLLMENT#{school.course}",
        "s": "enrolled",
        "kind": "enrollment",
        "GSI1PK": tenant_key(school.tenant, "C", school.course, "ROSTER", str(shard_of(person, LIST_SHARDS))),
        "GSI1SK": f"enrolled#{person}",
    }
    return {name: {"S": text} for name, text in texts.items()} | {"rev": {"N": "1"}, "v": {"N": "1"}}
