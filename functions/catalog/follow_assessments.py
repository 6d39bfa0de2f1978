"""On AssessmentAuthored: the draft of the course shows the assessment at its lesson."""

from pydantic import BaseModel

from lyceum.catalog.follow_assessments import follow_assessments
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Authored(BaseModel):
    """What catalog reads of the event."""

    assessment: str
    course: str


def authored(envelope: Envelope, event: Authored) -> None:
    """The state of the assessment is read, so order and repeats do not matter."""
    follow_assessments(envelope.tenant, event.course, event.assessment, at=envelope.at)


handler = event_entry_point(Consumer("AssessmentAuthored", Authored, authored))
