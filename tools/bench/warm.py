"""CPU of warm requests: the product's handler and the floor in one process, in turn, with the very same DynamoDB calls.

The table's answers come from an engine once and from memory afterwards, so the engine's speed is not in the figure.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from lyceum.kernel.ids import new_id
from tools.bench.endpoint import Endpoint
from tools.measure.gateway import learner_id, request
from tools.measure.school import School, enrolled

_HERE = Path(__file__).parent
_CHILD = _HERE / "warm_child.py"
BATCH = 25
"""Requests between two looks at the clock."""

ENROLL = "POST /v1/{tenant}/courses/{course}/enrollments"
START = "POST /v1/{tenant}/assessments/{assessment}/attempts"
SAVE = "PUT /v1/{tenant}/attempts/{attempt}/answers/{question}"
SUBMIT = "PUT /v1/{tenant}/attempts/{attempt}/submission"
RECORD = "PATCH /v1/{tenant}/courses/{course}/progress"


@dataclass
class Requests:
    """What was measured of one operation."""

    name: str
    event: dict[str, Any]
    seconds: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    """DynamoDB operations of one request."""

    @property
    def ratio(self) -> float:
        """The median."""
        return median(self.ratios)

    @property
    def milliseconds(self) -> float:
        """CPU of one request, the median over batches."""
        return median(self.seconds) / BATCH * 1000


def hot_requests(school: School) -> list[Requests]:
    """The five operations an exam and a course are made of, ready to be repeated; their learners are prepared."""
    sitting, fresh = learner_id(1), learner_id(2)
    for person in (sitting, fresh):
        enrolled(school.tenant, person, school.course)
    attempt = _begin(school, sitting)
    _study(school, sitting)
    there = {"tenant": school.tenant}
    answer = {"response": {"choice": "true"}, "revision": "@N@"}
    report = {"lesson": "l1", "position_seconds": 5, "duration_seconds": 300, "at": "@AT@"}
    course = there | {"course": school.course}
    newcomer = learner_id(3)
    return [
        Requests("enrollment.enroll", request(ENROLL, person=newcomer, key=f"key-{new_id()}", **course)),
        Requests("assessment.start_attempt", request(START, person=fresh, assessment=school.assessment, **there)),
        Requests(
            "assessment.save_answer",
            request(SAVE, person=sitting, body=answer, attempt=attempt, question="q1", **there),
        ),
        Requests("assessment.submit_attempt", request(SUBMIT, person=sitting, attempt=attempt, **there)),
        Requests("learning.record_progress", request(RECORD, person=sitting, body={"items": [report]}, **course)),
    ]


def _begin(school: School, person: str) -> str:
    from assessment.start_attempt import handler as start

    event = request(START, person=person, tenant=school.tenant, assessment=school.assessment)
    answer = start(event, None)
    if answer["statusCode"] != 201:
        raise RuntimeError(f"no attempt for the measurement: {answer}")
    return str(json.loads(answer["body"])["id"])


def _study(school: School, person: str) -> None:
    """Open the course: from then on a position is one write."""
    from learning.record_progress import handler as record

    item = {"lesson": "l1", "position_seconds": 1, "duration_seconds": 300, "at": "2026-01-01T00:00:00Z"}
    event = request(RECORD, person=person, tenant=school.tenant, course=school.course, body={"items": [item]})
    answer = record(event, None)
    if answer["statusCode"] != 200:
        raise RuntimeError(f"no progress for the measurement: {answer}")


def measure(
    found: list[Requests], folders: Mapping[str, tuple[Path, Path]], environment: Mapping[str, str], endpoint: Endpoint,
    rounds: int,
) -> None:  # fmt: skip
    """Fill in what was measured. `folders`: the code and the layers of each function. Raises RuntimeError."""
    for requests in found:
        with _process(requests.name, folders[requests.name], environment) as process:
            text = json.dumps(requests.event).replace('\\"@N@\\"', "@N@")
            _run(process, "product", text, [], 2)  # cold, and what a process learns from its first requests
            endpoint.calls.clear()
            _run(process, "product", text, [], 1)
            calls = [(operation, body.decode()) for operation, body in endpoint.calls]
            requests.calls = [operation for operation, _ in calls]
            for number in range(rounds + 1):
                below = _run(process, "floor", text, calls, BATCH)
                spent = _run(process, "product", text, [], BATCH)
                if number:
                    requests.seconds.append(spent)
                    requests.ratios.append(spent / below)


@contextmanager
def _process(name: str, folders: tuple[Path, Path], environment: Mapping[str, str]) -> Iterator[Any]:
    reading, writing = os.pipe()
    path = ":".join(str(folder) for folder in (*folders, _HERE))
    command = [os.path.realpath(sys.executable), "-I", "-S", "-B", str(_CHILD), path, name]
    # The child's descriptor 3: a shell is not needed, only a number that is known.
    os.set_inheritable(writing, True)
    command[4:5] = ["-c", _MOVED.format(number=writing, script=str(_CHILD))]
    with (
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=dict(environment),
            pass_fds=[writing],
            text=True,
        ) as process,
        os.fdopen(reading) as answers,
    ):
        os.close(writing)
        if process.stdin is None:  # it is a pipe; this is for the types
            raise RuntimeError("no way to command the process")
        yield (process.stdin, answers)
        process.stdin.close()


_MOVED = "import os, sys; os.dup2({number}, 3); exec(compile(open({script!r}).read(), {script!r}, 'exec'))"


def _run(process: Any, what: str, event: str, calls: list[tuple[str, str]], times: int) -> float:
    commands, answers = process
    commands.write(json.dumps({"run": what, "event": event, "calls": calls, "times": times}) + "\n")
    commands.flush()
    said = answers.readline()
    if not said:
        raise RuntimeError(f"{what} ended early")
    return float(said)
