"""On AttemptGraded, LearnerEnrolled and LearnerWithdrawn: the gradebook keeps a row per learner and course."""

from decimal import Decimal

from pydantic import BaseModel

from lyceum.assessment.record_grade import GradedAttempt, mark_withdrawn, open_row, record_grade
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Graded(BaseModel):
    """What is read of AttemptGraded."""

    learner: str
    course: str
    assessment: str
    number: int
    points: Decimal
    maximum: Decimal
    percent: Decimal
    graded: bool
    weight: Decimal
    score_policy: str
    pass_mark: Decimal


class Placed(BaseModel):
    """What is read of LearnerEnrolled and LearnerWithdrawn."""

    learner: str
    course: str


def graded(envelope: Envelope, event: Graded) -> None:
    """Practice gives no grade (RULES S1-20)."""
    if not event.graded:
        return
    rules = GradedAttempt.counted(weight=event.weight, policy=event.score_policy, pass_mark=event.pass_mark)
    result = GradedAttempt(
        learner=event.learner,
        course=event.course,
        assessment=event.assessment,
        number=event.number,
        rev=envelope.rev,
        percent=event.percent,
        points=event.points,
        maximum=event.maximum,
        rules=rules,
    )
    record_grade(envelope.tenant, result, at=envelope.at)


def enrolled(envelope: Envelope, event: Placed) -> None:
    """A row without grades, or one that is no longer marked."""
    open_row(envelope.tenant, event.learner, event.course, at=envelope.at, rev=envelope.rev)


def withdrawn(envelope: Envelope, event: Placed) -> None:
    """The row says so."""
    mark_withdrawn(envelope.tenant, event.learner, event.course, at=envelope.at, rev=envelope.rev)


handler = event_entry_point(
    Consumer("AttemptGraded", Graded, graded),
    Consumer("LearnerEnrolled", Placed, enrolled),
    Consumer("LearnerWithdrawn", Placed, withdrawn),
)
