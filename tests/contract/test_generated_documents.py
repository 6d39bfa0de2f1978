"""Documents made from the code are those that are committed; what they promise to clients holds."""

import json
from typing import Any

import pytest

from tools import generate

DOCUMENT: dict[str, Any] = json.loads((generate.PUBLISHED / "openapi.json").read_text(encoding="utf-8"))
OPERATIONS = [
    pytest.param(operation, id=operation["operationId"])
    for operations in DOCUMENT["paths"].values()
    for operation in operations.values()
]


@pytest.mark.parametrize("name", ["openapi.json", "problems.json", "errors.md", "events.json"])
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
    for answer in refusals.values():
        assert set(answer["content"]) == {"application/problem+json"}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_says_what_it_does_and_answers(operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["tags"]
    assert any(status.startswith(("2", "3")) for status in operation["responses"])


def test_nothing_that_crosses_the_wire_is_free_form() -> None:
    free = [
        f"{name}.{field}"
        for name, schema in DOCUMENT["components"]["schemas"].items()
        for field, shape in schema.get("properties", {}).items()
        if not ({"type", "$ref", "anyOf", "allOf", "oneOf", "enum", "const"} & shape.keys())
        or (shape.get("type") == "object" and shape.get("additionalProperties") in (True, None))
    ]
    assert free == []


def test_every_event_is_described_and_small_enough_to_be_read() -> None:
    for name, event in generate.event_schemas().items():
        assert event["schema"].get("description"), name
        assert event["context"], name
