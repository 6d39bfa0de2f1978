"""A file of questions that somebody asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from lyceum.assessment.banks.errors import QuestionExportNotFound

PATIENCE = timedelta(minutes=70)
"""After so long without an end it counts as failed: its workflow ends after an hour at most."""
KEPT = timedelta(days=7)


class ExportFormat(StrEnum):
    """What questions are written as."""

    GIFT = "gift"
    QTI3 = "qti3"
    """A package with a manifest, an item for each question, and the files that they show."""


class QuestionExportState(StrEnum):
    """Where it stands. The last three are ends."""

    REQUESTED = "requested"
    RUNNING = "running"
    READY = "ready"
    REFUSED = "refused"
    """What was asked for is gone, or too large for a file."""
    FAILED = "failed"
    """A fault of ours; operators see it, and a repeat is safe."""


UNFINISHED = (QuestionExportState.REQUESTED, QuestionExportState.RUNNING)
_SUFFIX = {ExportFormat.GIFT: "gift", ExportFormat.QTI3: "zip"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the questions come from: a bank, or an assessment of a course."""

    bank: str | None = None
    course: str | None = None
    assessment: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionExport:
    """A wish, and what became of it."""

    tenant: str
    id: str
    requester: str
    format: ExportFormat
    origin: Origin
    requested_at: datetime
    language: str | None = None
    """The one that the file is to be in; None: what most of the questions are in."""
    state: QuestionExportState = QuestionExportState.REQUESTED
    counts: Mapping[str, int] = field(default_factory=dict)
    """Questions `written`, `changed`, `left_out`, once it is ready."""
    reason: Mapping[str, str] | None = None
    """Why it was refused or failed: `code` and `detail`."""

    def demand_for(self, person: str) -> "QuestionExport":
        """Itself. Raises QuestionExportNotFound: it is its requester's alone."""
        if person != self.requester:
            raise QuestionExportNotFound(export=self.id)
        return self

    def state_at(self, at: datetime) -> QuestionExportState:
        """Its state; nobody waits for a timer to learn that it failed."""
        if self.state in UNFINISHED and at >= self.requested_at + PATIENCE:
            return QuestionExportState.FAILED
        return self.state

    @property
    def kept_until(self) -> datetime:
        """When it goes."""
        return self.requested_at + KEPT

    @property
    def file_key(self) -> str:
        """Where its file lies."""
        return f"{self._prefix}.{_SUFFIX[self.format]}"

    @property
    def document_key(self) -> str:
        """Where its questions lie, before they are written."""
        return f"{self._prefix}/document.json"

    @property
    def report_key(self) -> str:
        """Where its report lies."""
        return f"{self._prefix}/report.json"

    @property
    def file_name(self) -> str:
        """What a browser calls it."""
        return f"questions-{self.id}.{_SUFFIX[self.format]}"

    @property
    def _prefix(self) -> str:
        return f"exports/{self.tenant}/{self.id}"
