"""Many invitations at once, and where that stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lyceum.identity.errors import BatchRunning
from lyceum.identity.model.invitation import Preset

ROWS_AT_ONCE = 100
"""So many rows are done in one step; each step tells the next."""


class BatchState(StrEnum):
    """Where a batch stands."""

    REQUESTED = "requested"
    """Its file is still to be read."""
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    """Its file could not be read; nobody was invited."""
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Batch:
    """Many invitations that somebody wished for at once."""

    tenant: str
    id: str
    requester: str
    requested_at: datetime
    preset: Preset
    language: str
    expires: datetime | None
    dry_run: bool
    upload: str = ""
    """The file; empty where the rows came with the request."""
    state: BatchState = BatchState.REQUESTED
    total: int = 0
    step: int = 0
    """Which hundred of rows is next."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Outcome → rows."""
    reason: str = ""
    """Why it failed."""

    @property
    def steps(self) -> int:
        """How many hundreds there are."""
        return -(-self.total // ROWS_AT_ONCE)

    @property
    def file(self) -> str:
        """Where the file lies in the bucket for uploads: the requester's own place."""
        return f"uploads/{self.tenant}/{self.requester}/{self.upload}"

    def demand_finished(self) -> None:
        """Raises BatchRunning."""
        if self.state in (BatchState.REQUESTED, BatchState.RUNNING):
            raise BatchRunning(batch=self.id)
