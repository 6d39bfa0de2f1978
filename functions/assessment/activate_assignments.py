"""On CoursePublished: the course's assignments go live with it."""

from pydantic import BaseModel

from lyceum.assessment.activate_assignments import activate_assignments
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Published(BaseModel):
    """What is read of CoursePublished."""

    course: str


def published(envelope: Envelope, event: Published) -> None:
    """What was written before the publication goes live."""
    activate_assignments(envelope.tenant, event.course, published_at=envelope.at, at=clock.now())


handler = event_entry_point(Consumer("CoursePublished", Published, published))
