"""Documents made from the code are those that are committed; what they promise to clients holds."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tools import generate

DOCUMENT: dict[str, Any] = json.loads((generate.PUBLISHED / "openapi.json").read_text(encoding="utf-8"))
OPERATIONS = [
    pytest.param(operation, id=operation["operationId"])
    for operations in DOCUMENT["paths"].values()
    for operation in operations.values()
]


@pytest.mark.parametrize("name", ["openapi.json", "problems.json", "errors.md", "events.json", "scale.md"])
def test_the_committed_document_is_what_the_code_says(name: str) -> None:
    (path,) = [path for path in generate.documents() if path.name == name]
    assert path.read_text(encoding="utf-8") == generate.documents()[path], "run `python -m tools.generate`"


def test_operation_ids_are_unique_and_readable() -> None:
    ids = [str(operation.id) for operation in OPERATIONS]
    assert len(set(ids)) == len(ids)
    assert all(id[0].islower() and id.isalnum() for id in ids)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_refusal_is_a_problem_document(operation: dict[str, Any]) -> None:
    refusals = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
    assert refusals
    for status, answer in refusals.items():
        # The gateway answers for itself where there is no token.
        by_gateway = {"application/json"} if status == "401" else set()
        assert set(answer["content"]) == {"application/problem+json", *by_gateway}
        named = re.findall(r"`([a-z0-9-]+)`: ", answer["description"])
        assert named == sorted(set(named))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_says_what_it_does_and_answers(operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["tags"]
    assert any(status.startswith(("2", "3")) for status in operation["responses"])


def test_nothing_that_crosses_the_wire_is_free_form() -> None:
    """No `Any` and no open object, at any depth of a request or an answer."""
    said = [*(found for each in DOCUMENT["paths"].values() for found in each.values())]

    found = list(free_form(DOCUMENT["components"]["schemas"], "", named=True))
    assert found + [where for part in said for where in free_form(part, "")] == []


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"title": "Anything", "description": "Any"},
        {"type": "object"},
        {"type": "object", "additionalProperties": True},
        {"type": "object", "properties": {}, "additionalProperties": {}},
        {"properties": {"a": {"title": "A"}}, "type": "object"},
        {"type": "array"},
        {"type": "array", "items": {}},
        {"anyOf": [{"type": "string"}, {}]},
    ],
)
def test_a_free_form_is_seen(schema: dict[str, Any]) -> None:
    assert list(free_form({"schema": schema}, ""))
    assert list(free_form({"Name": schema}, "", named=True))


def free_form(part: Any, where: str, *, named: bool = False) -> Iterator[str]:
    """Places of schemas that say nothing of what they take. `named`: the values are schemas."""
    if isinstance(part, list):
        for place, each in enumerate(part):
            yield from free_form(each, f"{where}/{place}")
    elif isinstance(part, dict):
        for name, value in part.items():
            yield from _of_part(name, value, f"{where}/{name}", named=named)


def _of_part(name: str, value: Any, where: str, *, named: bool) -> Iterator[str]:
    if named or name in ("schema", "items", "additionalProperties"):
        yield from _of_schema(value, where)
    elif name in ("anyOf", "oneOf", "allOf", "prefixItems"):
        yield from (found for each in value for found in _of_schema(each, where))
    elif name in ("properties", "patternProperties"):
        yield from free_form(value, where, named=True)
    elif name not in ("example", "examples", "default", "links"):
        yield from free_form(value, where)


def _of_schema(schema: Any, where: str) -> Iterator[str]:
    if schema is False:
        return
    if schema is True or not {"type", "$ref", "anyOf", "allOf", "oneOf", "enum", "const"} & schema.keys():
        yield where
        return
    closed = {"properties", "patternProperties"} & schema.keys() or isinstance(schema.get("additionalProperties"), dict)
    if schema.get("type") == "object" and (not closed or schema.get("additionalProperties") is True):
        yield where
    if schema.get("type") == "array" and not {"items", "prefixItems"} & schema.keys():
        yield where
    yield from free_form(schema, where)


def test_every_event_is_described_and_small_enough_to_be_read() -> None:
    for name, event in generate.event_schemas().items():
        assert event["schema"].get("description"), name
        assert event["context"], name
