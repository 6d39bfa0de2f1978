"""What enrollment tells."""

from lyceum.kernel.clock import Instant
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


class LearnerBanned(Event, context="enrollment"):
    """Somebody was shut out of a course, until some time or for good."""

    learner: Id
    course: Id
    placed: bool
    """Whether they have a place, which is suspended."""
    until: Instant | None = None


class LearnerReinstated(Event, context="enrollment"):
    """Somebody who was shut out of a course is let in again."""

    learner: Id
    course: Id
    placed: bool
    """Whether they have a place, which is theirs again."""
