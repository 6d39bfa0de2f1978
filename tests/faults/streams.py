"""Shards that split, close and are read in any order, with repeated batches; events that come again in any order."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lyceum.insight.counting import Counted
from lyceum.insight.store.items import DayItem
from lyceum.insight.store.stream import occurrences
from lyceum.kernel.ids import shard_of
from lyceum.kernel.relay import envelopes
from tests.faults.house import House, forget, handler_of, hearers
from tests.faults.stage import Wire

FEW = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

type Batch = tuple[str, list[Wire]]

_examples = count()


def shards(records: Sequence[Wire], cuts: Sequence[int], name: str) -> dict[str, list[Wire]]:
    """The stream as shards: at each cut all that are open close, and each splits into two children."""
    found: dict[str, list[Wire]] = {}
    for number, record in enumerate(records):
        generation = sum(number >= cut for cut in cuts)
        key = json.dumps(record["dynamodb"]["Keys"], sort_keys=True)
        found.setdefault(f"{name}-{generation}-{shard_of(key, 2**generation)}", []).append(record)
    return found


def deliveries(by_shard: dict[str, list[Wire]], random: Random) -> Iterator[Batch]:
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


def each_thing_is_counted_once(house: House) -> None:
    """However the stream is sharded. Raises AssertionError."""

    @FEW
    @given(cuts=st.lists(st.integers(0, 150), max_size=3), seed=st.integers(0, 2**32))
    def example(cuts: list[int], seed: int) -> None:
        name = f"x{next(_examples)}"
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

    example()


def events_that_come_again_change_nothing(house: House) -> set[str]:
    """Every event of the stream, in the order of shards that split and are read as they come, and then some of them in
    none, to everybody who waits for it. Gives the functions that heard any. Raises AssertionError.
    """
    heard: set[str] = set()

    @FEW
    @given(cuts=st.lists(st.integers(0, 150), max_size=3), seed=st.integers(0, 2**32))
    def example(cuts: list[int], seed: int) -> None:
        random = Random(seed)
        house.stage.begin()
        known = house.stage.ids()
        before = house.stage.picture([], known).apart_from_windows()
        batches = deliveries(shards(house.history, cuts, "again"), random)
        told = [one for _, batch in batches for record in batch for one in envelopes(record)]
        forget()
        for envelope in [*told, *random.sample(told, len(told) // 4)]:
            for operation, _ in hearers(envelope.name):
                handler_of(operation)({"detail": json.loads(envelope.model_dump_json())}, None)
                heard.add(operation)
        after = house.stage.picture(house.stage.records(), known).apart_from_windows()
        assert before.differences(after) == []

    house.settle()
    example()
    return heard
