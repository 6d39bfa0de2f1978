"""What assessment tells of regrades."""

from lyceum.kernel.events import Event
from lyceum.kernel.ids import Id


class RegradeRequested(Event, context="assessment"):
    """A regrade is to be previewed, applied or undone: it says which, and a workflow does it, learner by learner."""

    regrade: Id
    assessment: Id
    course: Id
    version: int
    """Of the questions; attempts at others are left alone."""
    state: str


class RegradeFinished(Event, context="assessment"):
    """A regrade was previewed, applied or undone for every learner of the course."""

    regrade: Id
    assessment: Id
    course: Id
    version: int
    state: str
    attempts: int
    """How many there are."""
    changed: int
    """How many of them have, or would have, other points or another score."""
