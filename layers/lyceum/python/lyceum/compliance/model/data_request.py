"""What somebody asks about the data that a school has of them: made, looked into, answered (RULES S0-7)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from lyceum.compliance.errors import DataRequestClosed

TIME_TO_ANSWER: Final = timedelta(days=30)
"""GDPR, article 12(3), and Thailand's PDPA, section 30: a month, thirty days."""


class DataRequestKind(StrEnum):
    """Which right somebody makes use of (GDPR, articles 15 to 21; PDPA, sections 30 to 36)."""

    ACCESS = "access"
    PORTABILITY = "portability"
    CORRECTION = "correction"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"


class DataRequestState(StrEnum):
    """How far it is."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    REFUSED = "refused"

    @property
    def is_closed(self) -> bool:
        """Whether it was answered, for good."""
        return self in (DataRequestState.DONE, DataRequestState.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequest:
    """One request. What was written about it is readable only as long as its person's key is there."""

    tenant: str
    id: str
    person: str
    kind: DataRequestKind
    made_at: datetime
    text: str | None = None
    """What they ask for, in their own words; None where nothing was said, or it was erased."""
    state: DataRequestState = DataRequestState.OPEN
    answer: str | None = None
    answered_by: str | None = None
    """Who changed it last."""
    changed_at: datetime | None = None
    rev: int = 1

    @property
    def due_at(self) -> datetime:
        """When it has to be answered."""
        return self.made_at + TIME_TO_ANSWER

    def answered(self, state: DataRequestState, answer: str | None, *, by: str, at: datetime) -> "DataRequest":
        """Taken on, or answered for good; what was said of it before stays where nothing is said now.

        The very same again changes nothing. Raises DataRequestClosed.
        """
        said = self.answer if answer is None else answer
        if (state, said) == (self.state, self.answer):
            return self
        if self.state.is_closed:
            raise DataRequestClosed(request=self.id, state=str(self.state))
        return replace(self, state=state, answer=said, answered_by=by, changed_at=at)
