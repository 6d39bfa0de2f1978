"""On AccommodationChanged: open attempts have what their learner was granted, also those begun in the same moment."""

from pydantic import BaseModel

from lyceum.assessment.extend_attempts import extend_attempts
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Granted(BaseModel):
    """What is read of AccommodationChanged."""

    learner: str
    course: str
    assessment: str | None = None


def granted(envelope: Envelope, event: Granted) -> None:
    """Mostly done already, by who granted it."""
    extend_attempts(envelope.tenant, event.learner, event.course, event.assessment, at=clock.now())


handler = event_entry_point(Consumer("AccommodationChanged", Granted, granted))
