"""What assessment tells of exams that are about to open."""

from datetime import datetime

from lyceum.kernel.events import Event
from lyceum.kernel.ids import Id


class AttemptsPrepared(Event, context="assessment"):
    """Before an exam opens: everybody who is enrolled has an attempt that waits for them."""

    assessment: Id
    course: Id
    opens_at: datetime
    learners: int
    """Who was gone through."""
    attempts: int
    """How many of them have one; the others had begun before."""
