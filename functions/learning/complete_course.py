"""On AttemptGraded and GradeRecorded: results count toward completing the course, and may complete it."""

from decimal import Decimal

from pydantic import BaseModel

from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope
from lyceum.learning.complete_course import take_result
from lyceum.learning.model.progress import Result


class Graded(BaseModel):
    """What learning reads of AttemptGraded: one attempt, and what counts of all of them where that is told too."""

    learner: str
    course: str
    assessment: str
    number: int
    percent: Decimal
    passed: bool
    counts_for: Decimal | None = None
    passed_overall: bool | None = None
    shown: bool = True


class Recorded(BaseModel):
    """What learning reads of GradeRecorded: what counts of all attempts by the score policy."""

    learner: str
    course: str
    assessment: str
    number: int
    percent: Decimal
    passed: bool
    shown: bool = True


def graded(envelope: Envelope, event: Graded) -> None:
    """An attempt has its score."""
    settled = event.counts_for is not None and event.passed_overall is not None
    result = Result(
        at=envelope.at,
        number=event.number,
        percent=event.percent if event.counts_for is None else event.counts_for,
        passed=event.passed if event.passed_overall is None else event.passed_overall,
        settled=settled,
        withheld=not event.shown,
    )
    take_result(envelope.tenant, event.learner, event.course, event.assessment, result, at=envelope.at)


def recorded(envelope: Envelope, event: Recorded) -> None:
    """What counts of the attempts has changed."""
    withheld = not event.shown
    result = Result(envelope.at, event.number, event.percent, event.passed, settled=True, withheld=withheld)
    take_result(envelope.tenant, event.learner, event.course, event.assessment, result, at=envelope.at)


handler = event_entry_point(
    Consumer("AttemptGraded", Graded, graded),
    Consumer("GradeRecorded", Recorded, recorded),
)
