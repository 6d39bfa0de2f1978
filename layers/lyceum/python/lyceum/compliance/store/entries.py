"""Entries: written once, read by day, by person, by object, by window."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from lyceum.compliance.model.entry import Entry
from lyceum.compliance.model.seal import bounds
from lyceum.compliance.store.items import (
    ENTRY,
    SHARDS,
    EntryItem,
    day_part,
    entry_of,
    item_of,
    object_list,
    person_list,
)
from lyceum.kernel.clock import iso
from lyceum.kernel.settings import settings
from lyceum.kernel.table import Key, Page, batch_get, query, transaction
from lyceum.kernel.table.read import call, in_parallel, query_index

_LAST = "\U0010ffff"


def add(entry: Entry) -> None:
    """Keep an entry; a repetition changes nothing. 1 round trip, 1 WCU per started KB and 1 for each list."""
    with transaction(tenant=entry.tenant, at=entry.at) as write:
        write.put(item_of(entry), when=EntryItem.absent(), otherwise=lambda _: None)


def of_day(tenant: str, day: str, *, after: str | None, limit: int) -> Page[Entry]:
    """A day's entries, newest first. 1 round trip: the parts of the day are read in parallel and merged."""
    calls = [
        partial(
            query,
            EntryItem,
            day_part(tenant, day, shard),
            prefix=ENTRY,
            after=ENTRY + after if after else None,
            limit=limit,
            forward=False,
        )
        for shard in range(SHARDS)
    ]
    pages: list[Page[EntryItem]] = in_parallel(*calls)
    found = sorted((item for page in pages for item in page.items), key=lambda item: item.sk, reverse=True)
    more = len(found) > limit or any(page.next_key for page in pages)
    return _page([entry_of(tenant, item) for item in found[:limit]], more=more)


def of_person(tenant: str, person: str, *, after: str | None, limit: int) -> Page[Entry]:
    """What a person did, newest first. 2 round trips."""
    values = {":list": {"S": person_list(tenant, person)}, ":low": {"S": "0"}, ":high": {"S": _until(after)}}
    answer = call(
        "query",
        TableName=settings().table,
        IndexName="GSI2",
        KeyConditionExpression="GSI2PK = :list AND GSI2SK BETWEEN :low AND :high",
        ExpressionAttributeValues=values,
        Limit=limit,
        ScanIndexForward=False,
    )
    keys = [Key(raw["PK"]["S"], raw["SK"]["S"]) for raw in answer["Items"]]
    return _page(_read(tenant, keys), more="LastEvaluatedKey" in answer)


def of_object(tenant: str, object: str, *, after: str | None, limit: int, forward: bool = False) -> Page[Entry]:
    """What was done to an object, newest first. 2 round trips."""
    page = query_index(object_list(tenant, object), after=after, limit=limit, forward=forward)
    return _page(_read(tenant, [entry.key for entry in page.items]), more=page.next_key is not None)


def first_and_last(tenant: str, object: str) -> Sequence[Entry]:
    """The first and the newest entry of an object, one entry where there is only one. 2 round trips."""
    ends: list[Page[Any]] = in_parallel(
        *(partial(query_index, object_list(tenant, object), limit=1, forward=forward) for forward in (True, False))
    )
    return _read(tenant, list(dict.fromkeys(entry.key for page in ends for entry in page.items)))


def of_window(tenant: str, window: str) -> list[Entry]:
    """All entries of a window, in order, as they are now (consistent reads)."""
    start, end = bounds(window)
    return _all(tenant, window[:10], low=iso(start), high=iso(end))


def of_whole_day(tenant: str, day: str) -> list[Entry]:
    """All entries of a day, in order, as they are now."""
    return _all(tenant, day, low="", high=_LAST)


def _all(tenant: str, day: str, *, low: str, high: str) -> list[Entry]:
    parts: list[list[Entry]] = in_parallel(
        *(partial(_part, tenant, day_part(tenant, day, shard), ENTRY + low, ENTRY + high) for shard in range(SHARDS))
    )
    return sorted((entry for part in parts for entry in part), key=lambda entry: entry.place)


def _part(tenant: str, pk: str, low: str, high: str) -> list[Entry]:
    found: list[Entry] = []
    start: dict[str, Any] = {}
    while True:
        answer = call(
            "query",
            TableName=settings().table,
            KeyConditionExpression="PK = :pk AND SK BETWEEN :low AND :high",
            ExpressionAttributeValues={":pk": {"S": pk}, ":low": {"S": low}, ":high": {"S": high}},
            ConsistentRead=True,
            **start,
        )
        found += [entry_of(tenant, EntryItem.from_wire(raw)) for raw in answer["Items"]]
        if "LastEvaluatedKey" not in answer:
            return found
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def each_of(
    read: Callable[..., Page[Entry]], tenant: str, what: str, *, since: datetime, until: datetime
) -> Iterable[Entry]:
    """All entries of a list within a period, newest first, page by page."""
    after: str | None = iso(until) + _LAST
    while after is not None:
        page = read(tenant, what, after=after, limit=100)
        for entry in page.items:
            if entry.at < since:
                return
            yield entry
        after = page.next_key


def _read(tenant: str, keys: list[Key]) -> list[Entry]:
    items = batch_get(*((EntryItem, key) for key in keys)) if keys else []
    return [entry_of(tenant, item) for item in items if item is not None]


def _page(entries: list[Entry], *, more: bool) -> Page[Entry]:
    return Page(entries, entries[-1].place if more and entries else None)


def _until(after: str | None) -> str:
    """The greatest text before `after`."""
    return after[:-1] + chr(ord(after[-1]) - 1) + _LAST if after else _LAST
