"""Time: UTC instants in, ISO 8601 with `Z` out. The domain is given the time; only the edges ask for it."""

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, PlainSerializer, WithJsonSchema

Instant = Annotated[
    AwareDatetime,
    BeforeValidator(lambda value: _no_number(value)),
    AfterValidator(lambda value: _utc(value)),
    PlainSerializer(lambda value: iso(value), return_type=str, when_used="json"),
]
"""A UTC instant; on the wire ISO 8601 with milliseconds and `Z`."""

Day = Annotated[str, AfterValidator(lambda value: _day(value)), WithJsonSchema({"type": "string", "format": "date"})]
"""A UTC day, `2026-11-22`."""


def _day(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):  # a week's day is one by ISO 8601, not by RFC 3339
        raise ValueError("a day is YYYY-MM-DD")
    return date.fromisoformat(text).isoformat()


def _no_number(value: object) -> object:
    """Seconds since 1970 are no instant on the wire. Raises ValueError."""
    if isinstance(value, int | float):
        raise ValueError("an instant is text")  # noqa: TRY004 - pydantic refuses with it
    return value


def _utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the instant lies outside of the calendar") from error


def now() -> datetime:
    """The present instant, cut to milliseconds, which is what the table keeps."""
    present = datetime.now(UTC)
    return present.replace(microsecond=present.microsecond // 1000 * 1000)


def iso(at: datetime) -> str:
    """`2026-11-22T09:30:00.000Z`: fixed width, so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse(text: str) -> datetime:
    """The instant that `iso` wrote. Raises ValueError for a text without a zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"an instant needs a zone: {text!r}")
    return at.astimezone(UTC)
