"""The table base on a real engine: revisions, events, named refusals, lists, timers."""

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from lyceum.kernel.errors import Busy, Conflict, DomainError
from lyceum.kernel.events import Event
from lyceum.kernel.ids import new_id
from lyceum.kernel.relay import envelopes
from lyceum.kernel.table import (
    DecimalAttribute,
    Item,
    Key,
    batch_get,
    get,
    query,
    query_shards,
    tenant_key,
    transaction,
)
from lyceum.kernel.table import write as writing
from lyceum.kernel.table.client import dynamodb
from lyceum.kernel.timers import overdue, sweep

pytestmark = pytest.mark.store
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class ThingItem(Item):
    KIND = "thing"

    name = UnicodeAttribute(attr_name="n", null=True)
    left = NumberAttribute(attr_name="l", null=True)
    score = DecimalAttribute(attr_name="sc", null=True)


class ThingMade(Event, context="tests"):
    """A thing was made."""

    thing: str


class Taken(Conflict):
    """It is there already."""


class Empty(Conflict):
    """None is left."""


def thing(tenant: str, id: str, **attributes: Any) -> ThingItem:
    return ThingItem(tenant_key(tenant, "X", id), "THING", **attributes)


def keep(item: ThingItem, tenant: str, *, events: tuple[Event, ...] = (), otherwise: Any = None) -> None:
    with transaction(tenant=tenant, at=NOON) as write:
        write.put(item, when=ThingItem.absent(), otherwise=otherwise or Taken(), events=events)


def raw(key: Key) -> dict[str, Any]:
    from lyceum.kernel.settings import settings

    answer = dynamodb().get_item(TableName=settings().table, Key={"PK": {"S": key.pk}, "SK": {"S": key.sk}})
    return dict(answer["Item"])


def test_a_new_item_has_kind_version_revision_and_its_event(table: str, tenant: str) -> None:
    item = thing(tenant, "a", score=Decimal("3.10"))
    keep(item, tenant, events=(ThingMade(thing="a"),))
    kept = get(ThingItem, item.key, consistent=True)
    assert kept is not None
    assert (kept.kind, kept.v, kept.revision, kept.score) == ("thing", 1, 1, Decimal("3.1"))
    assert [event["n"] for event in kept.events] == ["ThingMade"]


def test_the_next_write_takes_the_event_away_and_counts_the_revision(table: str, tenant: str) -> None:
    item = thing(tenant, "a")
    keep(item, tenant, events=(ThingMade(thing="a"),))
    with transaction(tenant=tenant, at=NOON) as write:
        write.update(ThingItem, item.key, [ThingItem.name.set("new")], otherwise=Empty())
    kept = get(ThingItem, item.key, consistent=True)
    assert kept is not None
    assert (kept.revision, kept.name) == (2, "new")
    assert not kept.events


def test_a_failed_condition_is_explained_from_the_old_image(table: str, tenant: str) -> None:
    keep(thing(tenant, "a", name="first"), tenant)
    seen: list[Any] = []

    def explain(old: Any) -> DomainError:
        seen.append(old.name)
        return Taken()

    with pytest.raises(Taken):
        keep(thing(tenant, "a", name="second"), tenant, otherwise=explain)
    assert seen == ["first"]


def test_a_write_whose_answer_was_lost_is_recognised(table: str, tenant: str) -> None:
    keep(thing(tenant, "a", name="mine"), tenant)
    keep(thing(tenant, "a", name="mine"), tenant, otherwise=lambda old: None if old.name == "mine" else Taken())


