"""What is otherwise for one learner than for all: accommodations (WISHES 12).

They only ever give: more time, more attempts, later ends, an earlier beginning. A date that would take something away
has no effect.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lyceum.assessment.errors import InvalidAccommodation
from lyceum.assessment.model.settings import AssessmentSettings

ONE = Decimal(1)
MOST = Decimal(10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What somebody has beyond the assessment's settings."""

    time_factor: Decimal = ONE
    """Every clock runs so many times as long."""
    extra_attempts: int = 0
    available_from: datetime | None = None
    available_until: datetime | None = None
    due_at: datetime | None = None

    def check(self) -> None:
        """Raises InvalidAccommodation for a factor that takes time away, or a window that ends before it begins."""
        if not ONE <= self.time_factor <= MOST:
            raise InvalidAccommodation(lowest=str(ONE), highest=str(MOST))
        opens = self.available_from
        if opens is not None and any(end is not None and end <= opens for end in (self.available_until, self.due_at)):
            raise InvalidAccommodation(opens_at=opens.isoformat())

    def applied(self, settings: AssessmentSettings) -> AssessmentSettings:
        """The assessment as it is for them. Whoever may hand in later is let in as long."""
        if self == NONE:
            return settings
        most, due = settings.max_attempts, later(settings.due_at, self.due_at or settings.due_at)
        until = later(settings.available_until, self.available_until or settings.available_until)
        if until is not None and due is not None:
            until = max(until, due)
        return settings.model_copy(
            update={
                "max_attempts": most + self.extra_attempts if most is not None else None,
                "available_from": earlier(settings.available_from, self.available_from),
                "available_until": until,
                "due_at": due,
            }
        )

    def or_more(self, other: "Terms") -> "Terms":
        """The more generous of both in everything."""
        return Terms(
            time_factor=max(self.time_factor, other.time_factor),
            extra_attempts=max(self.extra_attempts, other.extra_attempts),
            available_from=min(_said(self.available_from, other.available_from), default=None),
            available_until=max(_said(self.available_until, other.available_until), default=None),
            due_at=max(_said(self.due_at, other.due_at), default=None),
        )


NONE = Terms()
"""As for everybody."""


def together(terms: Iterable[Terms]) -> Terms:
    """What several accommodations give."""
    found = NONE
    for each in terms:
        found = found.or_more(each)
    return found


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later of two ends; None is no end."""
    return None if one is None or other is None else max(one, other)


def earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """The earlier of two beginnings; None for the first is the beginning of time, for the second nothing said."""
    return one if one is None or other is None else min(one, other)


def _said(*instants: datetime | None) -> list[datetime]:
    return [instant for instant in instants if instant is not None]
