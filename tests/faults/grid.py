"""The grid: operation × fault → what is expected; and the faults themselves."""

import csv
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from tests.faults.calls import Call
from tests.faults.proxy import CODES, CONFLICTS, Rule

FILE = Path(__file__).with_name("grid.csv")

TENTHS = 10
VARIABLE = "FAULTS"
"""Which tenth of the grid runs in `make test`: 0 to 9; by default that of the day."""


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong with one call."""

    name: str
    only_writes: bool = True
    times: int | None = 1
    """How often, one after another; None: for good."""


FAULTS: Mapping[str, Fault] = {
    fault.name: fault
    for fault in (
        Fault("throttled"),
        Fault("throttled for good", only_writes=False, times=None),
        Fault("conflict"),
        Fault("conflict for good", times=None),
        Fault("error 500"),
        Fault("error 500 for good", only_writes=False, times=None),
        Fault("cut before commit"),
        Fault("cut for good", only_writes=False, times=None),
        Fault("answer lost"),
        Fault("answer lost twice", times=2),
        Fault("answer lost for good", times=None),
        Fault("killed before", only_writes=False),
        Fault("killed after", only_writes=False),
        Fault("done twice", times=0),
    )
}


def kind_of(fault: Fault) -> str:
    """What goes wrong, however often."""
    return fault.name.removesuffix(" for good").removesuffix(" twice")


def rule(fault: Fault, call: Call) -> Rule | None:
    """What the proxy is told; None where this fault cannot strike this call."""
    kind = kind_of(fault)
    if kind == "throttled":
        code, status = CODES[call.service]
        return {"error": {"code": code, "status": status, "message": "Slow down."}}
    if kind == "conflict":
        return {"error": CONFLICTS[call.operation]} if call.operation in CONFLICTS else None
    if kind == "error 500":
        code = "InternalServerError" if call.service == "dynamodb" else "InternalFailure"
        return {"error": {"code": code, "status": 500, "message": "Out of order."}}
    if kind in {"cut before commit", "cut"}:
        return {"reset": True}
    if kind == "answer lost":
        return {"response": {"abort_bytes": 0}}
    raise ValueError(fault.name)


@dataclass(frozen=True)
class Row:
    """What is expected of one operation."""

    operation: str
    asked: str
    life: str
    """Which of tests.faults.lives asks for it."""
    repeated_by: str
    """client, bus, workflow, schedule, stream, operator."""
    counts: str
    """What its items count of tries and may end otherwise: `rev`, `attempts`; `mail`: how often a mail goes out;
    `limits`: how often somebody asked."""
    expected: Mapping[str, str]
    """Fault → `well` (nobody notices), `busy` (refused by that name, a repeat does it), `repeat` (the process is gone,
    a repeat does it), `-` (nothing that this fault could strike). `busy, then chapter-not-found`: what the repeat is
    told, where that is not `well`. `busy/well`: one or the other, by which call it strikes."""

    @property
    def place(self) -> tuple[str, str]:
        """Operation and what it was asked for."""
        return self.operation, self.asked

    def expectation(self, fault: Fault) -> "Expected":
        """What a cell says."""
        first, _, last = self.expected[fault.name].partition(", then ")
        return Expected(frozenset(first.split("/")), frozenset((last or "well").split("/")), self.counts.split())


@dataclass(frozen=True)
class Expected:
    """What is expected of one cell."""

    first: frozenset[str]
    """What who asks may be told at first."""
    last: frozenset[str]
    """And in the end."""
    exempt: Sequence[str]
    """What may differ from the undisturbed run."""


@lru_cache
def rows() -> Sequence[Row]:
    """The file."""
    with FILE.open(newline="", encoding="utf-8") as file:
        return [
            Row(
                operation=line.pop("operation"),
                asked=line.pop("asked"),
                life=line.pop("life"),
                repeated_by=line.pop("repeated by"),
                counts=line.pop("counts"),
                expected=line,
            )
            for line in csv.DictReader(file)
        ]


OUTSIDE: Mapping[tuple[str, str, str], str] = {
    ("community.notify", "LearnerEnrolled", "throttled"): "SendEmail",
    ("community.notify", "LearnerEnrolled", "answer lost"): "SendEmail",
    ("insight.render_report", "ReportRequested", "throttled"): "PutObject",
    ("insight.render_report", "ReportRequested", "answer lost"): "PutObject",
    ("assessment.resume_grading", "AttemptGraded", "throttled"): "SendTaskSuccess",
    ("assessment.resume_grading", "AttemptGraded", "answer lost"): "SendTaskSuccess",
    ("operations.publish_events", "stream", "throttled"): "PutEvents",
    ("operations.publish_events", "stream", "answer lost"): "PutEvents",
}
"""Operation, what it is asked for, fault → the call beside the table that this cell must strike. All run every day."""


def consumers_of(life: str) -> set[str]:
    """Operations that hear events of the bus in a life."""
    return {row.operation for row in rows() if row.life == life and row.repeated_by in ("bus", "timer")}


def tenth() -> int | None:
    """The tenth that runs among the quick tests; None for all."""
    chosen = os.environ.setdefault(VARIABLE, str(datetime.now(UTC).timetuple().tm_yday % TENTHS))
    return None if chosen == "all" else int(chosen)


def cells() -> list[tuple[Row, Fault]]:
    """All cells that can go wrong, in an order that deals each row's cells to different tenths."""
    return [(row, FAULTS[name]) for row in rows() for name, expected in row.expected.items() if expected != "-"]
