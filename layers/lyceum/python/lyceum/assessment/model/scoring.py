"""Scores. The only place where a score, a counting result or a course grade is computed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from lyceum.assessment.grading import ZERO, quantised
from lyceum.assessment.model.settings import AssessmentSettings, ScorePolicy

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
