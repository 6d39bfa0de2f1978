"""The backfill on a real table: raised once, resumed where it stopped, at its pace, beside people who write."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from lyceum.kernel.clock import now
from lyceum.kernel.migrations import Migration
from lyceum.kernel.table.client import dynamodb
from lyceum.operations import store
from lyceum.operations.backfill import Pace, backfill_segment, begin_backfill
from lyceum.operations.errors import BackfillDiffers, SegmentMoved
from tests.access_patterns import assert_as_stated
from tests.meter import metered
from tools.local_stack import create_table

pytestmark = pytest.mark.store

KIND = "backfill_probe"
STEPS = (Migration(KIND, 1, lambda item: {**item, "b": {"S": item["a"]["S"].upper()}}),)
"""The registry of this test alone: version 2 has `b`, which is `a` in capitals."""


class Time:
    """A clock that moves only when somebody waits."""

    def __init__(self) -> None:
        self.now, self.waited = 0.0, list[float]()

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


def pace(units_per_second: float = 1_000, seconds: float = 300, time: Time | None = None) -> Pace:
    clock = time or Time()
    return Pace(units_per_second, seconds, clock=lambda: clock.now, wait=clock.wait)


@pytest.fixture
def own(table: str, emulator: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A table of this test's own, since a backfill sees every item."""
    import os

    from lyceum.kernel.settings import settings

    name = create_table(os.environ.get("AWS_ENDPOINT_URL_DYNAMODB", emulator))
    monkeypatch.setenv("TABLE", name)
    settings.cache_clear()
    yield name
    settings.cache_clear()


@pytest.fixture
def run() -> str:
    return f"run-{secrets.token_hex(6)}"


def fill(table: str, count: int) -> None:
    for number in range(count):
        keys = {"PK": {"S": f"T#t#X#{number:03d}"}, "SK": {"S": "X"}}
        facts = {"kind": {"S": KIND}, "v": {"N": "1"}, "rev": {"N": "1"}, "a": {"S": f"name{number}"}}
        dynamodb().put_item(TableName=table, Item={**keys, **facts})


def probes(table: str) -> list[dict[str, Any]]:
    return [item for item in dynamodb().scan(TableName=table)["Items"] if item["kind"]["S"] == KIND]


def work(run: str, number: int = 0, *, segments: int = 1, at_pace: Pace | None = None) -> store.Segment:
    return backfill_segment(run, number, segments=segments, pace=at_pace or pace(), at=now(), migrations=STEPS)


def test_every_item_is_raised_once(own: str, run: str) -> None:
    fill(own, 30)
    assert begin_backfill(run, segments=3, at=now()) == [0, 1, 2]
    came = [work(run, number, segments=3) for number in range(3)]
    assert all(part.done for part in came)
    assert sum(part.raised for part in came) == 30
    for item in probes(own):
        assert (item["v"]["N"], item["rev"]["N"], item["b"]["S"]) == ("2", "2", item["a"]["S"].upper())
    assert begin_backfill(run, segments=3, at=now()) == []
    assert work(run, segments=3) == came[0]


def test_it_goes_on_where_it_stopped(own: str, run: str) -> None:
    fill(own, 25)
    begin_backfill(run, segments=1, at=now())
    first = work(run, at_pace=pace(10, seconds=0))
    assert (first.done, first.seen) == (False, 10)
    kept = store.find_segment(run, 0)
    assert kept == first
    rest = work(run)
    assert rest.done
    assert rest.raised == 25
    assert len(probes(own)) == 25


def test_it_is_no_faster_than_it_was_told(own: str, run: str) -> None:
    fill(own, 40)
    time = Time()
    begin_backfill(run, segments=1, at=now())
    came = work(run, at_pace=pace(10, time=time))
    assert came.done
    # 40 writes, the positions of its pages and the reads, at ten units a second.
    assert sum(time.waited) >= 3.5
    assert max(time.waited) <= 2.5


def test_a_step_ends_in_time_and_keeps_its_position(own: str, run: str) -> None:
    fill(own, 40)
    begin_backfill(run, segments=1, at=now())
    steps = 0
    while not work(run, at_pace=pace(10, seconds=1, time=Time())).done:
        steps += 1
    assert steps >= 2
    assert {item["v"]["N"] for item in probes(own)} == {"2"}


