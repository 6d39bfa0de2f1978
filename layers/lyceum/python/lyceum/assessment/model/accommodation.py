"""Accommodations: who has been granted what, in a whole course or in one assessment of it (WISHES 12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lyceum.assessment.model.terms import NONE, Terms, together


@dataclass(frozen=True, slots=True, kw_only=True)
class Accommodation:
    """What staff granted one learner. One that gives nothing any more stays, and is listed no longer."""

    learner: str
    course: str
    assessment: str | None = None
    """None: every assessment and assignment of the course. Also the id of an assignment."""
    terms: Terms
    granted_by: str
    granted_at: datetime
    rev: int = 0

    @property
    def gives_something(self) -> bool:
        """Whether it makes a difference."""
        return self.terms != NONE

    def holds_for(self, course: str, assessment: str) -> bool:
        """Whether it counts in this assessment."""
        return self.course == course and self.assessment in (None, assessment)


def terms_for(course: str, assessment: str, granted: Iterable[Accommodation]) -> Terms:
    """What a learner has in one assessment or assignment: the most generous of what its course and it were granted."""
    return together(each.terms for each in granted if each.holds_for(course, assessment))
