"""OpenAPI links: which operations take the id of what another one has just made or shown."""

import re
from collections.abc import Iterator
from typing import Any

_PARAMETER = re.compile(r"\{([a-z_]+)\}")
_FOR_LEARNERS = ("assessment.attempt", "enrollment.enroll", "learning.study", "member")
"""Permissions of those who do not author: what has just been made is not theirs to see before it is published."""

_LATER = ("branch.manage",)
"""Permissions of another context, which hears of what was made by an event: a moment later."""


def add_links(document: dict[str, Any]) -> None:
    """Link each 2xx answer that shows an `id` to the operations on that resource whose other parameters are known.

    A resource is known by its path: what `POST …/courses` makes is `{course}` in `…/courses/{course}`, and what
    `GET …/courses` lists is the same.
    """
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for answer in [each for status, each in operation["responses"].items() if status.startswith("2")]:
                where = _id_in(document, answer, method)
                if where is not None and (links := dict(_links(document, path, operation, where))):
                    answer["links"] = links


def _id_in(document: dict[str, Any], answer: dict[str, Any], method: str) -> str | None:
    """Where the answer has the id: `/id` of what a POST made, of the first entry of a list."""
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    fields = _fields(document, schema)
    if method == "post":
        return "/id" if "id" in fields else None
    entries = _fields(document, fields.get("items", {}).get("items", {})) if method == "get" else {}
    return "/items/0/id" if "id" in entries else None


def _fields(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    found: dict[str, Any] = schema.get("properties", {})
    return found


def _links(
    document: dict[str, Any], path: str, operation: dict[str, Any], where: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    known = {name: f"$request.path.{name}" for name in _PARAMETER.findall(path)}
    collection = path.rpartition("/")[2]
    for other, operations in document["paths"].items():
        made = re.search(rf"/{collection}/\{{([a-z_]+)\}}", other)
        if made is None or not {*_PARAMETER.findall(other)} <= {*known, made[1]}:
            continue
        for target in [each for each in operations.values() if _can_follow(operation, each)]:
            taken = {name: known.get(name, f"$response.body#{where}") for name in _PARAMETER.findall(other)}
            yield target["operationId"], {"operationId": target["operationId"], "parameters": taken}


def _can_follow(operation: dict[str, Any], target: dict[str, Any]) -> bool:
    """Whether what the one shows is there for the other at once, and for the same people."""
    begins, asks = operation.get("x-permission"), target.get("x-permission")
    if asks in _FOR_LEARNERS and begins not in _FOR_LEARNERS:
        return False
    return asks not in _LATER or begins in _LATER
