"""On JobRunOverdue: the next attempt at a job whose function died or failed, or the end of the run."""

from pydantic import BaseModel

from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope
from lyceum.kernel.jobs import repeat_overdue


class Overdue(BaseModel):
    """Whose timer it was."""

    id: str


def overdue(_: Envelope, event: Overdue) -> None:
    """Translate and call."""
    repeat_overdue(event.id, at=clock.now())


handler = event_entry_point(Consumer("JobRunOverdue", Overdue, overdue))
