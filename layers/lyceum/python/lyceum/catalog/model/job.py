"""Uploads and imports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from lyceum.content.questions import Content, PartId
from lyceum.kernel.text import LocalizedText

MAX_UPLOAD_BYTES = 200 * 1024 * 1024


class Format(StrEnum):
    """What can be imported."""

    OLX = "olx"
    """A whole course, as Open edX exports it."""
    GIFT = "gift"
    """Questions, which become an assessment of a course or go into a question bank."""
    MOODLE_XML = "moodle_xml"
    """The same, as Moodle exports them."""
    QTI = "qti"
    """The same, in QTI 1.2, 2.x or 3.0."""

    @property
    def brings_questions(self) -> bool:
        """Whether it is questions for a course that is there, and no whole course."""
        return self is not Format.OLX


class ImportState(StrEnum):
    """Where an import stands. The last three are ends."""

    REQUESTED = "requested"
    RUNNING = "running"
    FINISHED = "finished"
    """Done; the report says what became of each source element."""
    REFUSED = "refused"
    """The source breaks a rule; nothing was written."""
    FAILED = "failed"
    """A fault of ours; operators see it, and a repeat is safe."""

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens."""
        return self in (ImportState.FINISHED, ImportState.REFUSED, ImportState.FAILED)


class Effect(StrEnum):
    """What an import did to its course or its question bank."""

    NONE = "none"
    """Dry run, or the same import again."""
    CREATED = "created"
    CHANGED = "changed"


class AssessmentWish(Content):
    """The assessment that a question file is to become."""

    title: LocalizedText
    chapter: PartId
    pass_mark: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(60)
    time_limit: Annotated[int, Field(gt=0, le=10_080)] | None = None
    """Minutes."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody may send, straight into the bucket."""

    tenant: str
    id: str
    owner: str
    name: str
    size: int
    media_type: str
    expires_at: datetime

    @property
    def key(self) -> str:
        """Where it lies in the bucket for uploads."""
        return f"uploads/{self.tenant}/{self.owner}/{self.id}"


@dataclass(frozen=True, slots=True)
class Import:
    """One import, from request to end."""

    tenant: str
    id: str
    requester: str
    format: Format
    upload: str
    requested_at: datetime
    state: ImportState = ImportState.REQUESTED
    course: str | None = None
    assessment: AssessmentWish | None = None
    bank: str | None = None
    """The question bank that questions are added to, where they do not become an assessment."""
    language: str | None = None
    """What the questions of a bank are in, where the file does not say."""
    warden: bool = False
    """Whether the requester looks after every bank of the school."""
    dry_run: bool = False
    effect: Effect = Effect.NONE
    counts: Mapping[str, int] = field(default_factory=dict)
    reason: Mapping[str, str] | None = None
    """Why it was refused or failed: `code` and `detail`."""
    report_key: str | None = None
    finished_at: datetime | None = None
