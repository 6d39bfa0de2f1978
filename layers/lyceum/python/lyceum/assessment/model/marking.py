"""Marks that people give for an answer: one alone holds, or two people mark it and their difference is resolved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from lyceum.assessment.model.points import quantised
from lyceum.assessment.model.settings import SecondMarking
from lyceum.assessment.sittings.errors import MarkedAlready

_TWO = 2


class Stage(StrEnum):
    """How far the marking of an answer is that two people mark."""

    PROPOSED = "proposed"
    """One has marked it; it has no points yet."""
    AGREED = "agreed"
    """Two have, and what lies between their points is theirs to lie there: the mean holds. Also of two that lay too far
    apart, once second marking was taken away."""
    DISPUTED = "disputed"
    """Two have, and their points lie too far apart; it has no points yet."""
    RESOLVED = "resolved"
    """The points of one more hold, whatever the two gave."""


class Marker(StrEnum):
    """Whom an answer waits for."""

    FIRST = "first"
    SECOND = "second"
    RESOLVING = "resolving"


@dataclass(frozen=True, slots=True)
class ManualGrade:
    """Points that a person gave; they override the machine's (RULES S1-26)."""

    points: Decimal
    by: str
    at: datetime
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer that two people mark."""

    proposals: tuple[ManualGrade, ...] = ()
    """What the first two gave, in the order that they gave it, each on their own."""
    holds: ManualGrade | None = None
    """The grade of the answer, once there is one."""

    @property
    def stage(self) -> Stage | None:
        """How far it is; None where no two people mark it, or none has yet."""
        if not self.proposals:
            return None
        if self.holds is None:
            return Stage.PROPOSED if len(self.proposals) < _TWO else Stage.DISPUTED
        return Stage.AGREED if self.holds == agreed(self.proposals) else Stage.RESOLVED

    @property
    def given(self) -> tuple[ManualGrade, ...]:
        """What each of them gave: the two, and who settled it."""
        settled = (self.holds,) if self.holds is not None and self.stage is Stage.RESOLVED else ()
        return (*self.proposals, *settled)

    def seen_by(self, person: str, rules: SecondMarking | None) -> tuple[ManualGrade, ...]:
        """What a person of the staff sees of it: where marking is blind, nothing before they have marked it too."""
        blind = rules is not None and rules.blind and self.holds is None
        return () if blind and person not in markers(self.proposals) else self.given

    def with_mark(self, given: ManualGrade, rules: SecondMarking, *, maximum: Decimal) -> "Marked":
        """With one more mark for a question of so many points.

        The first one changes their own until there is a second. Two that lie no further apart than the rules allow make
        their mean; else it waits for somebody else. What holds is overridden by others than the two, as ever.
        Raises MarkedAlready.
        """
        if len(self.proposals) == _TWO and given.by in markers(self.proposals):
            raise MarkedAlready
        if self.holds is not None or len(self.proposals) == _TWO:
            return Marked(self.proposals, given)
        if markers(self.proposals) in ([], [given.by]):
            return Marked((given,))
        both = (*self.proposals, given)
        return Marked(both, agreed(both) if _near(both, rules, maximum) else None)

    def by_one(self) -> "Marked":
        """What it comes to where nobody marks a second time any more and it was not settled.

        One mark holds as it is. Of two their mean does, however far they lie apart: whether they lie near enough was
        asked by the rules that are gone, and neither of the two counts for more than the other.
        """
        if self.holds is not None or not self.proposals:
            return self
        if len(self.proposals) < _TWO:
            return Marked((), self.proposals[0])
        return Marked(self.proposals, agreed(self.proposals))


def markers(proposals: Sequence[ManualGrade]) -> list[str]:
    """Who has marked, the first one first."""
    return [each.by for each in proposals]


def awaited(marked: int) -> Marker:
    """Whom an answer waits for that so many have marked."""
    return (Marker.FIRST, Marker.SECOND, Marker.RESOLVING)[marked]


def agreed(proposals: Sequence[ManualGrade]) -> ManualGrade | None:
    """What two marks make together, whichever came first; of fewer, nothing.

    Their mean, quantised as all points are, and the words of both; it is there with the later one.
    """
    if len(proposals) != _TWO:
        return None
    first, second = proposals
    mean = quantised((first.points + second.points) / _TWO)
    return ManualGrade(mean, by=second.by, at=second.at, feedback=words(proposals))


def words(proposals: Sequence[ManualGrade]) -> str:
    """What the markers said, each thing once, in an order that does not tell who came first."""
    return "\n\n".join(dict.fromkeys(sorted(each.feedback for each in proposals if each.feedback)))


def _near(both: Sequence[ManualGrade], rules: SecondMarking, maximum: Decimal) -> bool:
    first, second = both
    return abs(first.points - second.points) * 100 <= rules.tolerance_percent * maximum