def test_what_somebody_writes_meanwhile_stays(own: str, run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(own, 1)
    begin_backfill(run, segments=1, at=now())
    replace, calls = store.replace_item, list[int]()

    def late(old: dict[str, Any], new: dict[str, Any]) -> bool:
        calls.append(1)
        if len(calls) == 1:
            item = {**old, "a": {"S": "changed"}, "rev": {"N": "2"}}
            dynamodb().put_item(TableName=own, Item=item)
        return replace(old, new)

    monkeypatch.setattr(store, "replace_item", late)
    work(run)
    (item,) = probes(own)
    assert (item["a"]["S"], item["b"]["S"], item["rev"]["N"], len(calls)) == ("changed", "CHANGED", "3", 2)


def test_an_answer_that_was_lost_raises_nothing_twice(own: str, run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(own, 1)
    begin_backfill(run, segments=1, at=now())
    replace = store.replace_item
    monkeypatch.setattr(store, "replace_item", lambda old, new: replace(old, new) and False)
    work(run)
    (item,) = probes(own)
    assert (item["v"]["N"], item["rev"]["N"]) == ("2", "2")


def test_an_item_deleted_meanwhile_stays_deleted(own: str, run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(own, 1)
    begin_backfill(run, segments=1, at=now())
    replace = store.replace_item

    def late(old: dict[str, Any], new: dict[str, Any]) -> bool:
        dynamodb().delete_item(TableName=own, Key={name: old[name] for name in ("PK", "SK")})
        return replace(old, new)

    monkeypatch.setattr(store, "replace_item", late)
    assert work(run).raised == 0
    assert probes(own) == []


def test_a_call_that_dies_within_a_page_is_repeated_from_its_beginning(
    own: str, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(own, 10)
    begin_backfill(run, segments=1, at=now())
    replace, calls = store.replace_item, list[int]()

    def dying(old: dict[str, Any], new: dict[str, Any]) -> bool:
        calls.append(1)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return replace(old, new)

    monkeypatch.setattr(store, "replace_item", dying)
    with pytest.raises(KeyboardInterrupt):
        work(run)
    assert store.find_segment(run, 0).seen == 0
    assert work(run).raised == 6
    assert {(item["v"]["N"], item["rev"]["N"]) for item in probes(own)} == {("2", "2")}


def test_two_executions_on_one_part_do_not_lead_each_other_astray(own: str, run: str) -> None:
    fill(own, 10)
    begin_backfill(run, segments=1, at=now())
    seen = store.find_segment(run, 0)
    store.save_segment(seen.moved(to=None, seen=10, raised=0), at=now())
    with pytest.raises(SegmentMoved):
        store.save_segment(seen.moved(to=None, seen=9, raised=1), at=now())


def test_a_position_whose_answer_was_lost_is_recognised(own: str, run: str) -> None:
    begin_backfill(run, segments=1, at=now())
    moved = store.find_segment(run, 0).moved(to=None, seen=1, raised=0)
    store.save_segment(moved, at=now())
    store.save_segment(moved, at=now())
    assert store.find_segment(run, 0) == moved


def test_another_cut_is_refused(own: str, run: str) -> None:
    begin_backfill(run, segments=2, at=now())
    assert begin_backfill(run, segments=2, at=now()) == [0, 1]
    with pytest.raises(BackfillDiffers):
        begin_backfill(run, segments=3, at=now())


def test_without_migrations_it_only_looks(own: str, run: str) -> None:
    fill(own, 5)
    begin_backfill(run, segments=1, at=now())
    came = backfill_segment(run, 0, segments=1, pace=pace(), at=now(), migrations=())
    assert (came.done, came.raised) == (True, 0)
    assert {item["rev"]["N"] for item in probes(own)} == {"1"}


def test_a_page_costs_what_is_stated(own: str, run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(own, 10)
    with metered() as cost:
        begin_backfill(run, segments=1, at=now())
    assert_as_stated("operations", "begin a backfill", cost)
    # The meter knows no scan, which stands in no request's path: its page is given.
    page = store.page(0, 1, after=None, limit=11)  # the run is an item, too
    monkeypatch.setattr(store, "page", lambda *_, **__: page)
    with metered() as cost:
        work(run, at_pace=pace(seconds=0))
    assert_as_stated("operations", "backfill, a page of 10 items, beside its scan", cost)
