"""A learner's row in the gradebook of a course: facts of each graded attempt, and what is computed from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from lyceum.assessment.model.scoring import counting_percent, course_percent
from lyceum.assessment.model.settings import ScorePolicy


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """The percentage of one attempt, and the revision of the attempt that said so."""

    rev: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class AssessmentResult:
    """A learner's graded attempts at one assessment, with the rules that count them."""

    weight: Decimal
    policy: ScorePolicy
    pass_mark: Decimal
    attempts: Mapping[int, AttemptResult] = field(default_factory=dict)

    @property
    def percent(self) -> Decimal:
        """What counts (RULES S2-10)."""
        percents = {number: attempt.percent for number, attempt in self.attempts.items()}
        return counting_percent(self.policy, percents) or Decimal(0)

    @property
    def passed(self) -> bool:
        """Whether what counts reaches the pass mark (RULES S2-8)."""
        return self.percent >= self.pass_mark


@dataclass(frozen=True, slots=True)
class CourseGrade:
    """One row per course and learner (RULES S1-27)."""

    learner: str
    course: str
    results: Mapping[str, AssessmentResult] = field(default_factory=dict)
    """By assessment."""
    rev: int = 0
    """0 before it was ever kept."""

    @property
    def percent(self) -> Decimal | None:
        """The weighted mean over what is graded so far; None before anything is."""
        return course_percent((result.weight, result.percent) for result in self.results.values())

    def recorded(self, assessment: str, number: int, attempt: AttemptResult, rules: AssessmentResult) -> "CourseGrade":
        """With an attempt's result, and the assessment's rules as they stood then.

        An older or repeated one changes nothing: in any order the same results end in the same row.
        """
        kept = self.results.get(assessment)
        attempts = dict(kept.attempts) if kept is not None else {}
        if number in attempts and attempts[number].rev >= attempt.rev:
            return self
        latest = kept is None or number >= max(attempts)
        attempts[number] = attempt
        current = replace(rules if latest or kept is None else kept, attempts=attempts)
        return replace(self, results={**self.results, assessment: current})
