"""An exam: everybody starts, answers are saved one by one, everybody hands in."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from lyceum.kernel.settings import settings
from lyceum.kernel.table import tenant_key
from lyceum.kernel.table.client import dynamodb
from tools.exam.account import Account
from tools.measure.gateway import learner_id, request
from tools.measure.school import QUESTIONS, School

START = "POST /v1/{tenant}/assessments/{assessment}/attempts"
SAVE = "PUT /v1/{tenant}/attempts/{attempt}/answers/{question}"
SUBMIT = "PUT /v1/{tenant}/attempts/{attempt}/submission"
_BATCH = 25
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


def drive(school: School, account: Account, *, starts: int, saves: int, submits: int) -> Iterator[Driven]:
    """Run the exam; what was driven, kind by kind. Saves go round by round to all who started. Raises Refused."""
    from assessment.save_answer import handler as save
    from assessment.start_attempt import handler as start
    from assessment.submit_attempt import handler as submit

    people = [learner_id(number) for number in range(starts)]
    seed_enrollments(school, people)
    account.listen(dynamodb())
    begun = _Phase("start attempt", start, account)
    sheets = [_sheet(begun.call(START, person, school, assessment=school.assessment)) for person in people]
    yield begun.driven
    saving = _Phase("save answer", save, account)
    for number in range(saves):
        attempt, questions = sheets[number % starts]
        place = number // starts
        id, choice = questions[place % QUESTIONS]
        body = {"response": {"choice": choice}, "revision": 1 + place // QUESTIONS}
        saving.call(SAVE, people[number % starts], school, body=body, attempt=attempt, question=id)
    yield saving.driven
    handing = _Phase("submit attempt", submit, account)
    for number in range(submits):
        handing.call(SUBMIT, people[number], school, attempt=sheets[number][0])
    yield handing.driven


class _Phase:
    def __init__(self, operation: str, handler: Handler, account: Account) -> None:
        self.driven = Driven(operation)
        self._handler, self._account = handler, account

    def call(self, route: str, person: str, school: School, *, body: Any = None, **path: str) -> dict[str, Any]:
        """One request. Raises Refused."""
        event = request(route, person=person, body=body, tenant=school.tenant, **path)
        self._account.begin(self.driven.operation, person)
        began = time.process_time()
        answer = self._handler(event, None)
        if not self._account.metered:
            self.driven.seconds.append(time.process_time() - began)
        if answer["statusCode"] not in (200, 201):
            raise Refused(f"{route}: {answer['statusCode']} {answer['body']}")
        self.driven.requests += 1
        self.driven.bytes_out += len(answer["body"].encode())
        return answer


def _sheet(answer: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    """The attempt's id, and a choice for each of its questions."""
    view = json.loads(answer["body"])
    chosen = [(q["id"], q["choices"][0]["id"] if q["choices"] else "true") for q in view["questions"]]
    return str(view["id"]), chosen


def seed_enrollments(school: School, people: list[str]) -> None:
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
    }
    return {name: {"S": text} for name, text in texts.items()} | {"rev": {"N": "1"}, "v": {"N": "1"}}
