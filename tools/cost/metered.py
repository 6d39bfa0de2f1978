"""Requests that were metered: the log lines of functions, as CloudWatch or the local stack keep them."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tools.measure.prices import SECONDS, Used
from tools.measure.rows import rows

ROWS = {
    "GET /v1/{tenant}/me": ("identity", "me"),
    "PUT /v1/{tenant}/me/membership": ("identity", "join"),
    "GET /v1/{tenant}/me/enrollments": ("enrollment", "my courses (20)"),
    "GET /v1/{tenant}/courses/{course}/enrollments": ("enrollment", "roster (20)"),
    "POST /v1/{tenant}/courses/{course}/enrollments": ("enrollment", "enroll, seats limited"),
    "GET /v1/{tenant}/courses/{course}/outline": ("learning", "outline, 200 lessons"),
    "GET /v1/{tenant}/courses/{course}/lessons/{lesson}": ("learning", "lesson"),
    "PATCH /v1/{tenant}/courses/{course}/progress": ("learning", "completion and position"),
    "POST /v1/{tenant}/assessments/{assessment}/attempts": ("assessment", "start attempt, with a deadline"),
    "GET /v1/{tenant}/attempts/{attempt}": ("assessment", "view attempt, 20 questions"),
    "PUT /v1/{tenant}/attempts/{attempt}/answers/{question}": ("assessment", "save answer"),
    "PUT /v1/{tenant}/attempts/{attempt}/submission": ("assessment", "submit 20 answers and grade"),
    "GET /v1/{tenant}/courses/{course}/gradebook": ("gradebooks", "gradebook, 50 rows of 60 items"),
    "GET /v1/{tenant}/me/grades": ("gradebooks", "my grades"),
}
"""The row of docs/access-patterns that a route costs at most; any other route counts as OTHER."""
OTHER = ("catalog", "create a lesson")
"""Authors' work: as dear as it gets."""


@dataclass
class Tenant:
    """What was metered of one tenant."""

    used: Used = field(default_factory=Used)
    routes: Counter[str] = field(default_factory=Counter)


def read(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The request lines of a log; whatever else stands in it is passed over."""
    for line in lines:
        start = line.find("{")
        try:
            found = json.loads(line[start:]) if start >= 0 else None
        except ValueError:
            continue
        if isinstance(found, dict) and found.get("message") == "request" and found.get("route"):
            yield found


def by_tenant(requests: Iterable[dict[str, Any]]) -> dict[str, Tenant]:
    """Requests, units and durations of each tenant; requests without one (the platform's) stand under an empty name."""
    tenants: dict[str, Tenant] = {}
    for request in requests:
        tenant = tenants.setdefault(str(request.get("tenant") or ""), Tenant())
        tenant.routes[str(request["route"])] += 1
        tenant.used += _used(request)
    return tenants


def _used(request: dict[str, Any]) -> Used:
    refused = int(request.get("status") or 500) >= 400
    writes, reads = _units(str(request["route"]))
    lasted = Decimal(str(request.get("milliseconds") or 0)) / 1000
    return Used(
        requests=1,
        write_units=writes,  # a write that a condition refuses costs its units all the same
        read_units=reads,
        bytes_out=int(request.get("bytes") or 0),
        events=0 if refused or not writes else 1,
        seconds=lasted - SECONDS,
    )


@lru_cache
def _units(route: str) -> tuple[Decimal, Decimal]:
    page, name = ROWS.get(route, OTHER)
    spent = rows(page)[name]
    reading = route.startswith("GET ")
    return Decimal(0 if reading else spent.write_units + spent.index_units), spent.read_units
