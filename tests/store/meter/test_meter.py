"""The meter counts what DynamoDB would charge, and sees what runs at the same time."""

from datetime import UTC, datetime
from functools import partial

import pytest
from pynamodb.attributes import UnicodeAttribute

from lyceum.kernel.errors import Conflict
from lyceum.kernel.table import Item, Key, batch_get, get, query, query_shards, tenant_key, transaction
from lyceum.kernel.table.read import in_parallel
from tests.meter import metered, units

pytestmark = pytest.mark.store
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Thing(Item):
    KIND = "thing"

    text = UnicodeAttribute(attr_name="x", null=True)


class Refused(Conflict):
    title = {"en": "Refused", "th": "ปฏิเสธ"}


@pytest.fixture
def pk(table: str, tenant: str) -> str:
    return tenant_key(tenant, "X", "1")


def put(tenant: str, pk: str, *names: str, size: int = 10, listed: bool = False) -> None:
    with transaction(tenant=tenant, at=NOON) as write:
        for name in names:
            item = Thing(pk, name, text="x" * size)
            if listed:
                item.gsi1pk, item.gsi1sk, item.card = f"{pk}#LIST#0", name, {"a": 1}
            write.put(item, when=Thing.absent(), otherwise=Refused())


def test_writes_are_charged_by_the_larger_image(tenant: str, pk: str) -> None:
    with metered() as cost:
        put(tenant, pk, "A", size=2000)
    assert cost.spent == units(1, 2)
    with metered() as cost, transaction(tenant=tenant, at=NOON) as write:
        write.update(Thing, Key(pk, "A"), [Thing.text.set("short")])
    assert cost.spent == units(1, 2)


def test_transactions_cost_twice_and_so_do_checks(tenant: str, pk: str) -> None:
    with metered() as cost:
        put(tenant, pk, "A", "B")
    assert cost.spent == units(1, 4)
    with metered() as cost, transaction(tenant=tenant, at=NOON) as write:
        write.check(Thing, Key(pk, "A"), when=Thing.present(), otherwise=Refused())
        write.update(Thing, Key(pk, "B"), [Thing.text.set("y")])
    assert cost.spent == units(1, 4)


def test_a_refused_write_costs_its_units_too(tenant: str, pk: str) -> None:
    put(tenant, pk, "A")
    with metered() as cost, pytest.raises(Refused):
        put(tenant, pk, "A")
    assert cost.spent == units(1, 1)
    assert cost.calls[0].refused


def test_index_entries_are_charged_when_they_change(tenant: str, pk: str) -> None:
    with metered() as cost:
        put(tenant, pk, "A", listed=True)
    assert cost.spent == units(1, 1, index=1)
    with metered() as cost, transaction(tenant=tenant, at=NOON) as write:
        write.update(Thing, Key(pk, "A"), [Thing.text.set("y")])
    assert cost.spent == units(1, 1)


def test_reads_are_charged_by_size_and_consistency(tenant: str, pk: str) -> None:
    put(tenant, pk, "A", size=5000)
    put(tenant, pk, "B")
    with metered() as cost:
        get(Thing, Key(pk, "A"))
    assert cost.spent == units(1, read=1)
    with metered() as cost:
        get(Thing, Key(pk, "A"), consistent=True)
    assert cost.spent == units(1, read=2)
    with metered() as cost:
        batch_get((Thing, Key(pk, "A")), (Thing, Key(pk, "B")), (Thing, Key(pk, "none")))
    assert cost.spent == units(1, read=2)
    with metered() as cost:
        query(Thing, pk)
    assert cost.spent == units(1, read=1)


def test_calls_at_the_same_time_are_one_round_trip(tenant: str, pk: str) -> None:
    with metered() as cost:
        query_shards(pk)
    assert (cost.round_trips, len(cost.calls)) == (1, 8)
    with metered() as cost:
        in_parallel(*(partial(get, Thing, Key(pk, name)) for name in "ABC"))
        get(Thing, Key(pk, "A"))
        get(Thing, Key(pk, "B"))
    assert cost.round_trips == 3


def test_nothing_is_counted_after_the_block(tenant: str, pk: str) -> None:
    with metered() as cost:
        get(Thing, Key(pk, "A"))
    get(Thing, Key(pk, "A"))
    assert cost.operations == ["GetItem"]


def test_what_it_cannot_charge_it_refuses(pk: str, table: str) -> None:
    from lyceum.kernel.table.client import dynamodb

    with metered(), pytest.raises(AssertionError, match="Scan"):
        dynamodb().scan(TableName=table)
