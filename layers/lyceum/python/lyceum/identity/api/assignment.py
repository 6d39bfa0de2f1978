"""Assignments and overrides on the wire."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from lyceum.identity.api.role_name import RoleSlug
from lyceum.identity.store.assignments import Record
from lyceum.kernel.clock import Instant
from lyceum.kernel.rights import Assignment, Override
from lyceum.kernel.text import FilledText

Place = Annotated[str, StringConstraints(pattern=r"^(branch|course|class):[0-9A-Za-z-]{1,40}$")]
"""Where it holds: `course:<id>`, `branch:<id>`, `class:<id>`."""

Because = Annotated[FilledText, Field(max_length=500)]
"""Why, for who looks later."""


class AssignmentRequest(BaseModel):
    """A role to give."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    role: RoleSlug
    scope: Place | None = None
    """Left out: the whole school."""
    expires: Instant | None = None
    reason: Because | None = None

    def assignment(self) -> Assignment:
        """As the domain has it."""
        return Assignment(id="", role=self.role, scope=self.scope or "", expires=self.expires)


class AssignmentView(BaseModel):
    """A role that a member has or had."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: str
    role: str
    scope: str | None
    expires: Instant | None
    assigned_by: str
    assigned_at: Instant | None
    reason: str | None
    revoked_by: str | None
    revoked_at: Instant | None
    revoked_because: str | None

    @classmethod
    def of(cls, record: Record) -> "AssignmentView":
        """From the record."""
        given = record.assignment
        return cls(
            id=given.id,
            role=given.role,
            scope=given.scope or None,
            expires=given.expires,
            assigned_by=given.by,
            assigned_at=given.since,
            reason=record.reason or None,
            revoked_by=record.revoked_by or None,
            revoked_at=record.revoked_at,
            revoked_because=record.revoked_because or None,
        )


class AssignmentPage(BaseModel):
    """A page of assignments."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    items: list[AssignmentView]
    next_cursor: str | None


class Revocation(BaseModel):
    """Why something that was given is taken back."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    reason: Annotated[Because, Field(description="Why, for who looks later.")]


class OverrideRequest(BaseModel):
    """Yes or no to one permission."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    allowed: StrictBool
    scope: Place | None = None
    expires: Instant | None = None
    reason: Annotated[Because, Field(description="Why, for who looks later.")]


class OverrideView(BaseModel):
    """What is said of one permission."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    permission: str
    allowed: bool
    scope: str | None
    expires: Instant | None
    by: str
    since: Instant | None

    @classmethod
    def of(cls, said: Override) -> "OverrideView":
        """From the entity."""
        return cls(
            permission=said.permission,
            allowed=said.allows,
            scope=said.scope or None,
            expires=said.expires,
            by=said.by,
            since=said.since,
        )
