"""On LearnerEnrolled: the course opens to the learner, on its current version."""

from pydantic import BaseModel

from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope
from lyceum.learning.open_access import open_as_told


class Enrolled(BaseModel):
    """What learning reads of LearnerEnrolled."""

    learner: str
    course: str


def enrolled(envelope: Envelope, event: Enrolled) -> None:
    """Begin the learner's progress, or open it again; both may have been done already."""
    open_as_told(envelope.tenant, event.learner, event.course, rev=envelope.rev, at=envelope.at)


handler = event_entry_point(Consumer("LearnerEnrolled", Enrolled, enrolled))
