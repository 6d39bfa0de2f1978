"""A learner's progress through one version of a course: facts that merge in any order to the same state."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Self

from lyceum.content.published import Outline

CLOCK_SKEW = timedelta(minutes=5)
"""How far a device's clock may run ahead; an instant further ahead counts as this far."""

KEPT_POSITIONS = 10
"""Positions are kept for the lessons watched last, so that progress stays within 1 KB."""

ZERO = Decimal(0)


def bounded_ahead(at: datetime, *, now: datetime) -> datetime:
    """A device's instant, at most CLOCK_SKEW ahead of ours, in whole seconds."""
    return min(at, now + CLOCK_SKEW).replace(microsecond=0)


class Access(StrEnum):
    """Whether the course is open to the learner, as enrollment last told."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a learner stands in a video. Of two the later one holds; at the same second the one further on."""

    at: datetime
    seconds: int
    duration: int = 0
    """Length of the video in seconds, 0 where unknown."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a learner did in an assessment."""

    at: datetime
    number: int
    """The attempt that it was told with."""
    percent: Decimal
    passed: bool
    settled: bool
    """Whether it is what counts of all attempts by the score policy; else it is the result of one attempt."""
    withheld: bool = False
    """Whether the assessment did not show results when it was told: learners are not told the percentage."""

    def replaces(self, kept: "Result | None") -> bool:
        """Whether this one holds from now on: the newest settled one; until there is one, the best of the attempts.

        An attempt and what counts of all of them are told with the same instant, in either order.
        """
        if kept is None:
            return True
        if kept.settled and self.at <= kept.at:
            return False
        better = (self.passed, self.percent) > (kept.passed, kept.percent)
        return better or (self.settled and self.at >= kept.at)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which criteria were met when the course was completed (RULES S1-19)."""

    how: str
    version: int
    lessons: int
    """Required items, each done: the completions themselves stay in the progress."""
    passed: Mapping[str, Decimal]
    """Graded assessments and the percent that passed them."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a learner is in a course, on the version that was current when it was opened (RULES S1-12)."""

    tenant: str
    learner: str
    course: str
    version: int
    opened_at: datetime
    access: Access = Access.ACTIVE
    access_ends: datetime | None = None
    completions: Mapping[str, datetime] = field(default_factory=dict)
    """Lesson → when it was first completed."""
    positions: Mapping[str, Position] = field(default_factory=dict)
    results: Mapping[str, Result] = field(default_factory=dict)
    percent: Decimal = ZERO
    completed_at: datetime | None = None
    evidence: Evidence | None = None
    rev: int = 0

    @classmethod
    def begin(cls, tenant: str, learner: str, course: str, *, version: int, at: datetime) -> Self:
        """Nothing done yet, on this version."""
        return cls(tenant, learner, course, version, at.replace(microsecond=0))

    def has_access(self, at: datetime) -> bool:
        """Whether the course is open to the learner at this instant."""
        return self.access is Access.ACTIVE and (self.access_ends is None or at < self.access_ends)

    def completed(self, lesson: str, at: datetime, *, now: datetime) -> "Progress":
        """With a lesson completed. Sticky: the earliest instant stays, never before the course was opened."""
        when = max(min(at, now), self.opened_at).replace(microsecond=0)
        kept = self.completions.get(lesson)
        if kept is not None and kept <= when:
            return self
        return replace(self, completions={**self.completions, lesson: when})

    def moved(self, lesson: str, position: Position, *, now: datetime) -> "Progress":
        """With a position in a lesson, where it is newer than the one kept and among the newest of the course."""
        position = self.placed(position, now=now)
        kept = self.positions.get(lesson)
        if kept is not None and kept >= position:
            return self
        newest = sorted({**self.positions, lesson: position}.items(), key=lambda one: (one[1], one[0]), reverse=True)
        positions = dict(newest[:KEPT_POSITIONS])
        return self if positions == self.positions else replace(self, positions=positions)

    def placed(self, position: Position, *, now: datetime) -> Position:
        """A position at an instant that can be: not before the course was opened nor beyond the skew, whole seconds."""
        return replace(position, at=bounded_ahead(max(position.at, self.opened_at), now=now))

    def graded(self, assessment: str, result: Result) -> "Progress":
        """With a result, where it holds instead of the one kept."""
        if not result.replaces(self.results.get(assessment)):
            return self
        return replace(self, results={**self.results, assessment: result})


@dataclass(frozen=True, slots=True)
class Study:
    """A learner's progress with the outline of the version that they are on."""

    outline: Outline
    progress: Progress
