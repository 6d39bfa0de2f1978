"""Sessions on the wire."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from lyceum.identity.model.session import Session
from lyceum.kernel.clock import Instant
from lyceum.kernel.text import PlainLine


class SessionNote(BaseModel):
    """How the client calls the device that it runs on."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    device: Annotated[PlainLine, Field(max_length=60)] = ""


class SessionView(BaseModel):
    """A sign-in that goes on."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: str
    device: str
    agent: str
    address: str
    started_at: Instant
    seen_at: Instant
    """To the hour."""
    current: bool
    """Whether it is the one that asks."""

    @classmethod
    def of(cls, session: Session, *, current: str = "") -> Self:
        """From the entity; `current` is the id of the one that asks."""
        return cls(
            id=session.id,
            device=session.device,
            agent=session.agent,
            address=session.address,
            started_at=session.started_at,
            seen_at=session.seen_at,
            current=session.id == current,
        )


class SessionPage(BaseModel):
    """A page of sessions; it may be shorter than was asked for."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    items: list[SessionView]
    next_cursor: str | None
