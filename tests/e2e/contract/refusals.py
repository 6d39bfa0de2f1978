"""A check of our own for schemathesis: what the document allows is refused by a rule of the domain or not at all."""

from typing import Any

import schemathesis
from jsonschema import Draft202012Validator

FORM = frozenset({"invalid-request", "malformed-request", "unsupported-media-type"})
"""Refusals of a request's form. Those of rules (`order-incomplete`, `invalid-cursor`, …) have names of their own."""


@schemathesis.check
def a_well_formed_request_is_refused_by_a_rule_alone(
    _context: schemathesis.CheckContext,
    response: schemathesis.Response,
    case: schemathesis.Case[Any],
) -> None:
    """Schemathesis cannot tell a rule's 422 from that of a form, so its own check lets both pass."""
    mode = case.meta.generation.mode if case.meta is not None else None
    if mode is not schemathesis.GenerationMode.POSITIVE or response.status_code not in (400, 415, 422):
        return
    if not _is_well_formed(case):
        return
    name = str(response.json().get("type", "")).rpartition("/")[2]
    assert name not in FORM, f"what the document allows was refused as {name}: {response.text[:600]}"


def _is_well_formed(case: schemathesis.Case[Any]) -> bool:
    """Schemathesis fills a path with whatever a link, or its own guess at one, names: the secret of a key as its id."""
    given = case.path_parameters
    said = [one for one in case.operation.definition.raw.get("parameters", ()) if one["in"] == "path"]
    return all(Draft202012Validator(one["schema"]).is_valid(given[one["name"]]) for one in said)
