"""Keep the gradebook: one row per learner and course, from what grading and enrollment tell."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lyceum.assessment.events import GradeRecorded
from lyceum.assessment.model.gradebook import AssessmentResult, AttemptResult, CourseGrade
from lyceum.assessment.model.settings import ScorePolicy
from lyceum.assessment.store import grades
from lyceum.assessment.submit_attempt import ATTEMPTS
from lyceum.kernel.errors import Busy


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedAttempt:
    """One attempt's result as it was told, with the rules that counted then."""

    learner: str
    course: str
    assessment: str
    number: int
    rev: int
    """Revision of the attempt: the newest holds."""
    percent: Decimal
    rules: AssessmentResult

    @staticmethod
    def counted(*, weight: Decimal, policy: str, pass_mark: Decimal) -> AssessmentResult:
        """The rules, still without attempts."""
        return AssessmentResult(weight=weight, policy=ScorePolicy(policy), pass_mark=pass_mark)


def record_grade(tenant: str, result: GradedAttempt, *, at: datetime) -> CourseGrade:
    """Write an attempt's result into the learner's row. Older and repeated news change nothing.

    Raises Busy where others keep writing the row. 2 round trips. Source: RULES S1-27, S2-10.
    """
    for _ in range(ATTEMPTS):
        row = grades.find(tenant, result.learner, result.course) or CourseGrade(result.learner, result.course)
        recorded = row.recorded(
            result.assessment, result.number, AttemptResult(result.rev, result.percent), result.rules
        )
        if recorded is row:
            return row
        try:
            grades.save(tenant, recorded, _told(recorded, result), at=at)
        except grades.GradeMoved:
            continue
        return recorded
    raise Busy("Others are writing this row.")


def open_row(tenant: str, learner: str, course: str, *, at: datetime) -> None:
    """Give an enrolled learner their row before the first grade, so that the gradebook shows everybody."""
    try:
        grades.save(tenant, CourseGrade(learner, course), None, at=at)
    except grades.GradeMoved:
        return


def _told(row: CourseGrade, result: GradedAttempt) -> GradeRecorded:
    counting = row.results[result.assessment]
    return GradeRecorded(
        learner=row.learner,
        course=row.course,
        assessment=result.assessment,
        number=result.number,
        percent=counting.percent,
        passed=counting.passed,
        course_percent=row.percent,
    )
