"""The same operations on tables of different sizes, in turn: round trips, units, and how long they take."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from assessment.gradebook import handler as grades
from assessment.save_answer import handler as save
from assessment.start_attempt import handler as start
from assessment.submit_attempt import handler as submit
from enrollment.enroll import handler as enroll
from enrollment.list_enrollments import handler as lists
from learning.record_progress import handler as record
from lyceum.kernel.ids import shard_of
from lyceum.kernel.settings import settings
from lyceum.kernel.table import tenant_key
from lyceum.kernel.table.client import dynamodb
from tests.meter import Spent, metered
from tools.exam.drive import SAVE, START, SUBMIT
from tools.measure.gateway import learner_id, request
from tools.measure.school import School, found_school

_BATCH = 25
_PAGE = {"limit": "5"}
"""Small enough for each of eight shards to fill it among 100 items: then every size reads full pages."""
_NEWCOMERS = 10_000_000
"""Numbers of learners that are not seeded."""
_CONTROL = 20_000_000
"""Numbers of learners whom the engine is measured with."""
MOST = 1.5
"""Most that the median at the largest size may be, over that at the smallest (DATA.md, Scale)."""

type Act = Callable[["Sized", int], None]


@dataclass
class Sized:
    """A table of its own with a school of a size."""

    items: int
    table: str
    school: School
    attempts: dict[int, str] = field(default_factory=dict)

    def use(self) -> None:
        """Point the kernel at it."""
        os.environ["TABLE"] = self.table
        settings.cache_clear()


@dataclass
class Row:
    """One operation, by size."""

    operation: str
    spent: dict[int, Spent] = field(default_factory=dict)
    seconds: dict[int, list[float]] = field(default_factory=dict)

    def p50(self, items: int) -> float:
        """Milliseconds."""
        return median(self.seconds[items]) * 1000

    @property
    def growth(self) -> float:
        """The largest size over the smallest, the median of the rounds: both stand next to each other in each."""
        sizes = sorted(self.seconds)
        pairs = zip(self.seconds[sizes[-1]], self.seconds[sizes[0]], strict=True)
        return median(large / small for large, small in pairs)

    def violations(self, engine: "Row | None" = None) -> list[str]:
        """What is not as DATA.md promises, beyond what an engine on one machine slows down by itself."""
        most = MOST * max(1.0, engine.growth if engine else 1.0)
        found = []
        if len(set(self.spent.values())) > 1:
            found.append(f"{self.operation} costs differently: {self.spent}")
        if self.growth > most:
            found.append(f"{self.operation} takes {self.growth:.2f} times as long on the largest table, not {most:.2f}")
        return found


def seeded(table: str, items: int) -> Sized:
    """A school whose course has `items` items of learners: half of them in its roster, half in its gradebook."""
    made = Sized(items, table, found_school_in(table))
    requests = [_enrollment(made.school, n) if n % 2 else _grade(made.school, n) for n in range(items)]
    for first in range(0, items, _BATCH):
        part = requests[first : first + _BATCH]
        while part:
            answer = dynamodb().batch_write_item(
                RequestItems={table: [{"PutRequest": {"Item": item}} for item in part]}
            )
            part = [each["PutRequest"]["Item"] for each in answer.get("UnprocessedItems", {}).get(table, [])]
    return made


def found_school_in(table: str) -> School:
    """A new school in a table."""
    os.environ["TABLE"] = table
    settings.cache_clear()
    return found_school()


def measure_engine(schools: Sequence[Sized], rounds: int) -> Row:
    """What the engine alone takes for one indexed item written, read by its key, and five entries of its list."""
    row = Row("the engine alone", seconds={school.items: [] for school in schools})
    for number in range(rounds + 1):
        for school in schools:
            request = _enrollment(school.school, _CONTROL + number)
            began = time.perf_counter()
            dynamodb().put_item(TableName=school.table, Item=request)
            dynamodb().get_item(TableName=school.table, Key={name: request[name] for name in ("PK", "SK")})
            dynamodb().query(
                TableName=school.table,
                IndexName="GSI1",
                KeyConditionExpression="GSI1PK = :list",
                ExpressionAttributeValues={":list": request["GSI1PK"]},
                Limit=5,
            )
            if number:
                row.seconds[school.items].append(time.perf_counter() - began)
    return row


def measure(schools: Sequence[Sized], rounds: int) -> list[Row]:
    """Every operation on every size, round by round; the first round warms, the second counts units."""
    rows = []
    for operation, act in _ACTS.items():
        row = Row(operation, seconds={school.items: [] for school in schools})
        for number in range(rounds + 2):
            for school in schools:
                school.use()
                if number == 1:
                    with metered() as cost:
                        act(school, number)
                    row.spent[school.items] = cost.spent
                    continue
                began = time.perf_counter()
                act(school, number)
                if number:
                    row.seconds[school.items].append(time.perf_counter() - began)
        rows.append(row)
    return rows


def _call(handler: Any, event: dict[str, Any], query: dict[str, str] | None = None) -> dict[str, Any]:
    if query:
        event |= {"queryStringParameters": query, "rawQueryString": "&".join(f"{n}={v}" for n, v in query.items())}
    answer: dict[str, Any] = handler(event, None)
    if answer["statusCode"] not in (200, 201):
        raise RuntimeError(f"{event['routeKey']}: {answer['statusCode']} {answer['body']}")
    return answer


def _course(school: Sized) -> dict[str, str]:
    return {"tenant": school.school.tenant, "course": school.school.course}


def _enroll(school: Sized, number: int) -> None:
    event = request("POST /v1/{tenant}/courses/{course}/enrollments", person=_newcomer(number), **_course(school))
    _call(enroll, event)


def _start(school: Sized, number: int) -> None:
    there = {"tenant": school.school.tenant, "assessment": school.school.assessment}
    answer = _call(start, request(START, person=_newcomer(number), **there))
    school.attempts[number] = str(answer["headers"]["Location"]).rpartition("/")[2]


def _save(school: Sized, number: int) -> None:
    body = {"response": {"choice": "true"}, "revision": 1}
    there = {"tenant": school.school.tenant, "attempt": school.attempts[number], "question": "q1"}
    _call(save, request(SAVE, person=_newcomer(number), body=body, **there))


def _submit(school: Sized, number: int) -> None:
    there = {"tenant": school.school.tenant, "attempt": school.attempts[number]}
    _call(submit, request(SUBMIT, person=_newcomer(number), **there))


def _record(school: Sized, number: int) -> None:
    instant = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + number))
    item = {"lesson": "l1", "position_seconds": number, "duration_seconds": 300, "at": instant}
    route = "PATCH /v1/{tenant}/courses/{course}/progress"
    _call(record, request(route, person=_newcomer(0), body={"items": [item]}, **_course(school)))


def _my_courses(school: Sized, number: int) -> None:
    route = "GET /v1/{tenant}/me/enrollments"
    _call(lists, request(route, person=_newcomer(number), tenant=school.school.tenant))


def _roster(school: Sized, _: int) -> None:
    route = "GET /v1/{tenant}/courses/{course}/enrollments"
    _call(lists, request(route, person=learner_id(0), role="instructor", **_course(school)), dict(_PAGE))


def _gradebook(school: Sized, _: int) -> None:
    route = "GET /v1/{tenant}/courses/{course}/gradebook"
    _call(grades, request(route, person=learner_id(0), role="instructor", **_course(school)), dict(_PAGE))


_ACTS: dict[str, Act] = {
    "enroll": _enroll,
    "my courses": _my_courses,
    "record progress": _record,
    "start attempt": _start,
    "save answer": _save,
    "submit attempt": _submit,
    "roster": _roster,
    "gradebook": _gradebook,
}
"""In the order of a learner's way: each uses what those before it made."""


