"""The API as its document has it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tools.checks.layout import PACKAGE, ROOT

DOCUMENT: dict[str, Any] = json.loads((ROOT / PACKAGE / "operations/openapi.json").read_text("utf-8"))
_METHODS = ("get", "put", "post", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    parameters: tuple[str, ...]
    """Of the query."""
    example: Any
    """A body that is well-formed; None where there is no body."""
    signed_in: bool
    by_key: bool
    """For programs, who bring a key of theirs."""
    reasoned: bool
    """Demands a reason in the query."""
    permission: str
    """What it asks for; empty where anybody may."""
    id: str
    """Its operation id."""

    @property
    def parameters_of_path(self) -> list[str]:
        """Their names, in order."""
        return re.findall(r"\{([a-z_]+)\}", self.path)

    def at(self, values: Mapping[str, str]) -> str:
        """The path with its parameters filled, and what its query must have."""
        filled = self.path.format_map({name: quote(value, safe="") for name, value in values.items()})
        return f"{filled}?reason=Over" if self.reasoned else filled

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def operations() -> list[Operation]:
    """Everything that the API can do."""
    return [
        Operation(
            method.upper(),
            path,
            tuple(one["name"] for one in found.get("parameters", []) if one["in"] == "query"),
            _example(found),
            {"token": []} in found.get("security", []),
            {"key": []} in found.get("security", []),
            "reason" in [one["name"] for one in found.get("parameters", []) if one.get("required")],
            str(found.get("x-permission", "")),
            str(found["operationId"]),
        )
        for path, methods in DOCUMENT["paths"].items()
        for method, found in methods.items()
        if method in _METHODS
    ]


def _example(operation: dict[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    if "example" in content:
        return content["example"]
    examples = list(content.get("examples", {}).values())
    return examples[0]["value"] if examples else {}
