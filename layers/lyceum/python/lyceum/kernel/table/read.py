"""Reads: by key, several keys at once, one partition, one index, and lists spread over shards."""

from contextvars import copy_context
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import BotoCoreError, ClientError

from lyceum.kernel.errors import Busy
from lyceum.kernel.pages import Page
from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from lyceum.kernel.table.items import CardAttribute, Item, Key

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

LIST_SHARDS = 8
_CARD = CardAttribute()


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index shows of an item: its key, its place in the list, its card."""

    key: Key
    sort: str
    card: dict[str, Any]


@lru_cache(maxsize=1)
def _threads() -> "ThreadPoolExecutor":
    from concurrent.futures import ThreadPoolExecutor  # costs a cold start what only some requests need

    return ThreadPoolExecutor(max_workers=16, thread_name_prefix="table")


def in_parallel[R](*calls: Any) -> list[R]:
    """Results of calls made at the same time, in the order of the calls: one round trip instead of several.

    Each knows what its caller knows: whose request it is, so that events written in a thread say where they come from.
    All have ended when it does, also where one of them raises: nothing goes on behind an answer.
    """
    if len(calls) == 1:
        return [calls[0]()]
    made = [_threads().submit(copy_context().run, call) for call in calls]
    for future in made:
        future.exception()
    return [future.result() for future in made]


def call(operation: str, **parameters: Any) -> dict[str, Any]:
    """One call of the table's client. Raises Busy where it is throttled or does not answer."""
    try:
        return cast("dict[str, Any]", getattr(dynamodb(), operation)(**parameters))
    except ClientError as error:
        if error.response["Error"]["Code"] in {
            "ProvisionedThroughputExceededException",
            "ThrottlingException",
            "RequestLimitExceeded",
            "InternalServerError",
            "ServiceUnavailable",
        }:
            raise Busy("The table is throttled.") from error
        raise
    except BotoCoreError as error:
        raise Busy("The table does not answer.") from error


def get[I: Item](item: type[I], key: Key, *, consistent: bool = False) -> I | None:
    """One item, or None. 0.5 RCU per 4 KB, 1 when consistent."""
    answer = call(
        "get_item",
        TableName=settings().table,
        Key={"PK": {"S": key.pk}, "SK": {"S": key.sk}},
        ConsistentRead=consistent,
    )
    raw = answer.get("Item")
    return item.from_wire(raw) if raw else None


def is_there(key: Key) -> bool:
    """Whether there is an item now, of whatever kind. 1 round trip, 1 RCU per started 4 KB of it."""
    answer = call(
        "get_item",
        TableName=settings().table,
        Key={"PK": {"S": key.pk}, "SK": {"S": key.sk}},
        ConsistentRead=True,
    )
    return "Item" in answer


def batch_get(*wanted: tuple[type[Item], Key], consistent: bool = False) -> list[Any]:
    """Up to 100 items of any kinds in one round trip, in the order asked for, None where there is none."""
    table = settings().table
    found: dict[Key, dict[str, Any]] = {}
    unique = list(dict.fromkeys(key for _, key in wanted))
    request: dict[str, Any] = {
        table: {
            "Keys": [{"PK": {"S": key.pk}, "SK": {"S": key.sk}} for key in unique],
            "ConsistentRead": consistent,
        }
    }
    for _ in range(5):
        if not request:
            break
        answer = call("batch_get_item", RequestItems=request)
        for raw in answer["Responses"].get(table, []):
            found[Key(raw["PK"]["S"], raw["SK"]["S"])] = raw
        request = answer.get("UnprocessedKeys") or {}
    if request:
        raise Busy("The table is throttled.")
    return [item.from_wire(found[key]) if key in found else None for item, key in wanted]


def query[I: Item](
    item: type[I],
    pk: str,
    *,
    prefix: str = "",
    after: str | None = None,
    limit: int = 100,
    forward: bool = True,
    consistent: bool = False,
) -> Page[I]:
    """Items of one partition whose sort key starts with `prefix`, at most `limit`, in order of the sort key."""
    answer = call("query", **_query(pk, prefix, after, limit, forward), ConsistentRead=consistent)
    items = [item.from_wire(raw) for raw in answer["Items"]]
    return Page(items, items[-1].sk if "LastEvaluatedKey" in answer and items else None)


