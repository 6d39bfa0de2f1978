"""Batches of invitations on the wire."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lyceum.identity.api.invitation import PresetAssignment, preset
from lyceum.identity.api.role_name import RoleSlug
from lyceum.identity.model.invitation_batch import Batch
from lyceum.identity.model.invitation_rows import Row
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id
from lyceum.kernel.text import LanguageTag

Cell = Annotated[str, StringConstraints(max_length=300)]
BatchStateName = Literal["requested", "running", "finished", "failed", "undoing", "undone"]
OutcomeName = Literal[
    "waiting",
    "invited",
    "already_member",
    "already_invited",
    "duplicate",
    "refused",
    "revoked",
    "accepted",
    "member_remains",
]


class InvitationRow(BaseModel):
    """Somebody to invite. What is wrong with a row is said in its result, and the others go on."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    email: Cell
    language: Cell = ""
    role: Cell = ""
    """Instead of what the batch gives; several are separated by spaces."""
    scope: Cell = ""
    """Where the role holds; left out: the whole school."""


class InvitationBatchRequest(BaseModel):
    """Whom to invite to what: a file that was sent before, or the rows themselves."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    upload: Id | None = None
    """CSV in UTF-8, at most 5,000 rows: `email`, and perhaps `language`, `role`, `scope` (or their names in Thai)."""
    rows: Annotated[list[InvitationRow], Field(min_length=1, max_length=1000)] | None = None
    language: LanguageTag | None = None
    roles: Annotated[list[RoleSlug], Field(max_length=10)] | None = None
    assignments: Annotated[list[PresetAssignment], Field(max_length=20)] | None = None
    expires: Instant | None = None

    def batch(self, tenant: str, id: str, requester: str, *, dry_run: bool, at: Instant) -> Batch:
        """As the domain has it."""
        return Batch(
            tenant=tenant,
            id=id,
            requester=requester,
            requested_at=at,
            preset=preset(self.roles, self.assignments),
            language=self.language or "",
            expires=self.expires,
            dry_run=dry_run,
            upload=self.upload or "",
        )

    def listed(self) -> list[Row]:
        """The rows that came with the request."""
        return [
            Row(number, **{name: cell.strip() for name, cell in row})
            for number, row in enumerate(self.rows or [], start=1)
        ]


class InvitationRowView(BaseModel):
    """A row with its result."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    row: int
    """Below the header, from 1."""
    email: str
    outcome: OutcomeName
    reason: str | None
    """Name of the refusal, as the last part of a problem's `type`."""
    invitation: str | None
    person: str | None
    """Where the batch was undone too late: who has become a member."""

    @classmethod
    def of(cls, row: Row) -> "InvitationRowView":
        """From the entity."""
        return cls(
            row=row.number,
            email=row.email,
            outcome=row.outcome.value,
            reason=row.reason or None,
            invitation=row.invitation or None,
            person=row.person or None,
        )


class InvitationBatchView(BaseModel):
    """A batch, and a page of its rows."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: str
    state: BatchStateName
    dry_run: bool
    requested_by: str
    requested_at: Instant
    total: int
    counts: dict[OutcomeName, int]
    """Outcome → rows."""
    reason: str | None
    """Why the list could not be read."""
    items: list[InvitationRowView] = []
    next_cursor: str | None = None

    @classmethod
    def of(cls, batch: Batch, rows: list[Row] | None = None, following: str | None = None) -> "InvitationBatchView":
        """From the entity."""
        return cls.model_validate(
            {
                "id": batch.id,
                "state": str(batch.state),
                "dry_run": batch.dry_run,
                "requested_by": batch.requester,
                "requested_at": batch.requested_at,
                "total": batch.total,
                "counts": dict(batch.counts),
                "reason": batch.reason or None,
                "items": [InvitationRowView.of(row) for row in rows or []],
                "next_cursor": following,
            }
        )
