"""A learner's row in the gradebook of a course: facts of graded attempts, what people said, what shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from lyceum.assessment.gradebooks.errors import GradeLocked
from lyceum.assessment.model.scoring import counting_percent, course_percent
from lyceum.assessment.model.settings import ScorePolicy


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """What one attempt came to, and the revision of the attempt that said so."""

    rev: int
    percent: Decimal
    points: Decimal | None = None
    """Raw points; None in what was recorded before they were told."""


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
class Mark:
    """What a person said of an item: points, or that it is not asked of this learner."""

    points: Decimal | None
    """None: excused."""
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row shows of one item."""

    percent: Decimal
    passed: bool = False
    """Of an assessment: whether what counts of the attempts reaches the pass mark."""
    overridden: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What a row shows: computed from its facts, or as it was when the row was locked."""

    current: Decimal | None = None
    """Of what is graded."""
    final: Decimal | None = None
    """With what is missing as nothing."""
    letter: str | None = None
    final_letter: str | None = None
    cells: Mapping[str, Cell] = field(default_factory=dict)
    """By item, those that are graded."""
    hidden: frozenset[str] = frozenset()
    """Items that learners do not see."""
    withheld: frozenset[str] = frozenset()
    """Graded assessments that may not show results by now: whether they do is looked up in the gradebook."""
    rules: int = 0
    """Of the gradebook that it was computed by; 0 before there was any."""

    @classmethod
    def of_former(cls, results: Mapping[str, AssessmentResult]) -> "Shown":
        """What a row shows that was kept before gradebooks had schemes: the mean by the weights that were told."""
        cells = {id: Cell(result.percent, result.passed) for id, result in results.items()}
        return cls(course_percent((result.weight, result.percent) for result in results.values()), cells=cells)


class GradeStatus(StrEnum):
    """How far a grade is (RULES S1-27)."""

    CURRENT = "current"
    FINAL = "final"
    INCOMPLETE = "incomplete"
    WITHDRAWN = "withdrawn"
    """Its learner has given up their place in the course; open, or closed with the whole gradebook."""


@dataclass(frozen=True, slots=True)
class Place:
    """What was last told of a learner's place in the course."""

    rev: int = 0
    """Revision of the enrollment: the newest holds. 0 before anything was told."""
    given_up: bool = False


@dataclass(frozen=True, slots=True)
class GradeLock:
    """Who closed a grade, when, why and as what; and the explanation that held then."""

    by: str
    at: datetime
    reason: str
    status: GradeStatus
    with_course: bool
    """It came with the lock of the whole gradebook and goes with it."""
    explanation: str
    """JSON of `explanation.Explained`."""


@dataclass(frozen=True, slots=True)
class CourseGrade:
    """One row per course and learner (RULES S1-27)."""

    learner: str
    course: str
    results: Mapping[str, AssessmentResult] = field(default_factory=dict)
    """By assessment."""
    marks: Mapping[str, Mark] = field(default_factory=dict)
    """By item."""
    shown: Shown = Shown()
    lock: GradeLock | None = None
    place: Place = Place()
    rev: int = 0
    """0 before it was ever kept."""

    @property
    def status(self) -> GradeStatus:
        """How far it is: of a locked one, as it was locked, whatever came of the learner's place since."""
        if self.lock is not None:
            return self.lock.status
        return GradeStatus.WITHDRAWN if self.place.given_up else GradeStatus.CURRENT

    def placed(self, place: Place) -> "CourseGrade":
        """With what is told of the place. Older and repeated news change nothing, so that they come in any order."""
        return replace(self, place=place) if place.rev > self.place.rev else self

    def recorded(self, assessment: str, number: int, attempt: AttemptResult, rules: AssessmentResult) -> "CourseGrade":
        """With an attempt's result, and the assessment's rules as they stood then.

        An older or repeated one changes nothing: in any order the same results end in the same row. A locked row keeps
        the fact and shows what it showed.
        """
        kept = self.results.get(assessment)
        attempts = dict(kept.attempts) if kept is not None else {}
        if number in attempts and attempts[number].rev >= attempt.rev:
            return self
        latest = kept is None or number >= max(attempts)
        attempts[number] = attempt
        current = replace(rules if latest or kept is None else kept, attempts=attempts)
        return replace(self, results={**self.results, assessment: current})

    def marked(self, item: str, mark: Mark | None) -> "CourseGrade":
        """With what a person said of an item; None takes it back. Raises GradeLocked."""
        if self.lock is not None:
            raise GradeLocked
        marks = {id: kept for id, kept in self.marks.items() if id != item}
        return replace(self, marks=marks if mark is None else {**marks, item: mark})

    def locked(self, lock: GradeLock) -> "CourseGrade":
        """Closed with what it shows. Raises GradeLocked where it is already."""
        if self.lock is not None:
            raise GradeLocked
        return replace(self, lock=lock)

    def unlocked(self) -> "CourseGrade":
        """Open again; what came meanwhile counts from the next computation on."""
        return replace(self, lock=None)
