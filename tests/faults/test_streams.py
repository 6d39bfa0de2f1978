"""Shards that split, close and are read in any order, with repeated batches: counts stay exact, consumers unmoved."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lyceum.insight.counting import Counted
from lyceum.insight.store.items import DayItem
from lyceum.insight.store.stream import occurrences
from lyceum.kernel.ids import shard_of
from lyceum.kernel.relay import envelopes
from tests.faults.house import House, forget, handler_of, hearers
from tests.faults.lives import Life

pytestmark = [pytest.mark.store, pytest.mark.timeout(300)]

FEW = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

type Record = dict[str, Any]
type Batch = tuple[str, list[Record]]


def shards(records: Sequence[Record], cuts: Sequence[int], name: str) -> dict[str, list[Record]]:
    """The stream as shards: at each cut all that are open close, and each splits into two children."""
    found: dict[str, list[Record]] = {}
    for number, record in enumerate(records):
        generation = sum(number >= cut for cut in cuts)
        key = json.dumps(record["dynamodb"]["Keys"], sort_keys=True)
        found.setdefault(f"{name}-{generation}-{shard_of(key, 2**generation)}", []).append(record)
    return found


def deliveries(by_shard: dict[str, list[Record]], random: Random) -> Iterator[Batch]:
    """Batches of all shards, mixed at random; each shard in its order, some batches twice, a retry may be longer."""
    left = {shard: list(records) for shard, records in by_shard.items()}
    while left:
        shard = random.choice(sorted(left))
        size = random.randint(1, 5)
        yield shard, left[shard][:size]
        if random.random() < 0.4:
            size = random.randint(1, size + 2)
            yield shard, left[shard][:size]
        left[shard] = left[shard][size:]
        if not left[shard]:
            del left[shard]


@pytest.fixture(scope="module")
def examples() -> Iterator[int]:
    return iter(range(10_000))


@FEW
@given(cuts=st.lists(st.integers(0, 150), max_size=3), seed=st.integers(0, 2**32))
def test_however_the_stream_is_sharded_each_thing_is_counted_once(
    life: Life, house: House, examples: Iterator[int], cuts: list[int], seed: int
) -> None:
    name = f"x{next(examples)}"
    expected = Counter[str]()
    for record in house.history:
        for one in occurrences(record):
            expected[one.what] += one.number
    for shard, batch in deliveries(shards(house.history, cuts, name), Random(seed)):
        event = json.dumps({"Records": batch, "shardId": shard}, default=lambda value: value.hex())
        read = json.loads(event) | {"Records": batch}
        assert handler_of("insight.roll_up")(read, None)["batchItemFailures"] == []
    counted = Counter[str]()
    for (_, sort), item in house.stage.state().items.items():
        if sort.startswith("DAY#") and f"#{name}-" in sort:
            kept = DayItem.from_wire(item)
            counted.update({what: int(getattr(kept, what.value) or 0) for what in Counted})
    assert +counted == expected
    assert expected


@FEW
@given(seed=st.integers(0, 2**32))
def test_in_whatever_order_events_come_again_no_consumer_changes_anything(life: Life, house: House, seed: int) -> None:
    house.settle()
    house.stage.begin()
    known = house.stage.ids()
    before = house.stage.picture([], known)
    told = [one for record in house.history for one in envelopes(record)]
    Random(seed).shuffle(told)
    forget()
    for envelope in told[: len(told) // 2] + told[len(told) // 4 :]:
        for operation, _ in hearers(envelope.name):
            handler_of(operation)({"detail": json.loads(envelope.model_dump_json())}, None)
    after = house.stage.picture(house.stage.records(), known)
    assert before.apart_from_windows().differences(after.apart_from_windows()) == []
