"""Status and bans on the wire."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from lyceum.identity.model.standing import Standing
from lyceum.kernel.clock import Instant
from lyceum.kernel.text import FilledPassage

Reason = Annotated[FilledPassage, Field(min_length=3, max_length=500)]


class BanRequest(BaseModel):
    """For how long, and why."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    reason: Reason
    until: Instant | None = None
    """Left out: for good."""


class StatusRequest(BaseModel):
    """What the member is to be."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    status: Literal["active", "inactive", "suspended", "pending"]


class BanView(BaseModel):
    """A ban."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    reason: str
    by: str
    at: Instant
    until: Instant | None


class StandingView(BaseModel):
    """Whether a member is let in."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    person: str
    status: str
    ban: BanView | None

    @classmethod
    def of(cls, standing: Standing) -> Self:
        """From the entity."""
        ban = standing.ban
        view = BanView(reason=ban.reason, by=ban.by, at=ban.at, until=ban.until) if ban else None
        return cls(person=standing.person, status=str(standing.status), ban=view)
