"""The figures of a course report, worked out from learners' rows. Pure: the same rows give the same figures.

Rounding: every mean, median, rate and share is computed exactly and then rounded once, to one decimal place, half away
from zero (ROUND_HALF_UP, as people round by hand, not to even). A figure over no learners is None, never zero.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

from pydantic import BaseModel, ConfigDict

BINS = 10
"""Score bins of 10 percentage points each; the last one includes 100."""


class Figures(BaseModel):
    """Base of all figures: closed and immutable."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class Stage(StrEnum):
    """How far a learner has come. Each stage includes all later ones, so a funnel never widens."""

    ENROLLED = "enrolled"
    STARTED = "started"
    HALF_WAY = "half_way"
    LESSONS_FINISHED = "lessons_finished"
    COMPLETED = "completed"


class FunnelStep(Figures):
    """How many learners reached a stage."""

    stage: Stage
    learners: int
    percent: Decimal | None
    """Share of all enrolled learners; None where nobody enrolled."""


class StageLoss(Figures):
    """Two neighbouring stages and how many learners are between them."""

    reached: Stage
    missed: Stage
    learners: int


class ScoreBin(Figures):
    """Scores from `lower` (inclusive) to `upper` (exclusive, but 100 belongs to the last bin), in percent."""

    lower: int
    upper: int
    learners: int
    percent: Decimal | None
    """Share of all scores; None where there is no score."""


class ScoreFigures(Figures):
    """What the scores of one assessment say. All but the counts and bins are None where there is no score."""

    assessment: str
    scores: int
    awaiting: int
    """Learners whose responses wait to be graded by hand."""
    passed: int
    pass_rate: Decimal | None
    mean: Decimal | None
    median: Decimal | None
    minimum: Decimal | None
    maximum: Decimal | None
    bins: tuple[ScoreBin, ...]


class CourseFigures(Figures):
    """All derived figures of a course progress report."""

    learners: int
    completed: int
    completion_rate: Decimal | None
    average_progress: Decimal | None
    active_last_week: int
    """Learners with activity in the seven days before the report was made."""
    funnel: tuple[FunnelStep, ...]
    largest_loss: StageLoss | None
    """The first of the widest gaps between two neighbouring stages; None where no learner is lost."""
    assessments: tuple[ScoreFigures, ...]


def rounded(value: Decimal) -> Decimal:
    """One decimal place, half away from zero."""
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def share(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` in percent, rounded; None of nothing."""
    return rounded(Decimal(part) * 100 / Decimal(whole)) if whole else None


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """The arithmetic mean, rounded; None of nothing."""
    return rounded(sum(values, Decimal()) / len(values)) if values else None


def median(values: Sequence[Decimal]) -> Decimal | None:
    """The middle value, or the mean of the two middle ones, rounded; None of nothing."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return mean(ordered[half : half + 1] if len(ordered) % 2 else ordered[half - 1 : half + 1]) if ordered else None


def funnel(reached: Iterable[Stage]) -> tuple[FunnelStep, ...]:
    """Steps from enrolled to completed, out of the furthest stage that each learner reached."""
    order = list(Stage)
    furthest = [order.index(stage) for stage in reached]
    counts = [sum(1 for position in furthest if position >= step) for step in range(len(order))]
    return tuple(
        FunnelStep(stage=stage, learners=count, percent=share(count, len(furthest)))
        for stage, count in zip(order, counts, strict=True)
    )


def largest_loss(steps: Sequence[FunnelStep]) -> StageLoss | None:
    """Where most learners stop; the earlier gap of two equal ones."""
    gaps = [
        StageLoss(reached=before.stage, missed=after.stage, learners=before.learners - after.learners)
        for before, after in pairwise(steps)
    ]
    widest = max(gaps, key=lambda gap: gap.learners, default=None)
    return widest if widest and widest.learners else None


def score_bins(scores: Sequence[Decimal]) -> tuple[ScoreBin, ...]:
    """Ten bins of ten percentage points; every score falls into exactly one."""
    width = 100 // BINS
    counts = [0] * BINS
    for score in scores:
        counts[min(int(score // width), BINS - 1)] += 1
    return tuple(
        ScoreBin(lower=i * width, upper=(i + 1) * width, learners=count, percent=share(count, len(scores)))
        for i, count in enumerate(counts)
    )


def score_figures(assessment: str, scores: Sequence[Decimal], *, pass_mark: Decimal, awaiting: int) -> ScoreFigures:
    """The figures of one assessment. A score equal to the pass mark passes (RULES S2-8)."""
    passed = sum(1 for score in scores if score >= pass_mark)
    return ScoreFigures(
        assessment=assessment,
        scores=len(scores),
        awaiting=awaiting,
        passed=passed,
        pass_rate=share(passed, len(scores)),
        mean=mean(scores),
        median=median(scores),
        minimum=rounded(min(scores)) if scores else None,
        maximum=rounded(max(scores)) if scores else None,
        bins=score_bins(scores),
    )
