"""Timers: what is due is found in one index, claimed by condition, and told as an event (DATA.md, Timers).

Nobody waits for the sweep to be right: a read or write after the deadline already treats the thing as due.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lyceum.kernel import observe
from lyceum.kernel.clock import iso
from lyceum.kernel.errors import Conflict
from lyceum.kernel.settings import settings
from lyceum.kernel.table.items import DUE_SHARDS, Item, Key
from lyceum.kernel.table.read import call
from lyceum.kernel.table.write import transaction

PAGE = 100

SHARDS = range(DUE_SHARDS)
"""Where timers lie."""


class TimerMoved(Conflict):
    """The timer was taken away, moved, or claimed by another sweep."""

    title = {"en": "The timer has moved", "th": "ตัวจับเวลาถูกย้ายแล้ว"}


@dataclass(frozen=True, slots=True)
class Due:
    """One timer that has run out, as the index shows it. Also the event that tells so."""

    key: Key
    sort: str
    at: str
    context: str
    event: str
    tenant: str
    id: str
    schema_version: int = 1

    @classmethod
    def of(cls, raw: dict[str, Any]) -> "Due":
        """From an index entry: `<instant>#<context>.<Event>#<tenant>#<id>`."""
        sort = raw["GSI2SK"]["S"]
        at, kind, tenant, id = sort.split("#", 3)
        context, _, event = kind.partition(".")
        return cls(Key(raw["PK"]["S"], raw["SK"]["S"]), sort, at, context, event, tenant, id)

    def name(self) -> str:
        """The event's name, `AttemptDue`."""
        return self.event

    def data(self) -> str:
        """The event's payload: whose timer it was, and for when."""
        return json.dumps({"id": self.id, "due": self.at}, separators=(",", ":"))


def overdue(shard: int, *, at: datetime, after: str | None = None) -> tuple[list[Due], str | None]:
    """Timers of one shard that have run out, oldest first, and where to go on. At most 100 a page."""
    low = after + "\x00" if after else "0"
    answer = call(
        "query",
        TableName=settings().table,
        IndexName="GSI2",
        KeyConditionExpression="GSI2PK = :shard AND GSI2SK BETWEEN :low AND :high",
        ExpressionAttributeValues={
            ":shard": {"S": f"DUE#{shard:02d}"},
            ":low": {"S": low},
            ":high": {"S": iso(at + timedelta(milliseconds=1))},
        },
        Limit=PAGE,
    )
    found = [Due.of(raw) for raw in answer["Items"]]
    return found, found[-1].sort if "LastEvaluatedKey" in answer and found else None


def claim(due: Due, *, at: datetime) -> bool:
    """Take the timer away and tell its event, in one write; False where somebody else was first."""
    try:
        with transaction(tenant=due.tenant, at=at) as write:
            write.update(
                Item, due.key, Item.timer_removed(), when=Item.gsi2sk == due.sort, otherwise=TimerMoved(), events=[due]
            )
    except TimerMoved:
        return False
    return True


def sweep(*, at: datetime, shards: Iterable[int] = SHARDS) -> int:
    """Claim everything that is overdue in these shards; how many were. Safe to run twice at once."""
    told = 0
    for shard in shards:
        after: str | None = None
        while True:
            found, after = overdue(shard, at=at, after=after)
            told += sum(claim(due, at=at) for due in found)
            if after is None:
                break
    if told:  # a metric costs for every hour in which it has a value
        observe.count("TimersTold", told)
    return told
