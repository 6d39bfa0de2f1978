"""What assessment tells of peer reviews."""

from datetime import datetime

from lyceum.kernel.events import Event
from lyceum.kernel.ids import CompoundId, Id


class PeerReviewGiven(Event, context="assessment"):
    """A learner reviewed another one's work, for the first time or anew; who did is the actor."""

    review: Id
    submission: CompoundId
    learner: Id
    """Whose work it is."""
    course: Id
    assignment: Id
    again: bool


class PeerReviewsAllocated(Event, context="assessment"):
    """Every work of an assignment has the reviewers that a round gave it."""

    assignment: Id
    course: Id
    round: int
    """1, 2, 3, …"""
    works: int
    """That the round changed."""
    given: int
    """Reviews that it gave out."""
    taken: int
    """Reviews that it took from those who stayed away."""


class PeerReviewAsked(Event, context="assessment"):
    """Somebody is to review another learner's work; whose it is, they may not know."""

    review: Id
    reviewer: Id
    course: Id
    assignment: Id
    due_at: datetime | None
    """Until when it can be given; None: as long as the work is open."""
    zone: str | None = None
    """IANA name of the zone that the assignment's dates are meant in; None: nobody said."""
    allocation: Id
    """The same for all that a round asks of people: who gets several works at once needs to hear of it once."""
