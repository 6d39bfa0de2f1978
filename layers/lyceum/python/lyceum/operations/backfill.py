"""Bring items of older schema versions up to today's, part by part, no faster than it was told, from where it stopped.

An operator starts it after a release that needs it (docs/operations/backfill.md). Raising is conditional on the item's
revision, so it never undoes what somebody writes meanwhile, and doing a page twice changes nothing.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from lyceum.kernel import migrations as schema
from lyceum.kernel import observe
from lyceum.kernel.capacity import index_units, item_size, read_units, write_units
from lyceum.kernel.errors import Busy
from lyceum.kernel.migrations import MIGRATIONS, Migration
from lyceum.operations import store
from lyceum.operations.store import Segment

PAGE = 100
ATTEMPTS = 5
STEP_SECONDS = 300.0
"""How long one call works before it hands over to the next: inside of the function's timeout."""

type Wire = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast, and for how long. The clock and the wait are arguments, so that tests need not sleep."""

    units_per_second: float
    """Read and write units of this part of the table together."""
    seconds: float = STEP_SECONDS
    clock: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep

    @property
    def page(self) -> int:
        """Items at once: no more than a second's worth of units where the pace is slow."""
        return max(1, min(PAGE, int(self.units_per_second)))


def begin_backfill(run: str, *, segments: int, at: datetime) -> list[int]:
    """Begin a run, or go on with one; the parts that are not done. Raises BackfillDiffers for another cut."""
    store.begin(run, segments=segments, at=at)
    done = {segment.number for segment in store.segments_of(run) if segment.done}
    return [number for number in range(segments) if number not in done]


def backfill_segment(
    run: str, number: int, *, segments: int, pace: Pace, at: datetime, migrations: Sequence[Migration] = MIGRATIONS
) -> Segment:
    """Work on one part until it is done or the step's time is over; how far it has come.

    The position is kept after every page. Raises SegmentMoved where another execution works on the same part.
    """
    segment = store.find_segment(run, number)
    began, spent = pace.clock(), Decimal(0)
    while not segment.done:
        items, after = store.page(number, segments, after=segment.after, limit=pace.page)
        spent += read_units(sum(map(item_size, items)), consistent=True)
        done = [_raise(item, migrations) for item in items]
        spent += sum(units for units, _ in done) + 1  # the position
        segment = segment.moved(to=after, seen=len(items), raised=sum(raised for _, raised in done))
        store.save_segment(segment, at=at)
        elapsed = pace.clock() - began
        if elapsed >= pace.seconds:
            break
        ahead = float(spent) / pace.units_per_second - elapsed
        if ahead > 0 and not segment.done:
            pace.wait(ahead)
    observe.logger().info("backfill", extra={"run": run, "segment": number, "seen": segment.seen})
    return segment


def _raise(item: Wire, migrations: Sequence[Migration]) -> tuple[int, bool]:
    """Bring one item up: write units spent, and whether it was older and is there."""
    spent = 0
    for _ in range(ATTEMPTS):
        new = schema.raised(item, migrations)
        if new is None:
            return spent, spent > 0
        spent += write_units(item, new) + index_units(item, new)
        if store.replace_item(item, new):
            return spent, True
        current = store.look(item)
        if current is None:
            return spent, False  # deleted meanwhile
        item = current
    raise Busy("Others keep writing this item.")
