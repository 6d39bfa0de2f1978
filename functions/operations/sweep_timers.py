"""Every minute: whatever is due is claimed and told. Started for all shards, or for those that the event names."""

from pydantic import BaseModel, Field

from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point
from lyceum.kernel.timers import SHARDS, sweep


class Sweep(BaseModel):
    """Which shards of the timers."""

    shards: list[int] = Field(default_factory=lambda: list(SHARDS))


class Swept(BaseModel):
    """How many timers were told."""

    told: int


def act(order: Sweep) -> Swept:
    """Translate and call."""
    return Swept(told=sweep(at=clock.now(), shards=order.shards))


handler = task_entry_point(Sweep, act)
