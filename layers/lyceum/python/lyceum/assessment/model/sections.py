"""Sections of an assessment: what authors say of them, and the clock that each has in an attempt (RULES S4-11)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from lyceum.content.parts import Content, PartId, RichText
from lyceum.kernel.numbers import decimal, integer
from lyceum.kernel.text import FilledText, LocalizedText

MAX_SECTIONS = 50


class Scoring(StrEnum):
    """Where it is said what a full result is worth (RULES S4-11)."""

    PER_QUESTION = "per_question"
    """With each question; a section's maximum caps what its questions earn together."""
    PER_SECTION = "per_section"
    """With each section: the share that its questions earn of their points is taken of the section's maximum."""
    FIXED = "fixed"
    """With the assessment: the share that all questions earn of their points is taken of its maximum."""


class SectionOrder(StrEnum):
    """How one gets from section to section."""

    FREE = "free"
    """As one likes; only sections with a time limit are over once they are left."""
    FIXED = "fixed"
    """One after the other, and none is come back to."""


Worth = Annotated[Decimal, decimal(whole_digits=5, places=4, both_ways=True)]


class Pinned(Content):
    """A question of a bank as it was when the version was written: its id, and the version of it."""

    question: PartId
    version: Annotated[int, integer(ge=1, le=999_999)]


class Draw(Content):
    """So many questions of a bank for each attempt, drawn from those that have a tag and are so hard."""

    bank: PartId
    count: Annotated[int, integer(ge=1, le=100)]
    tag: Annotated[FilledText, Field(max_length=80)] | None = None
    difficulty: Literal["easy", "medium", "hard"] | None = None
    points: Annotated[Decimal, decimal(whole_digits=3, places=4, both_ways=True)] = Decimal(1)
    """What each of them is worth, so that every attempt can earn as much."""
    pinned: Annotated[tuple[Pinned, ...], Field(max_length=500)] = ()
    """What is drawn from. The server's: what is sent is not looked at."""


class ScaledScore(Content):
    """A row of a conversion table: from so many raw points on there are so many scaled ones (RULES S4-14)."""

    raw: Worth
    scaled: Worth


ConversionTable = Annotated[tuple[ScaledScore, ...], Field(max_length=200)]


class Section(Content):
    """A part of an assessment with instructions of its own. Questions belong to one section each."""

    id: PartId
    title: LocalizedText | None = None
    instructions: RichText | None = None
    questions: Annotated[tuple[PartId, ...], Field(max_length=500)] = ()
    draws: Annotated[tuple[Draw, ...], Field(max_length=20)] = ()
    """What else is asked, drawn anew for each attempt. One of both has something."""
    time_limit_seconds: Annotated[int, integer(ge=1, le=604_800)] | None = None
    """Runs from entering it, whatever happens, and ends it."""
    maximum: Worth | None = None
    """per_section: what a full section is worth; per_question: what it is worth at most. None: its questions' sum."""
    conversion: ConversionTable = ()
    """What its questions earn becomes what the section is worth, in the place of a maximum."""

    @property
    def every(self) -> tuple[str, ...]:
        """Ids of its questions and of those that are drawn from."""
        return (*self.questions, *(each.question for draw in self.draws for each in draw.pinned))

    @property
    def asked(self) -> int:
        """How many questions an attempt has in it."""
        return len(self.questions) + sum(draw.count for draw in self.draws)


class Structure(Content):
    """How the questions of one version are divided, and what they are worth together."""

    scoring: Scoring = Scoring.PER_QUESTION
    maximum: Worth | None = None
    """fixed: what a full attempt is worth."""
    conversion: ConversionTable = ()
    """What sections, or questions, earn together becomes what the attempt is worth; not where that is fixed."""
    order: SectionOrder = SectionOrder.FREE
    sections: Annotated[tuple[Section, ...], Field(max_length=MAX_SECTIONS)] = ()
    time_limits: Annotated[dict[PartId, Annotated[int, integer(ge=1, le=86_400)]], Field(max_length=500)] = {}
    """By question, in seconds from being opened on (RULES S1-21)."""


@dataclass(frozen=True, slots=True)
class SectionClock:
    """A section in one attempt."""

    limit: timedelta | None = None
    """As its author set it, before a learner's time factor."""
    entered_at: datetime | None = None
    until: datetime | None = None
    """When it ends or ended: with its limit, or when it was left for good. None: never, or not entered yet."""

    def limit_for(self, factor: Decimal) -> timedelta | None:
        """The time that a learner with this factor has."""
        return None if self.limit is None else scaled(self.limit, factor)

    def is_open(self, at: datetime) -> bool:
        """Whether its questions can be answered."""
        return self.entered_at is not None and not self.is_over(at)

    def is_over(self, at: datetime) -> bool:
        """Whether its time is over, or it was left."""
        return self.until is not None and at >= self.until

    def entered(self, at: datetime, factor: Decimal) -> "SectionClock":
        """Begun: the clock runs."""
        limit = self.limit_for(factor)
        return replace(self, entered_at=at, until=None if limit is None else at + limit)

    def left(self, at: datetime) -> "SectionClock":
        """Over at that instant, if it is not yet."""
        return self if self.entered_at is None or self.is_over(at) else replace(self, until=at)

    def with_factor(self, factor: Decimal, at: datetime) -> "SectionClock":
        """A running clock with another factor, never shortened; what is over stays so."""
        if self.limit is None or self.entered_at is None or self.until is None or self.is_over(at):
            return self
        return replace(self, until=max(self.until, self.entered_at + scaled(self.limit, factor)))


@dataclass(frozen=True, slots=True)
class SectionAt:
    """Which section of a version."""

    index: int
    id: str


class QuestionAt(NamedTuple):
    """A question with a time limit of its own."""

    place: int
    id: str
    limit: timedelta
    """As its author set it, before a learner's time factor."""


class QuestionClock(NamedTuple):
    """The clock of a question that was opened."""

    until: datetime
    limit: timedelta

    @classmethod
    def begun(cls, question: QuestionAt, at: datetime, factor: Decimal) -> "QuestionClock":
        """It runs from being opened on."""
        return cls(at + scaled(question.limit, factor), question.limit)

    def with_factor(self, before: Decimal, after: Decimal, at: datetime) -> "QuestionClock":
        """With another factor, never shortened; what is over stays so."""
        if at >= self.until:
            return self
        more = scaled(self.limit, after) - scaled(self.limit, before)
        return self._replace(until=self.until + max(more, timedelta(0)))


def scaled(limit: timedelta, factor: Decimal) -> timedelta:
    """A time limit with a learner's factor, exact to the millisecond."""
    return timedelta(milliseconds=int(limit // timedelta(milliseconds=1) * factor))


def all_over_at(clocks: Sequence[SectionClock]) -> datetime | None:
    """When no section can be answered any more; None while one has no end, or was not entered."""
    ends = [clock.until for clock in clocks if clock.until is not None]
    return max(ends) if ends and len(ends) == len(clocks) else None
