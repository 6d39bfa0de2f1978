"""On AttemptGraded and GradeAwaited: the workflow that waits for the grade goes on."""

from pydantic import BaseModel

from lyceum.assessment.resume_grading import resume_grading
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Waited(BaseModel):
    """What is read of both."""

    attempt: str


def waited(envelope: Envelope, event: Waited) -> None:
    """Tell who waits, if anybody does and the grade is there."""
    resume_grading(envelope.tenant, event.attempt, at=clock.now())


handler = event_entry_point(Consumer("AttemptGraded", Waited, waited), Consumer("GradeAwaited", Waited, waited))
