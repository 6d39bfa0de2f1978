"""Counting from the stream is exact: repeated, split, overlapping, cut off, over shards that close and split."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lyceum.insight.counting import Counted, CourseDay
from lyceum.insight.roll_up import roll_up
from lyceum.insight.store import counters
from lyceum.insight.store.items import DayItem, day_key
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import get
from lyceum.learning.store.packing import pack_completions
from tests.store.insight.school import NOON
from tests.store.insight.stream import TOLD, Cut, Dies, Record, moved, progress, record

pytestmark = pytest.mark.store
TODAY = NOON.date()
DAYS = (TODAY - timedelta(days=1), TODAY)

type Sums = Mapping[tuple[str, date, str], int]


def read(tenant: str, *courses: str) -> Sums:
    """What the counters say, without zeros."""
    found: dict[tuple[str, date, str], int] = {}
    for course in courses:
        for day in counters.of_course(tenant, course, first=TODAY - timedelta(days=29), last=TODAY):
            found |= {(course, day.day, what): getattr(day, what) for what in Counted if getattr(day, what)}
    return found


# ── the whole of it: any stream, any deliveries ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Happening:
    """What a record of the stream tells."""

    course: int
    day: date
    what: str


@dataclass(frozen=True)
class Step:
    """What befalls a shard: its next records are delivered (its reader may die), some come again, a day is sealed."""

    shard: int
    size: int
    dies_after: int | None
    back: int
    """So many records before the place reached it begins; then nothing new is delivered."""
    seals: bool


HAPPENINGS = st.builds(Happening, st.integers(0, 1), st.sampled_from(DAYS), st.sampled_from(sorted(TOLD)))
SHARDS = st.lists(
    st.tuples(st.lists(HAPPENINGS, max_size=6), st.integers(0, 10**39), st.integers(1, 10**38)), min_size=1, max_size=4
)
"""Records of each shard, its first sequence number and the step between two: they grow in length as they go."""
STEPS = st.lists(
    st.builds(
        Step,
        shard=st.integers(0, 3),
        size=st.integers(1, 4),
        dies_after=st.none() | st.integers(0, 2),
        back=st.integers(0, 6),
        seals=st.booleans(),
    ),
    max_size=12,
)


@given(shards=SHARDS, steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_record_counts_once(
    table: str, tenant: str, shards: list[tuple[list[Happening], int, int]], steps: list[Step]
) -> None:
    courses = (new_id(), new_id())
    streams = [
        [
            record(tenant, first + n * step, TOLD[each.what](courses[each.course]), at=_noon_of(each.day))
            for n, each in enumerate(happenings)
        ]
        for happenings, first, step in shards
    ]
    reached = [0] * len(streams)

    for step in steps:
        shard = step.shard % len(streams)
        reached[shard] += _deliver(streams[shard], reached[shard], step, f"shard-{shard}")
        if step.seals:
            for course in courses:
                counters.fold(CourseDay(tenant, course, DAYS[0]), at=NOON)
    for shard, records in enumerate(streams):
        roll_up(records[reached[shard] :], f"shard-{shard}", at=NOON)

    expected = Counter((courses[each.course], each.day, each.what) for happenings, *_ in shards for each in happenings)
    assert read(tenant, *courses) == dict(expected)


def _deliver(records: Sequence[Record], reached: int, step: Step, shard: str) -> int:
    """How many records the reader may go on by."""
    if step.back:
        roll_up(records[max(0, reached - step.back) : reached], shard, at=NOON)
        return 0
    batch = records[reached : reached + step.size]
    with pytest.MonkeyPatch.context() as patch:
        if step.dies_after is not None:
            Cut(patch, step.dies_after)
        try:
            roll_up(batch, shard, at=NOON)
        except Dies:
            return 0
    return len(batch)


def _noon_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


# ── its parts, each by name ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_number_of_more_digits_is_a_later_one(table: str, tenant: str) -> None:
    course = new_id()
    for sequence in ("9", "10", "99999999999999999999", "100000000000000000000"):
        roll_up([record(tenant, sequence, TOLD["enrollments"](course))], "s", at=NOON)
        roll_up([record(tenant, sequence, TOLD["enrollments"](course))], "s", at=NOON)
    assert read(tenant, course) == {(course, TODAY, "enrollments"): 4}


def test_shards_do_not_share_a_mark(table: str, tenant: str) -> None:
    """A shard that closes is followed by shards whose numbers may begin before its last."""
    course = new_id()
    for shard, sequence in (("parent", 500), ("left", 400), ("right", 300), ("parent", 500), ("left", 401)):
        roll_up([record(tenant, sequence, TOLD["enrollments"](course))], shard, at=NOON)
    assert read(tenant, course) == {(course, TODAY, "enrollments"): 4}


def test_a_reader_that_dies_between_two_counters_goes_on_with_the_other(table: str, tenant: str) -> None:
    one, other = new_id(), new_id()
    batch = [record(tenant, n, TOLD["enrollments"](course)) for n, course in enumerate((one, other, one))]
    with pytest.MonkeyPatch.context() as patch:
        Cut(patch, after=1)
        with pytest.raises(Dies):
            roll_up(batch, "s", at=NOON)
    assert len(read(tenant, one, other)) == 1
    later = record(tenant, 7, TOLD["enrollments"](one))
    roll_up([*batch, later], "s", at=NOON)
    assert read(tenant, one, other) == {(one, TODAY, "enrollments"): 3, (other, TODAY, "enrollments"): 1}


def test_lessons_are_counted_from_what_learning_packs(table: str, tenant: str) -> None:
    """Contexts share no code, so nothing but this compares the two: lessons have no event of their own."""
    course, order = new_id(), [f"l{n}" for n in range(300)]
    pack = partial(pack_completions, order=order, since=NOON)
    states = [None, *(pack({order[n]: NOON for n in done}) for done in ([0], [0, 3, 9], [0, 3, 9, 299]))]
    records = [progress(tenant, course, n, before, after) for n, (before, after) in enumerate(pairwise(states))]
    roll_up(records, "s", at=NOON)
    roll_up(records[1:], "s", at=NOON)
    assert read(tenant, course) == {(course, TODAY, "lessons_completed"): 4}


def test_positions_and_repeated_events_count_nothing(table: str, tenant: str) -> None:
    course = new_id()
    packed = pack_completions({"l1": NOON}, ["l1"], NOON)
    told = record(tenant, 2, TOLD["enrollments"](course))
    repeated = record(tenant, 3)
    repeated["dynamodb"] |= {"NewImage": told["dynamodb"]["NewImage"], "OldImage": told["dynamodb"]["NewImage"]}
    removed = record(tenant, 4, TOLD["enrollments"](course), eventName="REMOVE")
    roll_up([progress(tenant, course, 1, packed, packed), repeated, removed], "s", at=NOON)
    roll_up([record(tenant, 5, moved(course))], "s", at=NOON)
    assert read(tenant, course) == {}


def test_a_record_that_nobody_can_read_holds_up_nothing(table: str, tenant: str) -> None:
    course = new_id()
    poison = record(tenant, 1, TOLD["enrollments"](course))
    poison["dynamodb"]["NewImage"]["events"] = {"L": [{"S": "no event"}]}
    nothing: Record = {"eventName": "INSERT", "dynamodb": {}}
    roll_up([poison, nothing, record(tenant, 2, TOLD["enrollments"](course))], "s", at=NOON)
    assert read(tenant, course) == {(course, TODAY, "enrollments"): 1}


def test_what_is_sent_again_after_days_is_not_counted(table: str, tenant: str) -> None:
    """Its mark may be gone by then."""
    course = new_id()
    old = record(tenant, 1, TOLD["enrollments"](course), written=NOON - timedelta(hours=37))
    roll_up([old], "s", at=NOON)
    assert read(tenant, course) == {}


def test_an_open_day_stands_in_the_list_of_open_days(table: str, tenant: str) -> None:
    course = new_id()
    roll_up([record(tenant, 1, TOLD["enrollments"](course))], "shard-1", at=NOON)
    item = get(DayItem, day_key(tenant, course, "2026-11-22", "shard-1"), consistent=True)
    assert item is not None
    assert item.gsi1pk is not None
    assert item.gsi1pk.startswith("OPENDAYS#")
    assert item.gsi1sk == f"2026-11-22#{tenant}#{course}#shard-1"
