"""Taking something out of the API: announced six months before, in OpenAPI and on every answer (HOUSE, Conventions).

A whole operation: `@app.get("/v1/<tenant>/…", **deprecated(since=…, sunset=…), …)`. A part of one, as a field or a
status: `**retiring(since=…, sunset=…)` on each route that has it, and `deprecated` with `x-sunset` in the field's own
schema. The comparison with the last release lets go only what was announced so.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any, Final, TypedDict

SINCE: Final = "x-deprecation"
SUNSET: Final = "x-sunset"
_SHORTEST_DAYS: Final = 181
"""Six months, whichever they are."""


class Retiring(TypedDict):
    """Keywords of a route a part of which will go."""

    openapi_extensions: dict[str, Any]


class Deprecated(Retiring):
    """Keywords of a route that will go."""

    deprecated: bool


def deprecated(*, since: date, sunset: date) -> Deprecated:
    """Keywords of a route that goes at `sunset`. Raises ValueError where that is less than six months after `since`."""
    return {"deprecated": True, **retiring(since=since, sunset=sunset)}


def retiring(*, since: date, sunset: date) -> Retiring:
    """Keywords of a route that stays and loses a part. Raises ValueError as `deprecated` does."""
    if (sunset - since).days < _SHORTEST_DAYS:
        raise ValueError(f"{sunset} is less than six months after {since}")
    return {"openapi_extensions": {SINCE: since.isoformat(), SUNSET: sunset.isoformat()}}


def announcement(extensions: Mapping[str, Any] | None) -> dict[str, str]:
    """The headers that announce it: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594); none where nothing will go."""
    if not extensions or SUNSET not in extensions:
        return {}
    since, sunset = (_midnight(str(extensions[name])) for name in (SINCE, SUNSET))
    return {"Deprecation": f"@{int(since.timestamp())}", "Sunset": format_datetime(sunset, usegmt=True)}


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), UTC)