def test_a_transaction_names_the_condition_that_failed_and_writes_nothing(table: str, tenant: str) -> None:
    counter = thing(tenant, "counter", left=0)
    keep(counter, tenant)
    new = thing(tenant, "new")

    def take_the_last() -> None:
        with transaction(tenant=tenant, at=NOON) as write:
            write.put(new, when=ThingItem.absent(), otherwise=Taken())
            write.update(
                ThingItem,
                counter.key,
                [ThingItem.left.set(ThingItem.left - 1)],
                when=ThingItem.left > 0,
                otherwise=lambda old: Empty(left=int(old.left)),
            )

    with pytest.raises(Empty) as refusal:
        take_the_last()
    assert refusal.value.facts == {"left": "0"}
    assert get(ThingItem, new.key, consistent=True) is None


def test_an_update_does_not_bring_an_item_into_being_unless_told(table: str, tenant: str) -> None:
    key = thing(tenant, "a").key
    with pytest.raises(Empty), transaction(tenant=tenant, at=NOON) as write:
        write.update(ThingItem, key, [ThingItem.name.set("x")], otherwise=Empty())
    with transaction(tenant=tenant, at=NOON) as write:
        write.update(ThingItem, key, [ThingItem.name.set("x")], upsert=True)
    kept = get(ThingItem, key, consistent=True)
    assert kept is not None
    assert (kept.kind, kept.revision) == ("thing", 1)


def test_pynamodbs_own_writes_are_shut(table: str, tenant: str) -> None:
    item = thing(tenant, "a")
    for write in (item.save, item.update, item.delete):
        with pytest.raises(NotImplementedError):
            write()


def test_nothing_is_sent_where_the_block_raises(table: str, tenant: str) -> None:
    item = thing(tenant, "a")

    def raising() -> None:
        with transaction(tenant=tenant, at=NOON) as write:
            write.put(item, when=ThingItem.absent(), otherwise=Taken())
            raise KeyError("changed my mind")

    with pytest.raises(KeyError):
        raising()
    assert get(ThingItem, item.key, consistent=True) is None


