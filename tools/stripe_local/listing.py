"""Lists: the newest first, by cursor, filtered by what the object says."""

from collections.abc import Callable
from typing import Any

from tools.stripe_local.books import Call, Thing
from tools.stripe_local.failures import missing, wrong

MOST = 100
_OF_THE_LIST = ("limit", "starting_after", "ending_before", "expand", "created", "types", "delivery_success")


def lister(kind: str) -> Callable[[Call], Thing]:
    """What lists the objects of a kind."""

    def listed(call: Call) -> Thing:
        limit = call.get("limit", 10)
        if not 1 <= limit <= MOST:
            raise wrong("limit", f"Limits are from 1 to {MOST}.")
        found = [thing for thing in call.books.of(kind, call.account) if _matches(thing, call)]
        after, before = call.get("starting_after"), call.get("ending_before")
        if after:
            found = found[_place(found, kind, after) + 1 :]
        if before:
            found = found[: _place(found, kind, before)][-limit:]
        url = f"/v1/{kind.replace('.', '/')}s"
        return {"object": "list", "data": found[:limit], "has_more": len(found) > limit, "url": url}

    return listed


def _place(found: list[Thing], kind: str, key: str) -> int:
    for place, thing in enumerate(found):
        if thing["id"] == key:
            return place
    raise missing(kind, key)


def _matches(thing: Thing, call: Call) -> bool:
    types = call.get("types")
    if types and thing["type"] not in types:
        return False
    if not _within(thing["created"], call.get("created")):
        return False
    return all(thing.get(name) == value for name, value in call.params.items() if name not in _OF_THE_LIST)


def _within(created: int, asked: Any) -> bool:
    if asked is None:
        return True
    if isinstance(asked, int):
        return created == asked
    after, before = asked.get("gt", created - 1), asked.get("lt", created + 1)
    least, most = asked.get("gte", created), asked.get("lte", created)
    return bool(after < created < before and least <= created <= most)
