"""Write down how an import ended."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from lyceum.catalog.model.job import Effect, Import, ImportState
from lyceum.catalog.store import jobs

_LONGEST_DETAIL = 500


def finish_import(
    tenant: str,
    job: str,
    *,
    state: ImportState,
    course: str | None,
    effect: Effect,
    counts: Mapping[str, int],
    report: str | None,
    error: Mapping[str, str] | None,
    at: datetime,
) -> Import:
    """The import at its end, which is told once; the same end again changes nothing.

    `error`: what the workflow caught, as Step Functions writes it (`Error`, `Cause`).
    Raises ImportNotFound, ImportAlreadyEnded.
    """
    found = jobs.find_import(tenant, job, consistent=True)
    ended = replace(
        found,
        state=state,
        course=course or found.course,
        effect=effect,
        counts=counts or found.counts,
        report_key=report or found.report_key,
        reason=reason_of(error, state) if error else None,
        finished_at=at,
    )
    jobs.end_import(ended, at=at)
    return ended


def reason_of(error: Mapping[str, str], state: ImportState) -> dict[str, str]:
    """Code and words for people. A fault of ours is not described: operators find it in queue and log."""
    if state is ImportState.FAILED:
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
