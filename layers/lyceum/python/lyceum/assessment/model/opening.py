"""The opening of an exam: when its attempts are prepared, for which revision of it, and how far that has come."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from lyceum.assessment.model.assessment import Assessment
from lyceum.assessment.openings.errors import OpeningClaimed
from lyceum.content.kinds import AssessmentKind

LEAD: Final = timedelta(minutes=30)
"""How long before the window opens attempts are prepared."""
KEPT: Final = timedelta(days=1)
"""How long after that a prepared attempt is kept that nobody began; where they begin later, they begin as usual."""
CLAIM: Final = timedelta(minutes=5)
"""How long an execution that is not heard of any more keeps others from going on: a task takes two minutes at most."""


class OpeningState(StrEnum):
    """Where an opening stands."""

    PLANNED = "planned"
    """Its timer tells when it is to begin."""
    PREPARING = "preparing"
    PREPARED = "prepared"
    CANCELLED = "cancelled"
    """The assessment is no exam with a scheduled start any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The opening of one exam, as it was planned for one revision of it."""

    assessment: str
    course: str
    opens_at: datetime
    of: int
    """Revision of the assessment that attempts are prepared from: a later one lets them be prepared anew."""
    state: OpeningState = OpeningState.PLANNED
    execution: str | None = None
    """The workflow that works on it."""
    touched_at: datetime | None = None
    """When it was planned, or came further."""
    after: str | None = None
    """Where the next page of learners begins."""
    learners: int = 0
    """How many were gone through."""
    prepared: int = 0
    """How many of them have an attempt that waits for them."""
    rev: int = 0

    @property
    def is_running(self) -> bool:
        """Whether there is work to do."""
        return self.state in (OpeningState.PLANNED, OpeningState.PREPARING)

    def due(self, at: datetime) -> datetime | None:
        """When preparing is to begin, at once where the start is near, or to go on should its execution have died."""
        if self.state is OpeningState.PLANNED:
            return max(self.opens_at - LEAD, at)
        return at + CLAIM if self.state is OpeningState.PREPARING else None

    def claimed(self, execution: str, at: datetime) -> Self:
        """Taken by an execution of the workflow, which may take it again. Raises OpeningClaimed."""
        others = self.state is OpeningState.PREPARING and self.execution != execution
        if others and self.touched_at is not None and at < self.touched_at + CLAIM:
            raise OpeningClaimed(assessment=self.assessment)
        return replace(self, state=OpeningState.PREPARING, execution=execution, touched_at=at)

    def after_page(self, learners: int, prepared: int, after: str | None) -> Self:
        """One page of learners further; at its end after the last one."""
        state = OpeningState.PREPARING if after is not None else OpeningState.PREPARED
        return replace(
            self, state=state, after=after, learners=self.learners + learners, prepared=self.prepared + prepared
        )


def opens_at(assessment: Assessment, at: datetime) -> datetime | None:
    """The scheduled start that attempts are prepared for: of an exam that learners can take, and still to come."""
    chosen = assessment.settings
    if chosen.kind is not AssessmentKind.EXAM or not assessment.is_live:
        return None
    opens = chosen.available_from
    return opens if opens is not None and at < opens else None


def planned(assessment: Assessment, kept: Opening | None, at: datetime) -> Opening | None:
    """The opening as the assessment is now; what is kept where that changes nothing, None where there is none."""
    opens = opens_at(assessment, at)
    if opens is None:
        over = kept is None or kept.state is OpeningState.CANCELLED or at >= kept.opens_at
        return kept if over or kept is None else replace(kept, state=OpeningState.CANCELLED, execution=None)
    if kept is not None and kept.of == assessment.rev and kept.state is not OpeningState.CANCELLED:
        return kept
    return Opening(
        assessment=assessment.id,
        course=assessment.course,
        opens_at=opens,
        of=assessment.rev,
        touched_at=at,
        rev=kept.rev if kept is not None else 0,
    )
