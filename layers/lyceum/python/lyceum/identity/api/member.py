"""Members in a list, on the wire."""

from typing import Self

from pydantic import BaseModel, ConfigDict

from lyceum.identity.model.listed import Listed
from lyceum.kernel.clock import Instant


class MemberEntry(BaseModel):
    """A member in a list."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    person: str
    name: str
    email: str
    status: str
    roles: list[str]
    joined_at: Instant

    @classmethod
    def of(cls, listed: Listed) -> Self:
        """From the store's."""
        return cls(
            person=listed.person,
            name=listed.name,
            email=listed.email,
            status=listed.status,
            roles=list(listed.roles),
            joined_at=listed.joined_at,
        )


class MemberPage(BaseModel):
    """A page of members, by name."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    items: list[MemberEntry]
    next_cursor: str | None
