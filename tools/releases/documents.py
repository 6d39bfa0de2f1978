"""The documents of two releases: which operations, answers, fields and events are gone without notice."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lyceum.kernel.retirement import SUNSET
from tools.releases.schemas import Break, Comparison, Schema, followed, over

_METHODS = ("get", "put", "post", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Documents:
    """What a release says of itself."""

    openapi: Schema
    events: Mapping[str, Any]

    @classmethod
    def read(cls, folder: Path) -> "Documents":
        """Those of `docs/releases/<version>`."""
        return cls(*(json.loads((folder / name).read_text("utf-8")) for name in ("openapi.json", "events.json")))


def broken(before: Documents, after: Documents, *, today: date) -> list[Break]:
    """Every promise of a release that the next one breaks and that was not announced to end by today."""
    found = [*_operations(before.openapi, after.openapi, today), *_events(before.events, after.events, today)]
    return [each for each in found if not each.announced]


def _operations(before: Schema, after: Schema, today: date) -> Iterator[Break]:
    now = dict(_every(after))
    for name, operation in _every(before):
        if name not in now:
            yield Break(name, "the operation is gone", over(operation, today))
            continue
        ended = SUNSET in operation and date.fromisoformat(operation[SUNSET]) <= today
        for each in _operation(name, (before, operation), (after, now[name]), today):
            # A field says for itself that it goes; the route only sends the headers.
            of_field = each.what == "the field is gone"
            yield Break(each.where, each.what, ended and (each.announced or not of_field or over(operation, today)))


def _every(document: Schema) -> Iterator[tuple[str, Schema]]:
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method]


def _operation(name: str, old: tuple[Schema, Schema], new: tuple[Schema, Schema], today: date) -> Iterator[Break]:
    (before, was), (after, now) = old, new
    asks = Comparison(before, after, today, writes=True)
    if was["operationId"] != now["operationId"]:
        yield Break(name, f"its id was {was['operationId']} and is {now['operationId']}")
    if now.get("security") and not was.get("security"):
        yield Break(name, "it needs a token now")
    yield from _parameters(name, asks, was, now)
    yield from _request(name, asks, was.get("requestBody", {}), now.get("requestBody", {}))
    yield from _responses(name, Comparison(before, after, today, writes=False), was, now)


def _parameters(name: str, asks: Comparison, was: Schema, now: Schema) -> Iterator[Break]:
    given, taken = ({(one["in"], one["name"]): one for one in side.get("parameters", ())} for side in (was, now))
    for key, parameter in taken.items():
        where = f"{name} {'.'.join(key)}"
        if parameter.get("required") and not given.get(key, {}).get("required"):
            yield Break(where, "the parameter was not needed and is")
        if key in given:
            yield from asks.breaks(given[key].get("schema", {}), parameter.get("schema", {}), where)
    for key in given.keys() - taken.keys():
        yield Break(f"{name} {'.'.join(key)}", "the parameter is gone", over(given[key], asks.today))


def _request(name: str, asks: Comparison, was: Schema, now: Schema) -> Iterator[Break]:
    if now.get("required") and not was.get("required"):
        yield Break(name, "a body was not needed and is")
    yield from _contents(f"{name} request", asks, was.get("content", {}), now.get("content", {}))


def _responses(name: str, reads: Comparison, was: Schema, now: Schema) -> Iterator[Break]:
    for status, answer in was["responses"].items():
        if status not in now["responses"]:
            yield Break(f"{name} {status}", "the status is gone")
            continue
        there, here = followed(reads.before, answer), followed(reads.after, now["responses"][status])
        yield from _contents(f"{name} {status}", reads, there.get("content", {}), here.get("content", {}))


def _contents(where: str, side: Comparison, was: Schema, now: Schema) -> Iterator[Break]:
    for media_type, content in was.items():
        if media_type not in now:
            yield Break(where, f"{media_type} is gone")
        else:
            yield from side.breaks(content.get("schema", {}), now[media_type].get("schema", {}), where)


def _events(before: Mapping[str, Any], after: Mapping[str, Any], today: date) -> Iterator[Break]:
    for name, event in before.items():
        if name not in after:
            yield Break(name, "the event is gone", over(event["schema"], today))
            continue
        now = after[name]
        if now["version"] < event["version"]:
            yield Break(name, f"its version was {event['version']} and is {now['version']}")
        yield from Comparison(event["schema"], now["schema"], today, writes=False).breaks(
            event["schema"], now["schema"], name
        )
