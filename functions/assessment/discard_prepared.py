"""On LearnerWithdrawn, LearnerBanned and AttemptSubmitted: what nobody needs any more goes.

What waits for a learner in the course that they have left; what they were sitting there, of who has given their place
up; and files that were sent for an attempt's questions and that no answer names.
"""

from pydantic import BaseModel

from lyceum.assessment.abandon_attempts import abandon_attempts
from lyceum.assessment.discard_files import discard_files, discard_files_of_course
from lyceum.assessment.discard_prepared import discard_prepared
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Left(BaseModel):
    """What is read of both."""

    learner: str
    course: str


class Submitted(BaseModel):
    """What is read of AttemptSubmitted; only those whose questions take files come here."""

    attempt: str


def left(envelope: Envelope, event: Left) -> None:
    """A ban can end: attempts that are begun stay, and their clocks run."""
    discard_prepared(envelope.tenant, event.learner, event.course, at=clock.now())


def withdrawn(envelope: Envelope, event: Left) -> None:
    """The place is given up, and so is what was begun."""
    left(envelope, event)
    abandon_attempts(envelope.tenant, event.learner, event.course, left_at=envelope.at, at=clock.now())
    discard_files_of_course(envelope.tenant, event.learner, event.course, at=clock.now())


def submitted(envelope: Envelope, event: Submitted) -> None:
    """Nothing can name a file in it any more."""
    discard_files(envelope.tenant, event.attempt, at=clock.now())


handler = event_entry_point(
    Consumer("LearnerWithdrawn", Left, withdrawn),
    Consumer("LearnerBanned", Left, left),
    Consumer("AttemptSubmitted", Submitted, submitted),
)
