"""The stream's second reader: which shard a batch is of, what it answers, and that the template names shards."""

import json
from pathlib import Path
from typing import Any

import pytest

from insight.roll_up import handler
from lyceum.insight.store import counters
from lyceum.kernel import clock
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from tests.store.insight.stream import TOLD, record
from tools.checks.house import functions, operation_of

pytestmark = pytest.mark.store
SAMPLE = json.loads(Path("events/insight/roll_up.json").read_text(encoding="utf-8"))


def batch(tenant: str, course: str, *sequences: int, **other: Any) -> dict[str, Any]:
    now = clock.now()
    records = [record(tenant, n, TOLD["enrollments"](course), at=now, written=now) for n in sequences]
    return {**SAMPLE, "Records": records, **other}


def counted(tenant: str, course: str) -> int:
    today = clock.now().date()
    return sum(day.enrollments for day in counters.of_course(tenant, course, first=today, last=today))


def test_a_batch_is_counted_under_its_shard(table: str, tenant: str) -> None:
    course = new_id()
    for shard in ("one", "other"):
        assert handler(batch(tenant, course, 1, 2, shardId=shard), None) == {"state": {}, "batchItemFailures": []}
    handler(batch(tenant, course, 2, 3, shardId="one"), None)
    assert counted(tenant, course) == 5


def test_the_end_of_a_window_has_no_records(table: str) -> None:
    """Lambda takes an answer without a state for a failure."""
    final = SAMPLE | {"Records": [], "isFinalInvokeForWindow": True, "state": {"kept": "1"}}
    assert handler(final, None)["state"] == {"kept": "1"}


def test_the_emulator_names_no_shard(table: str, tenant: str) -> None:
    course = new_id()
    event = batch(tenant, course, 1)
    del event["shardId"]
    handler(event, None)
    handler(event, None)
    assert counted(tenant, course) == 1


def test_on_aws_a_batch_without_a_shard_is_refused(table: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting several shards under one name would lose records without a trace."""
    event = batch(tenant, new_id(), 1)
    del event["shardId"]
    monkeypatch.setenv("STAGE", "prod")
    settings.cache_clear()
    try:
        with pytest.raises(KeyError):
            handler(event, None)
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_the_template_asks_for_batches_that_name_their_shard() -> None:
    (function,) = [each for each in functions() if operation_of(each) == ("insight", "roll_up")]
    (stream,) = function.stack.of_type("AWS::Lambda::EventSourceMapping")
    assert stream.properties["TumblingWindowInSeconds"] > 0
    assert stream.properties["ParallelizationFactor"] == 1
