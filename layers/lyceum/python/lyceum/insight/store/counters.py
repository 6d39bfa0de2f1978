"""Counters by course and day: open ones for each shard of the stream, sealed ones once the day is over."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import batched, groupby
from typing import Any

from lyceum.insight.counting import MARKS_KEPT, Counted, CourseDay, Tally
from lyceum.insight.report_model import DayActivity
from lyceum.insight.store.items import DayItem, day_key
from lyceum.kernel import observe
from lyceum.kernel.errors import Busy, Conflict
from lyceum.kernel.ids import shard_of
from lyceum.kernel.table import query, tenant_key, transaction
from lyceum.kernel.table.read import LIST_SHARDS, in_parallel, query_index

OPEN_DAYS = "OPENDAYS"
"""Platform-wide list of open counters, `OPENDAYS#<0…7>` / `<date>#<tenant>#<course>#<stream shard>`."""

_PAGE = 1000
_ATTEMPTS = 5
_FOLDED_AT_ONCE = 50
_COUNTERS = {what: getattr(DayItem, what.value) for what in Counted}


class CountedBefore(Conflict):
    """Some of the records, or all, were counted before; `mark` is the newest that was."""

    title = {"en": "Counted before", "th": "นับไปแล้ว"}

    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark = mark


class CounterMoved(Conflict):
    """A counter was written since it was read."""

    title = {"en": "The counter was changed in the meantime", "th": "ตัวนับถูกเปลี่ยนแปลงไปแล้ว"}


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day of a course that has open counters."""

    where: CourseDay
    last: str
    """Place in its list of the last of its entries."""


def add(found: Iterable[Tally], stream_shard: str, *, at: datetime) -> None:
    """Count what was not counted before. All counters at once: 1 round trip, 1 WCU each; 1 more to open the day.

    A repetition costs one more round trip, and only where it is partly new.
    """
    in_parallel(*(partial(_add_new, tally, stream_shard, at=at) for tally in found))


def _add_new(tally: Tally, stream_shard: str, *, at: datetime) -> None:
    left = tally
    for _ in range(_ATTEMPTS):
        try:
            _add(left, stream_shard, at=at)
        except CountedBefore as before:
            observe.count("CountsRepeated")
            beyond = left.beyond(before.mark)
            if beyond is None:
                return
            left = beyond
        else:
            return
    raise Busy("Another reader of the same shard is counting.")


def _add(tally: Tally, stream_shard: str, *, at: datetime) -> None:
    where = tally.where
    with transaction(tenant=where.tenant, at=at) as write:
        write.update(
            DayItem,
            day_key(where.tenant, where.course, where.day.isoformat(), stream_shard),
            [
                *(_COUNTERS[what].add(number) for what, number in tally.counts().items()),
                DayItem.sequence.set(tally.last),
                DayItem.gsi1pk.set(f"{OPEN_DAYS}#{shard_of(where.course, LIST_SHARDS)}"),
                DayItem.gsi1sk.set(f"{where.day.isoformat()}#{where.tenant}#{where.course}#{stream_shard}"),
                # A record that comes after its day was sealed opens the day again.
                DayItem.ttl.remove(),
            ],
            when=DayItem.sequence.does_not_exist() | (DayItem.sequence < tally.first),
            otherwise=lambda old: CountedBefore(old.sequence),
            upsert=True,
        )


def of_course(tenant: str, course: str, *, first: date, last: date) -> tuple[DayActivity, ...]:
    """What is counted so far of these days, sealed or open; days without anything are left out.

    1 round trip; 0.5 RCU for 30 sealed days.
    """
    sums: dict[date, dict[str, int]] = {}
    for item in _days(tenant, course, after=f"DAY#{(first - timedelta(days=1)).isoformat()}~"):
        day = date.fromisoformat(item.sk.split("#")[1])
        if day > last:
            break
        kept = sums.setdefault(day, dict.fromkeys(Counted, 0))
        for what, number in _counts(item).items():
            kept[what] += number
    return tuple(DayActivity(day=day, **counts) for day, counts in sums.items() if any(counts.values()))


def open_days(shard: int, *, before: date, after: str | None = None) -> Sequence[OpenDay]:
    """Days of one shard of the list that are over and have open counters, oldest first; not all, if they are many."""
    page = query_index(f"{OPEN_DAYS}#{shard}", after=after, limit=_PAGE)
    over = [entry.sort for entry in page.items if entry.sort < before.isoformat()]
    return [
        OpenDay(CourseDay(tenant, course, date.fromisoformat(day)), list(entries)[-1])
        for (day, tenant, course), entries in groupby(over, key=lambda sort: tuple(sort.split("#", 3)[:3]))
    ]


def in_every_part(work: Callable[[int], int]) -> int:
    """Do something with every part of the list of open days at the same time; the sum of what it answers."""
    return sum(in_parallel(*(partial(work, shard) for shard in range(LIST_SHARDS))))


def fold(where: CourseDay, *, at: datetime) -> None:
    """Move what the open counters of a day hold into the sealed one; each in the same transaction, so exactly once.

    What is left of them is the mark, for as long as the stream may repeat itself. Nothing open, nothing done.
    Raises CounterMoved where one was written meanwhile. 1 round trip and 1 more for each 50 shards.
    """
    for items in batched(_open(where), _FOLDED_AT_ONCE, strict=False):
        sums = {what: sum(_counts(item)[what] for item in items) for what in Counted}
        with transaction(tenant=where.tenant, at=at) as write:
            write.update(
                DayItem,
                day_key(where.tenant, where.course, where.day.isoformat()),
                [_COUNTERS[what].add(number) for what, number in sums.items() if number],
                upsert=True,
            )
            for item in items:
                write.update(
                    DayItem, item.key, _emptied(at), when=DayItem.rev == item.revision, otherwise=CounterMoved()
                )


def _emptied(at: datetime) -> list[Any]:
    return [
        *(counter.remove() for counter in _COUNTERS.values()),
        DayItem.gsi1pk.remove(),
        DayItem.gsi1sk.remove(),
        DayItem.ttl.set(int((at + MARKS_KEPT).timestamp())),
    ]


def _open(where: CourseDay) -> list[DayItem]:
    """The open counters of a day, as they are now: those that stand in the list."""
    prefix = f"DAY#{where.day.isoformat()}#"
    found = _days(where.tenant, where.course, prefix=prefix, consistent=True)
    return [item for item in found if item.gsi1pk]


def _days(tenant: str, course: str, *, prefix: str = "DAY#", after: str | None = None, **how: Any) -> Iterator[DayItem]:
    while True:
        page = query(DayItem, tenant_key(tenant, "C", course), prefix=prefix, after=after, limit=_PAGE, **how)
        yield from page.items
        after = page.next_key
        if after is None:
            return


def _counts(item: DayItem) -> dict[Counted, int]:
    return {what: int(getattr(item, what.value) or 0) for what in Counted}
