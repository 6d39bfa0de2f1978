"""On SubmissionReturned: the gradebook keeps what was returned of an assignment."""

from decimal import Decimal

from pydantic import BaseModel

from lyceum.assessment.record_submission_grade import ReturnedWork, record_submission_grade
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Returned(BaseModel):
    """What is read of SubmissionReturned."""

    learner: str
    course: str
    assignment: str
    number: int
    percent: Decimal
    graded: bool
    weight: Decimal
    pass_mark: Decimal


def returned(envelope: Envelope, event: Returned) -> None:
    """What weighs nothing gives no grade."""
    if not event.graded:
        return
    work = ReturnedWork(
        learner=event.learner,
        course=event.course,
        assignment=event.assignment,
        number=event.number,
        rev=envelope.rev,
        percent=event.percent,
        weight=event.weight,
        pass_mark=event.pass_mark,
    )
    record_submission_grade(envelope.tenant, work, at=envelope.at)


handler = event_entry_point(Consumer("SubmissionReturned", Returned, returned))
