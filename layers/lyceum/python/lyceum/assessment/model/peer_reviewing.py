"""One review of another learner's work: what is to be looked at, what was given, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from lyceum.assessment.model.scoring import HUNDRED, rounded
from lyceum.assessment.model.submission import SubmissionId
from lyceum.assessment.peer_reviews.errors import PeerReviewClosed
from lyceum.kernel.clock import iso


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenReview:
    """What a reviewer gave."""

    version: int
    """Of the work."""
    points: Decimal
    maximum: Decimal
    comment: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    """Criterion of the rubric → level."""
    at: datetime

    @property
    def percent(self) -> Decimal:
        """Of what can be earned; where nothing can, nothing can be missed."""
        return rounded(self.points / self.maximum * HUNDRED) if self.maximum > 0 else HUNDRED

    def says_the_same(self, other: "GivenReview | None") -> bool:
        """Whether the other one is this very review, given again."""
        return other is not None and replace(self, at=other.at) == other


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerReview:
    """What somebody has to review."""

    id: str
    reviewer: str
    of: SubmissionId
    course: str
    title: Mapping[str, str]
    """Of the assignment, as it was called when the work was given out."""
    due_at: datetime | None
    zone: str | None = None
    """IANA name of the zone that the assignment's dates are meant in, for who shows them."""
    given: GivenReview | None = None
    rev: int = 0

    def is_open(self, closed_at: datetime | None, at: datetime) -> bool:
        """Whether it can be given or changed; `closed_at`: when the reviews of the work were counted."""
        return closed_at is None and (self.due_at is None or at <= self.due_at)

    def demand_open(self, closed_at: datetime | None, at: datetime) -> None:
        """Raises PeerReviewClosed."""
        end = closed_at or self.due_at
        if end is not None and not self.is_open(closed_at, at):
            raise PeerReviewClosed(closed_at=iso(end), **({} if self.zone is None else {"zone": self.zone}))
