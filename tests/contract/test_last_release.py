"""What the last release promised is kept, or was announced to end (HOUSE, Conventions: HTTP)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from lyceum.kernel.retirement import SINCE, SUNSET
from tools import generate
from tools.releases.__main__ import RELEASES, last_release
from tools.releases.documents import Documents, broken

# As they are committed: test_generated_documents.py holds them against the code, which takes longer.
DOCUMENT: dict[str, Any] = json.loads((generate.PUBLISHED / "openapi.json").read_text(encoding="utf-8"))
EVENTS: dict[str, Any] = json.loads((generate.ROOT / "docs/events.json").read_text(encoding="utf-8"))
SCHEMAS = DOCUMENT["components"]["schemas"]


def test_nothing_that_the_last_release_had_is_gone_without_notice() -> None:
    last = last_release()

    found = broken(Documents.read(last), Documents(DOCUMENT, EVENTS), today=datetime.now(UTC).date())

    assert [str(each) for each in found] == [], f"{last.name} promised it; announce it (lyceum.kernel.retirement)"


def test_every_release_keeps_its_documents() -> None:
    for folder in RELEASES.iterdir():
        kept = Documents.read(folder)
        assert kept.openapi["info"]["version"] == folder.name
        assert kept.events


def test_what_is_deprecated_says_since_when_and_until_when() -> None:
    for operation in operations():
        if operation.get("deprecated") or SUNSET in operation:
            assert {SINCE, SUNSET} <= operation.keys(), operation["operationId"]


def test_a_route_with_a_part_that_will_go_sends_the_headers() -> None:
    for operation in operations():
        going = [part for part in reached(operation, set()) if part.get("deprecated") and part is not operation]
        assert not going or SUNSET in operation, f"{operation['operationId']}: **retiring(…) is missing"
        assert all(SUNSET in part for part in going)


def operations() -> Iterator[dict[str, Any]]:
    for methods in DOCUMENT["paths"].values():
        yield from methods.values()


def reached(part: Any, seen: set[str]) -> Iterator[dict[str, Any]]:
    """Every schema that an operation speaks in."""
    if isinstance(part, dict):
        yield part
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name and name not in seen:
            seen.add(name)
            yield from reached(SCHEMAS[name], seen)
        for inner in part.values():
            yield from reached(inner, seen)
    elif isinstance(part, list):
        for inner in part:
            yield from reached(inner, seen)