def test_one_seat_goes_to_one_of_many_writers(table: str, tenant: str) -> None:
    counter = thing(tenant, "counter", left=5)
    keep(counter, tenant)
    barrier, outcomes = threading.Barrier(12), []

    def take(n: int) -> None:
        barrier.wait()
        try:
            with transaction(tenant=tenant, at=NOON) as write:
                write.put(thing(tenant, f"seat-{n}"), when=ThingItem.absent(), otherwise=Taken())
                write.update(
                    ThingItem,
                    counter.key,
                    [ThingItem.left.set(ThingItem.left - 1)],
                    when=ThingItem.left > 0,
                    otherwise=Empty(),
                )
            outcomes.append("seat")
        except Empty:
            outcomes.append("empty")

    writers = [threading.Thread(target=take, args=(n,)) for n in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(outcomes) == ["empty"] * 7 + ["seat"] * 5


class _Fails:
    """A client whose transactions are cancelled by others so many times."""

    def __init__(self, times: int, code: str = "TransactionConflict") -> None:
        self.times, self.code, self.calls = times, code, 0

    def transact_write_items(self, **request: Any) -> Any:
        self.calls += 1
        if self.calls > self.times:
            return dynamodb().transact_write_items(**request)
        reasons = [{"Code": self.code}, {"Code": "None"}]
        response: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
        raise ClientError(response, "TransactWriteItems")


def _two_things(tenant: str) -> None:
    with transaction(tenant=tenant, at=NOON) as write:
        for name in ("a", "b"):
            write.put(thing(tenant, name), when=ThingItem.absent(), otherwise=Taken())


def test_a_conflict_with_another_transaction_is_tried_again(
    table: str, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = _Fails(3)
    monkeypatch.setattr(writing, "dynamodb", lambda: client)
    _two_things(tenant)
    assert client.calls == 4


def test_endless_conflict_is_busy_and_says_when_to_repeat(
    table: str, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = _Fails(99)
    monkeypatch.setattr(writing, "dynamodb", lambda: client)
    with pytest.raises(Busy) as refusal:
        _two_things(tenant)
    assert client.calls <= writing.ATTEMPTS
    assert refusal.value.retry_after == 1


def test_a_throttled_transaction_is_not_taken_for_a_failed_condition(
    table: str, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = _Fails(1, "ThrottlingError")
    monkeypatch.setattr(writing, "dynamodb", lambda: client)
    _two_things(tenant)
    assert client.calls == 2


def test_batch_get_answers_in_order_with_gaps(table: str, tenant: str) -> None:
    keep(thing(tenant, "a", name="A"), tenant)
    keep(thing(tenant, "c", name="C"), tenant)
    keys = [(ThingItem, thing(tenant, id).key) for id in ("c", "b", "a", "c")]
    assert [item and item.name for item in batch_get(*keys)] == ["C", None, "A", "C"]


def test_a_partition_is_paged_without_loss_in_both_directions(table: str, tenant: str) -> None:
    pk = tenant_key(tenant, "X", "many")
    for n in range(7):
        keep(ThingItem(pk, f"THING#{n}", left=n), tenant)
    keep(ThingItem(pk, "OTHER#1", left=99), tenant)
    for forward in (True, False):
        seen: list[int] = []
        after: str | None = None
        while True:
            page = query(ThingItem, pk, prefix="THING#", after=after, limit=3, forward=forward)
            seen += [int(item.left) for item in page.items]
            after = page.next_key
            if after is None:
                break
        assert seen == (list(range(7)) if forward else list(range(6, -1, -1)))


def test_a_sharded_list_is_merged_and_paged_without_loss(table: str, tenant: str) -> None:
    list_key = tenant_key(tenant, "LIST")
    for n in range(20):
        keep(thing(tenant, str(n), gsi1pk=f"{list_key}#{n % 8}", gsi1sk=f"{n:03d}", card={"n": n}), tenant)
    seen: list[int] = []
    after: str | None = None
    while True:
        page = query_shards(list_key, after=after, limit=6)
        assert len(page.items) <= 6
        seen += [entry.card["n"] for entry in page.items]
        after = page.next_key
        if after is None:
            break
    assert seen == list(range(20))


def test_a_timer_is_told_once_however_many_sweeps_run(table: str, tenant: str) -> None:
    item = thing(tenant, "timed")
    item.set_timer("tests.ThingDue", tenant=tenant, id="timed", at=NOON)
    later = thing(tenant, "later")
    later.set_timer("tests.ThingDue", tenant=tenant, id="later", at=NOON + timedelta(hours=1))
    shard = int(item.gsi2pk.removeprefix("DUE#"))
    while sweep(at=NOON, shards=[shard]):  # what other tests have left in this shard
        continue
    keep(item, tenant)
    keep(later, tenant)
    assert sweep(at=NOON - timedelta(seconds=1), shards=[shard]) == 0
    mine = [due for due in overdue(shard, at=NOON)[0] if due.tenant == tenant]
    assert [due.id for due in mine] == ["timed"]
    barrier, told = threading.Barrier(4), []

    def run() -> None:
        barrier.wait()
        told.append(sweep(at=NOON, shards=[shard]))

    sweeps = [threading.Thread(target=run) for _ in range(4)]
    for one in sweeps:
        one.start()
    for one in sweeps:
        one.join()
    assert sum(told) == 1
    kept = raw(item.key)
    assert "GSI2PK" not in kept
    (event,) = envelopes({"eventName": "MODIFY", "dynamodb": {"NewImage": kept, "OldImage": {}}})
    assert (event.name, event.context, event.data["id"], event.rev) == ("ThingDue", "tests", "timed", 2)
    assert "GSI2PK" in raw(later.key)


def test_attributes_of_a_newer_version_are_passed_over(table: str, tenant: str) -> None:
    item = thing(tenant, new_id(), name="x")
    wire = item.to_wire() | {"from_the_future": {"S": "?"}}
    assert ThingItem.from_wire(wire).name == "x"
