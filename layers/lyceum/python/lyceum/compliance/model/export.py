"""A file of audit entries that somebody asked for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal

from lyceum.compliance.errors import AuditPeriodTooLong, AuditQuestionUnclear

MAX_DAYS = 31
PATIENCE = timedelta(minutes=20)
"""After so long without an end it counts as failed: the function ends after 15 minutes and is called thrice at most."""
KEPT = timedelta(days=7)


class ExportState(StrEnum):
    """Where it stands."""

    REQUESTED = "requested"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Export:
    """A wish, and what became of it."""

    tenant: str
    id: str
    requester: str
    format: Literal["csv", "json"]
    first: date
    last: date
    requested_at: datetime
    person: str | None = None
    object: str | None = None
    entries: int | None = None
    """How many there are, once it is ready."""

    def check(self) -> "Export":
        """Raises AuditPeriodTooLong, AuditQuestionUnclear."""
        if not self.first <= self.last < self.first + timedelta(days=MAX_DAYS):
            raise AuditPeriodTooLong(days=MAX_DAYS)
        if self.person is not None and self.object is not None:
            raise AuditQuestionUnclear
        return self

    def state_at(self, at: datetime) -> ExportState:
        """Its state; nobody waits for a timer to learn that it failed."""
        if self.entries is not None:
            return ExportState.READY
        return ExportState.FAILED if at >= self.requested_at + PATIENCE else ExportState.REQUESTED

    @property
    def key(self) -> str:
        """Where its file lies."""
        return f"exports/{self.tenant}/{self.id}.{self.format}"

    @property
    def file_name(self) -> str:
        """What a browser calls it."""
        return f"audit-{self.first.isoformat()}-{self.last.isoformat()}.{self.format}"

    @property
    def kept_until(self) -> datetime:
        """When it goes."""
        return self.requested_at + KEPT
