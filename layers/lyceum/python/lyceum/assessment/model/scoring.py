"""Scores. The only place where a score, a counting result or a course grade is computed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from lyceum.assessment.model.points import ZERO, quantised
from lyceum.assessment.model.sections import Scoring
from lyceum.assessment.model.settings import AssessmentSettings, ScorePolicy

if TYPE_CHECKING:  # only standardised tests have tables
    from lyceum.assessment.model.conversion import Conversion

HUNDRED = Decimal(100)
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Score:
    """The result of one attempt."""

    points: Decimal
    maximum: Decimal
    percent: Decimal
    """0 to 100, two places (RULES S2-11)."""
    passed: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """What a part or the whole earned, unrounded, and what could be earned."""

    points: Decimal
    maximum: Decimal
    raw: Decimal | None = None
    """The points that a table turned into these."""

    @property
    def percent(self) -> Decimal:
        """0 to 100, two places. Where nothing can be earned, nothing can be missed: 100."""
        return rounded(self.points / self.maximum * HUNDRED) if self.maximum > 0 else HUNDRED

    def out_of(self, maximum: Decimal) -> "Measured":
        """The same share of another maximum. Where nothing can be earned, there is nothing to take a share of."""
        return replace(self, points=self.points * maximum / self.maximum, maximum=maximum) if self.maximum > 0 else self

    def converted(self, table: "Conversion", *, written: Decimal) -> "Measured":
        """By a table, which was made for `written` points; what could be earned is the most that it has.

        Where questions were dropped since, the same share of what was written is looked up; of nothing, all of it.
        """
        raw = self.points * written / self.maximum if self.maximum > 0 else written
        return Measured(table.scaled(raw), table.highest, raw=raw)


@dataclass(frozen=True, slots=True)
class ScaledSection:
    """What measuring needs of a section."""

    id: str
    places: tuple[int, ...]
    maximum: Decimal | None = None
    conversion: "Conversion | None" = None


@dataclass(frozen=True, slots=True)
class Scale:
    """How the points of questions become those of sections and of the whole (RULES S4-11, S4-14)."""

    worth: Sequence[Decimal]
    """What each question is worth, by its place."""
    scoring: Scoring = Scoring.PER_QUESTION
    fixed: Decimal | None = None
    """What a full attempt is worth, if that is fixed."""
    sections: tuple[ScaledSection, ...] = ()
    conversion: "Conversion | None" = None
    written: Sequence[Decimal] = ()
    """What each question was worth before any was dropped, for tables; none: as they are worth now."""

    @property
    def maximum(self) -> Decimal:
        """What a perfect attempt earns."""
        return self.of_whole({}).maximum

    def of_sections(self, points: Mapping[int, Decimal]) -> tuple[Measured, ...]:
        """What each section earned of what it counts for in the whole. Nobody has less than nothing in a section."""
        measured = tuple(self._of_section(section, points) for section in self.sections)
        if self.fixed is None:
            return measured
        total = sum((each.maximum for each in measured), ZERO)
        return tuple(each.out_of(each.maximum * self.fixed / total) if total > 0 else each for each in measured)

    def of_whole(self, points: Mapping[int, Decimal]) -> Measured:
        """What all sections, or all questions, earned together; never less than nothing."""
        together = self._together(points)
        if self.conversion is None:
            return together
        before = replace(self, worth=self.written)._together({}) if self.written else together
        return together.converted(self.conversion, written=before.maximum)

    def _together(self, points: Mapping[int, Decimal]) -> Measured:
        if self.sections:
            parts = self.of_sections(points)
            return Measured(sum((part.points for part in parts), ZERO), sum((part.maximum for part in parts), ZERO))
        whole = Measured(self._earned(range(len(self.worth)), points), sum(self.worth, ZERO))
        return whole if self.fixed is None else whole.out_of(self.fixed)

    def _of_section(self, section: ScaledSection, points: Mapping[int, Decimal]) -> Measured:
        worth = sum((self.worth[place] for place in section.places), ZERO)
        earned = self._earned(section.places, points)
        raw = Measured(earned, worth)
        if section.conversion is not None:
            before = self.written or self.worth
            return raw.converted(section.conversion, written=sum((before[place] for place in section.places), ZERO))
        if section.maximum is None:
            return raw
        if self.scoring is Scoring.PER_SECTION:
            return raw.out_of(section.maximum)
        return Measured(min(earned, section.maximum), min(worth, section.maximum))

    def _earned(self, places: Iterable[int], points: Mapping[int, Decimal]) -> Decimal:
        """What some questions earned; none more than it is worth, whatever a person gave before it was dropped."""
        return max(sum((min(points.get(place, ZERO), self.worth[place]) for place in places), ZERO), ZERO)


def rounded(percent: Decimal) -> Decimal:
    """A percentage as it is kept and shown: two decimal places, halves to even."""
    return percent.quantize(_CENT, rounding=ROUND_HALF_EVEN)


def final_score(points: Iterable[Decimal], maximum: Decimal, settings: AssessmentSettings, *, late: bool) -> Score:
    """The score of an attempt from the points of its questions: their sum, less the penalty where it was late.

    However much wrong answers cost, nobody has less than nothing in the end. What is shown decides: 59.996 % rounds to
    60.00 and passes 60. Where nothing can be earned, nothing can be missed: 100 %.
    Source: RULES S1-22, S2-8, S2-11.
    """
    earned = max(sum(points, ZERO), ZERO)
    if late:
        earned = earned * (HUNDRED - settings.late_penalty_percent) / HUNDRED
    percent = rounded(earned / maximum * HUNDRED) if maximum > 0 else HUNDRED
    return Score(quantised(earned), quantised(maximum), percent, percent >= settings.pass_mark)


def counting_percent(policy: ScorePolicy, percents: Mapping[int, Decimal]) -> Decimal | None:
    """The percentage that counts of attempts by number, or None before the first is graded. Source: RULES S2-10."""
    if not percents:
        return None
    match policy:
        case ScorePolicy.HIGHEST:
            return max(percents.values())
        case ScorePolicy.LATEST:
            return percents[max(percents)]
        case ScorePolicy.FIRST:
            return percents[min(percents)]
        case ScorePolicy.AVERAGE:
            return rounded(sum(percents.values(), ZERO) / len(percents))


def course_percent(weighted: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """The weighted mean of `(weight, percent)`, or None where nothing weighs anything. Source: RULES S1-27, S1-28."""
    parts = [(weight, percent) for weight, percent in weighted if weight > 0]
    total = sum((weight for weight, _ in parts), ZERO)
    if total == 0:
        return None
    return rounded(sum((weight * percent for weight, percent in parts), ZERO) / total)
