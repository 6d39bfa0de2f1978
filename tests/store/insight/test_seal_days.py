"""Sealing folds open counters into one for each day, exactly once, also what comes late."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from lyceum.insight.counting import CourseDay
from lyceum.insight.roll_up import roll_up
from lyceum.insight.seal_days import seal_days
from lyceum.insight.store import counters
from lyceum.insight.store.items import DayItem, day_key
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import get, query, tenant_key
from tests.store.insight.school import NOON
from tests.store.insight.stream import TOLD, record

pytestmark = pytest.mark.store
TODAY, YESTERDAY = NOON.date(), NOON.date() - timedelta(days=1)
TONIGHT = NOON.replace(hour=1, minute=15)


def happened(tenant: str, course: str, *shards: str, sequence: int = 1, day: int = -1) -> None:
    at = NOON + timedelta(days=day)
    for shard in shards:
        roll_up([record(tenant, sequence, TOLD["enrollments"](course), at=at)], shard, at=NOON)


def enrollments(tenant: str, course: str) -> dict[str, int]:
    found = counters.of_course(tenant, course, first=TODAY - timedelta(days=29), last=TODAY)
    return {day.day.isoformat(): day.enrollments for day in found}


def sealed(tenant: str, course: str, day: str = "2026-11-21") -> int:
    item = get(DayItem, day_key(tenant, course, day), consistent=True)
    return int(item.enrollments or 0) if item is not None else 0


def test_days_that_are_over_are_sealed_and_today_stays_open(table: str, tenant: str) -> None:
    course = new_id()
    happened(tenant, course, "a", "b", "c")
    happened(tenant, course, "a", sequence=2, day=0)
    assert seal_days(TONIGHT) >= 1
    assert (sealed(tenant, course), sealed(tenant, course, "2026-11-22")) == (3, 0)
    assert enrollments(tenant, course) == {"2026-11-21": 3, "2026-11-22": 1}


def test_a_second_run_folds_nothing_twice(table: str, tenant: str) -> None:
    course = new_id()
    happened(tenant, course, "a", "b")
    seal_days(TONIGHT)
    assert seal_days(TONIGHT) == 0
    assert sealed(tenant, course) == 2


def test_many_courses_of_many_schools_are_found(table: str, tenant: str) -> None:
    """No search: what is open stands in a list."""
    courses = [(f"{tenant}{n % 3}", new_id()) for n in range(30)]
    for school, course in courses:
        happened(school, course, "a")
    assert seal_days(TONIGHT) == 30
    assert {sealed(school, course) for school, course in courses} == {1}


def test_a_late_record_is_counted_and_sealed_the_night_after(table: str, tenant: str) -> None:
    course = new_id()
    happened(tenant, course, "a")
    seal_days(TONIGHT)
    happened(tenant, course, "a", sequence=2)
    happened(tenant, course, "new", sequence=1)
    assert enrollments(tenant, course) == {"2026-11-21": 3}
    seal_days(TONIGHT + timedelta(days=1))
    assert sealed(tenant, course) == 3
    assert enrollments(tenant, course) == {"2026-11-21": 3}


def test_a_repetition_after_sealing_counts_nothing(table: str, tenant: str) -> None:
    """What is left of an open counter is its mark, until the stream can no longer repeat itself."""
    course = new_id()
    happened(tenant, course, "a")
    seal_days(TONIGHT)
    happened(tenant, course, "a")
    assert enrollments(tenant, course) == {"2026-11-21": 1}
    mark = get(DayItem, day_key(tenant, course, "2026-11-21", "a"), consistent=True)
    assert mark is not None
    assert mark.ttl is not None
    assert datetime.fromtimestamp(float(mark.ttl), UTC) > datetime.now(UTC) + timedelta(hours=47)
    assert mark.gsi1pk is None


def test_a_day_that_opens_again_does_not_expire(table: str, tenant: str) -> None:
    course = new_id()
    happened(tenant, course, "a")
    seal_days(TONIGHT)
    happened(tenant, course, "a", sequence=2)
    item = get(DayItem, day_key(tenant, course, "2026-11-21", "a"), consistent=True)
    assert item is not None
    assert item.ttl is None


def test_sealing_at_the_same_time_folds_nothing_twice(table: str, tenant: str) -> None:
    course, runs = new_id(), 4
    happened(tenant, course, *(f"s{n}" for n in range(6)))
    begin = threading.Barrier(runs)

    def run() -> None:
        begin.wait()
        try:
            counters.fold(CourseDay(tenant, course, YESTERDAY), at=NOON)
        except counters.CounterMoved:
            return  # the other run was first

    with ThreadPoolExecutor(runs) as pool:
        for done in [pool.submit(run) for _ in range(runs)]:
            done.result()
    assert (sealed(tenant, course), enrollments(tenant, course)) == (6, {"2026-11-21": 6})


def test_a_record_that_comes_while_a_day_is_sealed_is_not_lost(
    table: str, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, read = new_id(), counters._open
    happened(tenant, course, "a")

    def read_then_count(where: CourseDay) -> list[DayItem]:
        found = read(where)
        monkeypatch.setattr(counters, "_open", read)
        happened(tenant, course, "a", sequence=2)
        return found

    monkeypatch.setattr(counters, "_open", read_then_count)
    seal_days(TONIGHT)
    assert sealed(tenant, course) == 2


def test_more_shards_than_one_transaction_takes_are_all_folded(
    table: str, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counters, "_FOLDED_AT_ONCE", 2)
    course = new_id()
    happened(tenant, course, *(f"s{n}" for n in range(5)))
    seal_days(TONIGHT)
    assert sealed(tenant, course) == 5
    assert len(query(DayItem, tenant_key(tenant, "C", course), prefix="DAY#").items) == 6
