"""First task of the backfill workflow: begin a run, or go on with one."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point
from lyceum.operations.backfill import begin_backfill


class Wish(BaseModel):
    """What the operator starts the workflow with."""

    model_config = ConfigDict(extra="forbid")

    run: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    """A name of the operator's choice; the same name goes on where it stopped."""
    segments: Annotated[int, Field(ge=1, le=40)] = 4
    units_per_second: Annotated[int, Field(ge=1, le=40_000)] = 100
    """Read and write units of all segments together."""


class Part(BaseModel):
    """One part of the table."""

    run: str
    segment: int
    segments: int
    units_per_second: float


class Begun(BaseModel):
    """What is to be done."""

    parts: list[Part]
    left: int
    """How many they are; the workflow ends at none."""


def act(wish: Wish) -> Begun:
    """Translate and call."""
    open_ = begin_backfill(wish.run, segments=wish.segments, at=clock.now())
    pace = wish.units_per_second / max(1, len(open_))
    parts = [Part(run=wish.run, segment=number, segments=wish.segments, units_per_second=pace) for number in open_]
    return Begun(parts=parts, left=len(parts))


handler = task_entry_point(Wish, act)
