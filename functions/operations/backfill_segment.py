"""Task of the backfill workflow: work on one part of the table for some minutes."""

from pydantic import BaseModel, ConfigDict

from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point
from lyceum.operations.backfill import Pace, backfill_segment


class Part(BaseModel):
    """Which part, and how fast."""

    model_config = ConfigDict(extra="ignore")

    run: str
    segment: int
    segments: int
    units_per_second: float


class Step(Part):
    """The same part, and how far it has come: the next step's input."""

    seen: int
    raised: int
    done: bool


def act(part: Part) -> Step:
    """Translate and call."""
    came = backfill_segment(
        part.run, part.segment, segments=part.segments, pace=Pace(part.units_per_second), at=clock.now()
    )
    return Step(**part.model_dump(), seen=came.seen, raised=came.raised, done=came.done)


handler = task_entry_point(Part, act)
