"""Keep what was returned of an assignment in the gradebook, as results of attempts are."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lyceum.assessment.model.gradebook import CourseGrade
from lyceum.assessment.model.settings import ScorePolicy
from lyceum.assessment.record_grade import GradedAttempt, record_grade


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedWork:
    """What was told of returned work."""

    learner: str
    course: str
    assignment: str
    number: int
    """The version that was graded; the newest counts (RULES X9)."""
    rev: int
    """Revision of the submission: the newest holds."""
    percent: Decimal
    weight: Decimal
    pass_mark: Decimal


def record_submission_grade(tenant: str, work: ReturnedWork, *, at: datetime) -> CourseGrade:
    """Write it into the learner's row: each version is an attempt, and the latest counts.

    Older and repeated news change nothing. Raises Busy. 2 round trips. Source: RULES S1-27, X9.
    """
    rules = GradedAttempt.counted(weight=work.weight, policy=str(ScorePolicy.LATEST), pass_mark=work.pass_mark)
    result = GradedAttempt(
        learner=work.learner,
        course=work.course,
        assessment=work.assignment,
        number=work.number,
        rev=work.rev,
        percent=work.percent,
        rules=rules,
    )
    return record_grade(tenant, result, at=at)
