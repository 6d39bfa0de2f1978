"""A report that somebody asked for: what it is to be, whose it is, and how far it has come."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from lyceum.insight.errors import InvalidSpan

LANGUAGES: Final = ("en", "th")
"""Languages that reports are worded in, the fallback first."""

KEPT: Final = timedelta(days=30)
"""How long a report can be read; the bucket's lifecycle says the same."""

PATIENCE: Final = timedelta(minutes=15)
"""After this a report that has not ended has failed."""

ATTEMPTS: Final = 3
"""How often a report is tried: as often as Lambda calls an asynchronous function."""

TIMED_OUT: Final = "timed-out"
INTERNAL_ERROR: Final = "internal-error"


class Kind(StrEnum):
    """What a report is about."""

    COURSE_PROGRESS = "course_progress"
    REVENUE = "revenue"


class ReportFormat(StrEnum):
    """The formats of a report (RULES S1-35)."""

    JSON = "json"
    CSV = "csv"
    HTML = "html"


class ReportState(StrEnum):
    """How far a report has come."""

    REQUESTED = "requested"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


MOST_DAYS: Final = 366
"""The longest span of a report."""

USUAL_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Span:
    """The days (UTC) of a report, both included."""

    first: date
    last: date

    @classmethod
    def of(cls, first: date | None, last: date | None, *, today: date) -> "Span":
        """What was asked for; else the thirty days that end with the last, or with today. Raises InvalidSpan."""
        end = last or today
        begin = first or end - timedelta(days=USUAL_DAYS - 1)
        if not timedelta(0) <= end - begin < timedelta(days=MOST_DAYS):
            raise InvalidSpan(longest=MOST_DAYS)
        return cls(begin, end)


@dataclass(frozen=True, slots=True)
class Report:
    """A report, from the wish to its end. The file itself lies in the content bucket."""

    tenant: str
    id: str
    requester: str
    kind: Kind
    course: str | None
    """That it is about; None: the whole school."""
    format: ReportFormat
    language: str
    requested_at: datetime
    span: Span | None = None
    """Of a report that has one."""
    state: ReportState = ReportState.REQUESTED
    attempts: int = 0
    """How often it was taken up."""
    reason: str | None = None
    """Why it failed: the slug of a named error, `timed-out`, or `internal-error`."""
    finished_at: datetime | None = None

    @property
    def key(self) -> str:
        """Where its file lies in the content bucket. Fixed from the beginning: a repetition writes the same place."""
        return f"reports/{self.tenant}/{self.id}.{self.format}"

    @property
    def file_name(self) -> str:
        """What a browser saves it as."""
        about = self.course or (f"{self.span.first}-{self.span.last}" if self.span else self.id)
        return f"{self.kind.replace('_', '-')}-{about}.{self.format}"

    @property
    def kept_until(self) -> datetime:
        """When it is forgotten."""
        return self.requested_at + KEPT

    @property
    def is_last_attempt(self) -> bool:
        """Whether nobody will try again where this attempt fails."""
        return self.attempts >= ATTEMPTS

    def ready(self, at: datetime) -> "Report":
        """With its file in place."""
        return replace(self, state=ReportState.READY, finished_at=at)

    def failed(self, reason: str, at: datetime) -> "Report":
        """Given up."""
        return replace(self, state=ReportState.FAILED, reason=reason, finished_at=at)


def chosen_language(asked: str | None, accepted: tuple[str, ...]) -> str:
    """The first language that reports are worded in: what the request names, then what the caller reads, then English.

    A tag stands for its primary subtag: `th-TH` is Thai.
    """
    wanted = (tag.split("-", 1)[0].lower() for tag in (asked, *accepted) if tag)
    return next((tag for tag in wanted if tag in LANGUAGES), LANGUAGES[0])