def _newcomer(number: int) -> str:
    return learner_id(_NEWCOMERS + number)


def _item(school: School, learner: str, part: str, list_name: str, sort: str, card: dict[str, Any]) -> dict[str, Any]:
    listed = tenant_key(school.tenant, "C", school.course, list_name, str(shard_of(learner, 8)))
    texts = {"PK": tenant_key(school.tenant, "U", learner), "SK": part, "GSI1PK": listed, "GSI1SK": sort}
    wire = {name: {"S": text} for name, text in texts.items()}
    return wire | {"card": {"M": card}, "rev": {"N": "1"}, "v": {"N": "1"}}


def _enrollment(school: School, number: int) -> dict[str, Any]:
    learner = learner_id(number)
    at = {"S": "2026-11-01T00:00:00.000Z"}
    card = {"learner": {"S": learner}, "status": {"S": "enrolled"}, "percent": {"N": "40"}, "at": at}
    kept = {"s": {"S": "enrolled"}, "c": {"S": school.course}, "u": {"S": learner}, "src": {"S": "self"}, "at": at}
    entry = _item(school, learner, f"ENROLLMENT#{school.course}", "ROSTER", f"enrolled#{learner}", card)
    return entry | kept | {"kind": {"S": "enrollment"}}


def _grade(school: School, number: int) -> dict[str, Any]:
    learner = learner_id(number)
    card = {"u": {"S": learner}, "g": {"M": {}}}
    return _item(school, learner, f"GRADE#{school.course}", "GRADES", learner, card) | {"kind": {"S": "grade"}}
