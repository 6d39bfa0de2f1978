"""On LearningOpened, ProgressMoved and CourseCompleted: the enrollment keeps version, percent and state."""

from decimal import Decimal

from pydantic import BaseModel

from lyceum.enrollment.follow_learning import copy_progress, describe_enrollment
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Opened(BaseModel):
    """What enrollment reads of LearningOpened."""

    learner: str
    course: str
    version: int


class Moved(BaseModel):
    """What enrollment reads of ProgressMoved and CourseCompleted."""

    learner: str
    course: str
    percent: Decimal = Decimal(100)


def opened(envelope: Envelope, event: Opened) -> None:
    """The learner is on a version now."""
    describe_enrollment(envelope.tenant, event.learner, event.course, version=event.version, at=envelope.at)


def moved(envelope: Envelope, event: Moved) -> None:
    """Another share of the course is done, or all of it."""
    copy_progress(
        envelope.tenant,
        event.learner,
        event.course,
        percent=event.percent,
        completed=envelope.name == "CourseCompleted",
        rev=envelope.rev,
        at=envelope.at,
    )


handler = event_entry_point(
    Consumer("LearningOpened", Opened, opened),
    Consumer("ProgressMoved", Moved, moved),
    Consumer("CourseCompleted", Moved, moved),
)
