"""A regrade: what it corrects, what it would change, and the way from preview to applied and back (FEATURES AG18)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Self

from lyceum.assessment.model.corrections import Correction
from lyceum.assessment.model.scoring import Score
from lyceum.assessment.regrades.errors import RegradeClaimed, RegradeNotReady, RegradeSuperseded

CLAIM = timedelta(minutes=5)
"""How long an execution that is not heard of any more keeps others from going on: a task takes two minutes at most."""
STALLED = timedelta(minutes=15)
"""After so long without a step its workflow has ended before its end, and whoever asks again starts another one."""


class RegradeState(StrEnum):
    """Where a regrade stands. What ends in -ing is being worked on, learner by learner."""

    PREVIEWING = "previewing"
    PREVIEWED = "previewed"
    """It is known who would change and how; nothing is changed."""
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    """As it was before; it can be applied again."""


_ENDS = {
    RegradeState.PREVIEWING: RegradeState.PREVIEWED,
    RegradeState.APPLYING: RegradeState.APPLIED,
    RegradeState.UNDOING: RegradeState.UNDONE,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A result before or after."""

    points: Decimal | None
    """Of the question; None while a person has to grade it."""
    score: Score | None
    """Of the attempt; None while a part of it waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegradeChange:
    """What a regrade changes, or would change, for one attempt."""

    attempt: str
    learner: str
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work of the present state has come."""

    keyed: bool = False
    """Whether the key has been corrected, or corrected back."""
    page: int = 0
    """How many pages of learners are done."""
    after: str | None = None
    """Where the next page begins."""
    attempts: int = 0
    """How many attempts were looked at."""
    changed: int = 0
    """How many of them change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrade:
    """One correction of one question of one version, and what became of it."""

    id: str
    assessment: str
    course: str
    version: int
    question: str
    place: int
    correction: Correction
    reason: str
    by: str
    at: datetime
    state: RegradeState = RegradeState.PREVIEWING
    progress: Progress = Progress()
    round: int = 1
    """Of preview, application and reversal; each keeps its own changes."""
    changes: int | None = None
    """Pages of changes that the last whole round wrote down; None before there was one."""
    execution: str | None = None
    """The workflow that works on this round."""
    touched_at: datetime | None = None
    """When this round began, or came further."""
    rev: int = 0

    @property
    def is_running(self) -> bool:
        """Whether the workflow is at work on it."""
        return self.state in _ENDS

    def is_stalled(self, at: datetime) -> bool:
        """Whether its workflow seems to have ended before its end."""
        return self.is_running and self.touched_at is not None and at >= self.touched_at + STALLED

    def claimed(self, execution: str, at: datetime) -> Self:
        """Taken by an execution of the workflow, which may take it again. Raises RegradeClaimed."""
        others = self.execution not in (None, execution)
        if others and self.touched_at is not None and at < self.touched_at + CLAIM:
            raise RegradeClaimed(regrade=self.id)
        return replace(self, execution=execution, touched_at=at)

    def told_again(self, at: datetime) -> Self:
        """For another execution to go on with."""
        return replace(self, execution=None, touched_at=at)

    def applying(self, at: datetime) -> Self:
        """To be applied; itself where it is or was applied already. Raises RegradeNotReady."""
        if self.state in (RegradeState.APPLYING, RegradeState.APPLIED):
            return self
        if self.state not in (RegradeState.PREVIEWED, RegradeState.UNDONE):
            raise RegradeNotReady(regrade=self.id, state=str(self.state))
        return self._begun(RegradeState.APPLYING, at)

    def undoing(self, standing: Sequence[str], at: datetime) -> Self:
        """To be undone; itself where it is or was undone already. `standing`: regrades of the question, newest last.

        Raises RegradeNotReady, RegradeSuperseded where another one was applied on top of it.
        """
        if self.state in (RegradeState.UNDOING, RegradeState.UNDONE):
            return self
        if self.state is not RegradeState.APPLIED:
            raise RegradeNotReady(regrade=self.id, state=str(self.state))
        if standing and standing[-1] != self.id:
            raise RegradeSuperseded(regrade=self.id, by=standing[-1])
        return self._begun(RegradeState.UNDOING, at)

    def _begun(self, state: RegradeState, at: datetime) -> Self:
        fresh = Progress()
        return replace(self, state=state, progress=fresh, round=self.round + 1, execution=None, touched_at=at)

    def keyed(self) -> Self:
        """With its key corrected, or corrected back."""
        return replace(self, progress=replace(self.progress, keyed=True))

    def after_page(self, attempts: int, changed: int, after: str | None) -> Self:
        """One page of learners further; at its end after the last one."""
        done = self.progress
        progress = Progress(
            keyed=done.keyed,
            page=done.page + 1,
            after=after,
            attempts=done.attempts + attempts,
            changed=done.changed + changed,
        )
        if after is not None:
            return replace(self, progress=progress)
        return replace(self, progress=progress, state=_ENDS[self.state], changes=progress.page)
