"""What a school's table and bus say of somebody, so that two lives of the same kind can be compared."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.e2e.deployed import Deployed
from tests.e2e.quiet import still
from tests.e2e.tap import Tap
from tests.faults.stage import seen

QUIET_SECONDS = 8.0
_VARIES = (
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "UUID"),
    (re.compile(r"\b[A-Za-z0-9_-]{40,}"), "COMPOUND"),  # ids that encode a key, hashes
    (re.compile(r"#\d\""), '#SHARD"'),
    (re.compile(r"\.[0-9a-f]{12}@"), ".SOMEBODY@"),
)


def items_of(stack: Deployed, tenant: str, about: str = "") -> Counter[str]:
    """Every item of a tenant, or those of them whose partition names somebody: without ids and instants."""
    mine = (item for item in raw_items(stack, tenant) if about in item["PK"]["S"])
    return Counter(_plain(seen(item, frozenset()), tenant) for item in mine)


def raw_items(stack: Deployed, tenant: str) -> Iterator[dict[str, Any]]:
    """Every item of a tenant as the table has it."""
    pages = stack.aws("dynamodb").get_paginator("scan").paginate(TableName=stack.outputs["TableName"])
    for item in (item for page in pages for item in page["Items"]):
        if f"#{tenant}#" in f"{item['PK']['S']}#":
            yield item


def told_of(tap: Tap, tenant: str, about: str = "") -> Counter[str]:
    """Names of events, each counted once however often it came."""
    ids: dict[str, str] = {}
    for name, events in tap.read().items():
        for detail in (event["detail"] for event in events):
            if detail["tenant"] == tenant and about in f"{detail['aggregate']} {detail['data']}":
                ids[detail["id"]] = name
    return Counter(ids.values())


def settled(stack: Deployed, tap: Tap, tenant: str) -> None:
    """Until nothing has been told or written for a while. Raises Broken."""
    still(lambda: (told_of(tap, tenant), items_of(stack, tenant)), QUIET_SECONDS)


def _plain(text: str, tenant: str) -> str:
    for varies, name in _VARIES:
        text = varies.sub(name, text)
    return text.replace(tenant, "TENANT")


def differences(mine: Counter[Any], theirs: Counter[Any]) -> list[str]:
    """What is otherwise there, for people."""
    return [f"{mine[one]} → {theirs[one]}: {one}" for one in sorted(mine | theirs) if mine[one] != theirs[one]]
