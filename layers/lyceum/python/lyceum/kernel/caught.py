"""What a workflow caught, as people are told of it."""

import json
import re
from collections.abc import Mapping

from pydantic import BaseModel

_LONGEST_DETAIL = 500


class Caught(BaseModel):
    """An error as Step Functions describes it."""

    Error: str = ""
    Cause: str = ""


def reason_of(error: Mapping[str, str], *, ours: bool) -> dict[str, str]:
    """Code and words for people. A fault of `ours` is not described: operators find it in queue and log."""
    if ours:
        return {"code": "internal-error", "detail": "Something went wrong on our side; a repeat is safe."}
    name = error.get("Error", "")
    code = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
    return {"code": code, "detail": _message(error.get("Cause", ""))[:_LONGEST_DETAIL]}


def _message(cause: str) -> str:
    """The error's own words from Lambda's description of it."""
    try:
        described = json.loads(cause)
    except ValueError:
        return cause
    return str(described.get("errorMessage", "")) if isinstance(described, dict) else cause
