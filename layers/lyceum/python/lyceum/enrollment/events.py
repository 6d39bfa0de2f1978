"""What enrollment tells."""

from lyceum.kernel.events import Event
from lyceum.kernel.ids import Id


class LearnerEnrolled(Event, context="enrollment"):
    """A learner took a place in a course."""

    learner: Id
    course: Id
    source: str
    branch: Id | None = None
    """The branch that it was taken through, where the course demands one."""


class LearnerWithdrawn(Event, context="enrollment"):
    """A learner gave up their place in a course."""

    learner: Id
    course: Id
    reason: str
    """One of `lyceum.enrollment.model.Reason`."""


class EnrollmentCompleted(Event, context="enrollment"):
    """A learner's enrollment reached its end: the course was completed."""

    learner: Id
    course: Id
