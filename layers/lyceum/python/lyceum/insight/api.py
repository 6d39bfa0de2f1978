"""What crosses the wire."""

from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from lyceum.insight.model import Kind, Report, ReportFormat, ReportState
from lyceum.kernel.clock import Day, Instant, parse
from lyceum.kernel.ids import Id
from lyceum.kernel.text import LanguageTag


class NewReport(BaseModel):
    """A wish for a report."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    kind: Kind
    course: Id | None = None
    """That a progress report is about."""
    first: Day | None = None
    """First day (UTC) of a revenue report; absent: thirty days in all."""
    last: Day | None = None
    """Its last day; absent: today."""
    format: ReportFormat
    language: LanguageTag | None = None
    """What it is worded in; absent: what `Accept-Language` says, else English."""

    def days(self) -> dict[str, date | None]:
        """First and last, as the domain has them."""
        named = {"first": self.first, "last": self.last}
        return {name: date.fromisoformat(day) if day else None for name, day in named.items()}


class Download(BaseModel):
    """Where the finished file can be fetched, without a token, for a short time."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    url: str
    expires_at: Instant


class ReportEntry(BaseModel):
    """A report in a list."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: Id
    kind: Kind
    course: Id | None = None
    format: ReportFormat
    state: ReportState
    requested_at: Instant
    finished_at: Instant | None = None

    @classmethod
    def of(cls, card: dict[str, Any]) -> Self:
        """From the list's card."""
        ended = card.get("end")
        return cls(
            id=card["id"],
            kind=Kind(card["kind"]),
            course=card.get("course"),
            format=ReportFormat(card["format"]),
            state=ReportState(card["state"]),
            requested_at=parse(card["at"]),
            finished_at=parse(ended) if ended else None,
        )


class ReportPage(BaseModel):
    """Some of the caller's reports."""

    items: list[ReportEntry]
    next_cursor: str | None = None


class ReportView(BaseModel):
    """A report: its state, and its file once it is ready."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: Id
    kind: Kind
    course: Id | None = None
    first: Day | None = None
    last: Day | None = None
    format: ReportFormat
    language: LanguageTag
    state: ReportState
    reason: str | None = None
    """Why it failed: the last part of a problem's type, `timed-out`, or `internal-error`."""
    requested_at: Instant
    finished_at: Instant | None = None
    kept_until: Instant
    download: Download | None = None

    @classmethod
    def of(cls, report: Report, download: tuple[str, datetime] | None = None) -> Self:
        """From the entity and, where it is ready, the address of its file."""
        return cls(
            id=report.id,
            kind=report.kind,
            course=report.course,
            first=report.span.first.isoformat() if report.span else None,
            last=report.span.last.isoformat() if report.span else None,
            format=report.format,
            language=report.language,
            state=report.state,
            reason=report.reason,
            requested_at=report.requested_at,
            finished_at=report.finished_at,
            kept_until=report.kept_until,
            download=Download(url=download[0], expires_at=download[1]) if download else None,
        )
