"""The nightly job: its run is claimed, the days that are over are sealed, and the run says so."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from insight.seal_days import handler
from lyceum.insight.roll_up import roll_up
from lyceum.insight.store import counters
from lyceum.insight.store.items import DayItem, day_key
from lyceum.kernel import clock
from lyceum.kernel.ids import new_id
from lyceum.kernel.jobs import JobRunItem, start_run
from lyceum.kernel.table import get
from tests.store.insight.stream import TOLD, record

pytestmark = pytest.mark.store
SAMPLE = json.loads(Path("events/insight/seal_days.json").read_text(encoding="utf-8"))
JOB = "insight.seal_days"


def test_a_run_seals_what_is_over(table: str, tenant: str) -> None:
    course, now = new_id(), clock.now()
    yesterday = now - timedelta(days=1)
    roll_up([record(tenant, 1, TOLD["enrollments"](course), at=yesterday, written=now)], "s", at=now)
    run = start_run(JOB, at=now, cause=new_id())

    for _ in range(2):
        handler(SAMPLE | {"detail": SAMPLE["detail"] | {"data": {"job": JOB, "run": run.sk, "attempt": 1}}}, None)

    ended = get(JobRunItem, run.key, consistent=True)
    assert ended is not None
    assert ended.state == "succeeded"
    item = get(DayItem, day_key(tenant, course, yesterday.date().isoformat()), consistent=True)
    assert item is not None
    assert int(item.enrollments) == 1


def test_a_run_of_long_ago_seals_only_what_was_over_then(table: str, tenant: str) -> None:
    """The run stands for its instant: one that was held up does not seal a day that is still open for it."""
    course, now = new_id(), clock.now()
    roll_up([record(tenant, 1, TOLD["enrollments"](course), at=now, written=now)], "s", at=now)
    run = start_run(JOB, at=datetime(2026, 1, 1, tzinfo=UTC), cause=new_id())
    handler(SAMPLE | {"detail": SAMPLE["detail"] | {"data": {"job": JOB, "run": run.sk, "attempt": 1}}}, None)
    assert get(DayItem, day_key(tenant, course, now.date().isoformat()), consistent=True) is None
    assert counters.of_course(tenant, course, first=now.date(), last=now.date())[0].enrollments == 1
