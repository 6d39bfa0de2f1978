"""Presence on the wire."""

from pydantic import BaseModel, ConfigDict, StrictBool

from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id


class PresenceNote(BaseModel):
    """Where the caller is, and whether they want it known."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    course: Id | None = None
    shown: StrictBool | None = None
    """Remembered; left out: as before, and at first yes."""


class PresenceAnswer(BaseModel):
    """When to say it again."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    again_in: int
    """Seconds."""


class OnlineEntry(BaseModel):
    """Somebody who is there."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    person: str
    name: str
    seen_at: Instant


class OnlinePage(BaseModel):
    """A page, newest first."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    items: list[OnlineEntry]
    next_cursor: str | None
