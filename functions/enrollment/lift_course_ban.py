"""On CourseBanDue: a ban from a course whose time has run out ends."""

from pydantic import BaseModel

from lyceum.enrollment.ban_learner import lift_course_ban
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Due(BaseModel):
    """What the sweep tells."""

    id: str
    """The place."""


def due(envelope: Envelope, event: Due) -> None:
    """Let them in again, if the ban is still the one that ran out."""
    lift_course_ban(envelope.tenant, event.id, at=clock.now())


handler = event_entry_point(Consumer("CourseBanDue", Due, due))