def query_index(
    pk: str, *, prefix: str = "", after: str | None = None, limit: int = 100, forward: bool = True
) -> Page[Entry]:
    """Entries of one list of GSI1, at most `limit`. Eventually consistent: it follows its items by milliseconds."""
    names = {"hash": "GSI1PK", "range": "GSI1SK"}
    answer = call("query", **_query(pk, prefix, after, limit, forward, **names), IndexName="GSI1")
    entries = [_entry(raw) for raw in answer["Items"]]
    return Page(entries, entries[-1].sort if "LastEvaluatedKey" in answer and entries else None)


def query_shards(
    list_key: str, *, prefix: str = "", after: str | None = None, limit: int = 100, forward: bool = True
) -> Page[Entry]:
    """One list of GSI1 that is spread over shards (`<list_key>#<0…7>`), read in parallel and merged by sort key.

    Sort keys must be unique in the list. One round trip; each shard costs at least 0.5 RCU.
    """
    calls = [
        partial(query_index, f"{list_key}#{shard}", prefix=prefix, after=after, limit=limit, forward=forward)
        for shard in range(LIST_SHARDS)
    ]
    pages: list[Page[Entry]] = in_parallel(*calls)
    merged = sorted(
        (entry for page in pages for entry in page.items), key=lambda entry: entry.sort, reverse=not forward
    )
    more = len(merged) > limit or any(page.next_key for page in pages)
    shown = merged[:limit]
    return Page(shown, shown[-1].sort if more and shown else None)


_FEWEST = 8
"""Entries asked of a shard at least: in a short list, shards differ more."""
_DONE = "-"


def query_shards_evenly(
    list_key: str, *beside: Any, after: str | None = None, limit: int = 100
) -> tuple[Page[Entry], list[Any]]:
    """As `query_shards`, for long lists of large cards: about `limit` entries are read, not `limit` of each shard.

    So a page can hold fewer than `limit` and still have a next one, and order holds within a shard alone. Where to go
    on is where each shard has come to. Sort keys hold no `|`. One round trip; each shard costs at least 0.5 RCU.
    Calls `beside` are made at the same time; their results come second.
    """
    places = after.split("|") if after is not None else [""] * LIST_SHARDS
    open_shards = [shard for shard, place in enumerate(places) if place != _DONE]
    share = max(-(-limit // max(len(open_shards), 1)), _FEWEST)
    calls = [
        partial(query_index, f"{list_key}#{shard}", after=places[shard] or None, limit=share) for shard in open_shards
    ]
    results: list[Any] = in_parallel(*calls, *beside)
    pages: dict[int, Page[Entry]] = dict(zip(open_shards, results, strict=False))
    merged = sorted(
        ((entry, shard) for shard, page in pages.items() for entry in page.items), key=lambda found: found[0].sort
    )
    shown, left = merged[:limit], {shard for _, shard in merged[limit:]}
    for entry, shard in shown:
        places[shard] = entry.sort
    for shard, page in pages.items():
        if page.next_key is None and shard not in left:
            places[shard] = _DONE
    ended = all(place == _DONE for place in places)
    return Page([entry for entry, _ in shown], None if ended else "|".join(places)), results[len(calls) :]


def _entry(raw: dict[str, Any]) -> Entry:
    card = _CARD.deserialize(raw["card"]["M"]) if "card" in raw else {}
    return Entry(Key(raw["PK"]["S"], raw["SK"]["S"]), raw["GSI1SK"]["S"], card)


def _query(
    pk: str, prefix: str, after: str | None, limit: int, forward: bool, hash: str = "PK", range: str = "SK"
) -> dict[str, Any]:
    names, values = {"#h": hash}, {":h": {"S": pk}}
    condition = "#h = :h"
    if after is not None:
        # Between the last key shown and the end of the prefix: a sort key takes one condition only.
        names["#r"] = range
        # The lower end may not be empty: no sort key sorts before this one.
        low, high = (after + "\x00", prefix + "\U0010ffff") if forward else (prefix or "\x00", _before(after))
        values |= {":low": {"S": low}, ":high": {"S": high}}
        condition += " AND #r BETWEEN :low AND :high"
    elif prefix:
        names["#r"] = range
        values[":prefix"] = {"S": prefix}
        condition += " AND begins_with(#r, :prefix)"
    return {
        "TableName": settings().table,
        "KeyConditionExpression": condition,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
        "Limit": limit,
        "ScanIndexForward": forward,
    }


def _before(key: str) -> str:
    """The greatest text of a sensible length that sorts before `key`."""
    return key[:-1] + chr(ord(key[-1]) - 1) + "\U0010ffff"
