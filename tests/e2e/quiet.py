"""When a school has come to rest: what was done there has been told, heard and written down."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.e2e.deployed import Deployed, School
from tools.demo.api import until
from tools.demo.journal import Broken

CALM_SECONDS = 2.0
_LATENCIES = 3
_LONGEST_SECONDS = 240.0

type Key = tuple[str, str]


def items_of(stack: Deployed, tenant: str) -> dict[Key, dict[str, Any]]:
    """Everything in the table that names the tenant in its key: the persons' sides of memberships, too, and what Stripe
    told, which a list of the school's names.
    """
    pages = stack.aws("dynamodb").get_paginator("scan").paginate(TableName=stack.outputs["TableName"])
    return {
        (item["PK"]["S"], item["SK"]["S"]): item
        for page in pages
        for item in page["Items"]
        if item["PK"]["S"] == f"T#{tenant}"
        or item["PK"]["S"].startswith(f"T#{tenant}#")
        or item["SK"]["S"] == f"MEMBERSHIP#{tenant}"
        or item.get("GSI1PK", {"S": ""})["S"].startswith(f"T#{tenant}#")
    }


def rest(school: School, *, beside: School | None = None) -> Mapping[Key, dict[str, Any]]:
    """Wait until nothing is written for the school any more; all that it has then.

    How long nothing may happen depends on the machine: several times as long as an event takes now, from the write that
    tells it to the entry of the audit trail, which is where every event ends. It is tried with a unit made and archived
    in `beside`, else in the school itself. Raises Broken.
    """
    stack, calm = school.stack, max(CALM_SECONDS, _LATENCIES * _latency(beside or school))
    return still(lambda: items_of(stack, school.tenant), calm)


def still[T](look: Callable[[], T], calm: float) -> T:
    """What stays the same for so many seconds. Raises Broken."""
    end, before, since = time.monotonic() + _LONGEST_SECONDS, look(), time.monotonic()
    while time.monotonic() - since < calm:
        if time.monotonic() > end:
            raise Broken(f"never still for {calm:.1f} s within {_LONGEST_SECONDS:.0f} s")
        time.sleep(calm / 8)
        after = look()
        if after != before:
            before, since = after, time.monotonic()
    return before


def _latency(school: School) -> float:
    """Seconds from a write to its entry in the audit trail."""
    api, began = school.administrator.api, time.monotonic()
    unit = api.post("/units", {"kind": "team", "name": {"en": "Is anybody still busy?"}})["id"]
    until(
        lambda: api.send("GET", f"/audit/objects/{unit}", expect=(200, 404)).status == 200,
        what="the entry of an event",
        seconds=_LONGEST_SECONDS,
    )
    took = time.monotonic() - began
    api.put(f"/units/{unit}/archival")
    return took
