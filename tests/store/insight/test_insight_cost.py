"""What reports and counters may cost: the rows of docs/access-patterns/insight.md."""

from datetime import timedelta
from typing import Any

import pytest

from lyceum.insight.counting import CourseDay
from lyceum.insight.model import ReportFormat
from lyceum.insight.progress_report import progress_report
from lyceum.insight.render_report import render_report
from lyceum.insight.request_report import find_report, my_reports
from lyceum.insight.roll_up import roll_up
from lyceum.insight.store import counters
from lyceum.insight.store.items import DayItem, ReportItem
from lyceum.kernel.aws import client
from lyceum.kernel.capacity import item_size
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import query, tenant_key
from tests.meter import metered, units
from tests.published_course import kept
from tests.store.insight.school import NOON, School
from tests.store.insight.stream import TOLD, record

pytestmark = pytest.mark.store
SHARD = "shardId-00000001795348800000-1a2b3c4d"


def count(tenant: str, *sequences: int, courses: tuple[str, ...], shard: str = SHARD, day: int = 0) -> Any:
    at = NOON + timedelta(days=day)
    batch = [record(tenant, n, TOLD["enrollments"](course), at=at) for n in sequences for course in courses]
    with metered() as cost:
        roll_up(batch, shard, at=NOON)
    return cost.spent


def test_ask(school: School) -> None:
    with metered() as cost:
        school.ask()
    assert cost.spent == units(1, 4, index=2)


def test_look(school: School) -> None:
    report, ina = school.ask("Ina"), school.caller("Ina")
    with metered() as cost:
        find_report(ina, report.id, at=NOON)
    assert cost.spent == units(1, read=1)


def test_my_reports(school: School) -> None:
    for _ in range(20):
        school.ask("Ina")
    with metered() as cost:
        cards, _ = my_reports(school.caller("Ina"), after=None, limit=20)
    assert len(cards) == 20
    assert cost.spent == units(1, read=1)


def test_claim_and_end(school: School, bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The claim (2, one of them a read), the file, the end: what lies between depends on the course."""
    report = school.ask()
    snapshot = progress_report(report, at=NOON)
    monkeypatch.setattr("lyceum.insight.render_report.progress_report", lambda *_, **__: snapshot)
    with metered(client("s3")) as cost:
        render_report(school.tenant, report.id, at=NOON)
    assert cost.operations == ["UpdateItem", "GetItem", "PutObject", "UpdateItem"]
    assert cost.spent == units(4, 2, index=3, read=1)


def test_a_snapshot_of_a_course(school: School) -> None:
    """Outline and school; roster; grades; assessments; queues; names; counters: lists over eight shards each."""
    for name in ("Ada", "Bob", "Cem"):
        school.grade(school.enroll(name, percent=50), 80)
    report = school.ask(format=ReportFormat.JSON)
    with metered() as cost:
        progress_report(report, at=NOON)
    assert cost.spent == units(7, read="16.5")


def test_count_in_one_course(table: str, tenant: str) -> None:
    course = new_id()
    assert count(tenant, 1, 2, 3, courses=(course,)) == units(1, 1, index=1)  # opens the day
    assert count(tenant, 4, 5, courses=(course,)) == units(1, 1)


def test_count_in_several_courses_at_once(table: str, tenant: str) -> None:
    courses = (new_id(), new_id(), new_id())
    count(tenant, 1, courses=courses)
    assert count(tenant, 2, courses=courses) == units(1, 3)


def test_a_repetition_costs_no_read(table: str, tenant: str) -> None:
    course = new_id()
    count(tenant, 1, 2, courses=(course,))
    assert count(tenant, 1, 2, courses=(course,)) == units(1, 1)
    assert count(tenant, 2, 3, courses=(course,)) == units(2, 2)


def test_a_batch_that_tells_nothing_costs_nothing(table: str, tenant: str) -> None:
    assert count(tenant, 1, 2, courses=()) == units(0)


def test_seal_a_day_of_three_shards(table: str, tenant: str) -> None:
    course = new_id()
    for shard in ("a", "b", "c"):
        count(tenant, 1, courses=(course,), shard=shard, day=-1)
    with metered() as cost:
        counters.fold(CourseDay(tenant, course, NOON.date() - timedelta(days=1)), at=NOON)
    assert cost.spent == units(2, 8, index=3, read=1)


def test_thirty_sealed_days_are_one_query(table: str, tenant: str) -> None:
    course, today = new_id(), NOON.date()
    for n in range(60):
        day = today - timedelta(days=n)
        for what in TOLD:
            at = NOON - timedelta(days=n)
            batch = [record(tenant, n, TOLD[what](course), at=at)]
            roll_up(batch, f"{what}-{n}", at=NOON)
        counters.fold(CourseDay(tenant, course, day), at=NOON)
    _forget_marks(tenant, course)
    with metered() as cost:
        found = counters.of_course(tenant, course, first=today - timedelta(days=29), last=today)
    assert len(found) == 30
    assert {day.enrollments for day in found} == {1}
    assert cost.spent == units(1, read="0.5")


def test_items_are_small(school: School) -> None:
    """Hot paths write at most 1 KB, a report's event included."""
    report = school.ask()
    count(school.tenant, 1, courses=(school.course,))
    counter = kept(school.tenant, "C", school.course, f"DAY#2026-11-22#{SHARD}")
    assert item_size(kept(school.tenant, "J", report.id, "JOB")) <= 1024
    assert item_size(counter) <= 512
    assert counter["kind"]["S"] == DayItem.KIND != ReportItem.KIND


def _forget_marks(tenant: str, course: str) -> None:
    """As the table does by itself, two days after."""
    from lyceum.kernel.settings import settings
    from lyceum.kernel.table.client import dynamodb

    marks = query(DayItem, tenant_key(tenant, "C", course), prefix="DAY#", limit=1000).items
    for mark in (item for item in marks if item.sk.count("#") > 1):
        key = {"PK": {"S": mark.pk}, "SK": {"S": mark.sk}}
        dynamodb().delete_item(TableName=settings().table, Key=key)
