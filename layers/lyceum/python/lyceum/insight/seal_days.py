"""Every night: the open counters of days that are over are folded into one counter for each day."""

from datetime import date, datetime
from functools import partial

from lyceum.insight.counting import CourseDay
from lyceum.insight.store import counters
from lyceum.kernel import clock, observe
from lyceum.kernel.errors import Busy

ATTEMPTS = 5
"""How often a day is tried whose counters are being written, which happens to late records only."""


def seal_days(due_since: datetime) -> int:
    """Seal every day before the one that the run stands for (UTC); how many days of courses were sealed.

    Days that have open counters stand in a list of their own, so nothing is searched for; the eight parts of the list
    are worked off at the same time. Sealing again, or at the same time, folds nothing twice. What comes for a day
    after its sealing is folded the night after.
    """
    sealed = counters.in_every_part(partial(_seal_part, before=due_since.date()))
    observe.count("DaysSealed", sealed)
    return sealed


def _seal_part(shard: int, *, before: date) -> int:
    sealed, after = 0, None
    while True:
        days = counters.open_days(shard, before=before, after=after)
        if not days:
            return sealed
        for day in days:
            _seal(day.where)
        sealed, after = sealed + len(days), days[-1].last


def _seal(where: CourseDay) -> None:
    for _ in range(ATTEMPTS):
        try:
            counters.fold(where, at=clock.now())
        except counters.CounterMoved:
            continue
        return
    raise Busy("Others keep writing this day's counters.")
