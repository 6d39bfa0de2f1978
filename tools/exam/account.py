"""What the table is asked for while an exam runs: writes by key, units by the documented rules."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import botocore.session

from lyceum.kernel.capacity import check_units, index_units, item_size, read_units, write_units
from lyceum.kernel.ids import shard_of

Wire = dict[str, Any]
INDEX_KEYS = ("GSI1PK", "GSI2PK")
_EMPTY: tuple[str | None, ...] = (None, None)


@dataclass
class Spent:
    """Units and events of one kind of operation, of the learners that were metered."""

    requests: int = 0
    write_units: int = 0
    index_units: int = 0
    read_units: Decimal = Decimal(0)
    events: int = 0


@dataclass
class Account:
    """Listens to the kernel's table client. Writes are counted by key for all, units for each `sample`-th learner."""

    sample: int = 20
    writes: Counter[str] = field(default_factory=Counter)
    """Requests to write by partition key of the table or of an index."""
    spent: dict[str, Spent] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)
    """Requests to the table by operation; those made at the same time count one by one."""
    written: Counter[str] = field(default_factory=Counter)
    """Items that each operation writes or checks."""
    operation: str = ""
    metered: bool = False
    """Whether the present request is of a metered learner."""
    own_seconds: float = 0.0
    """CPU that metering itself took."""
    _indexed: dict[tuple[str, str], tuple[str | None, ...]] = field(default_factory=dict)
    _images: Any = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def listening(self, client: Any) -> Iterator[None]:
        """Hear every call of a client in the block."""
        self._images = botocore.session.get_session().create_client("dynamodb")
        client.watchers.append(self._asked)
        try:
            yield
        finally:
            client.watchers.remove(self._asked)

    def begin(self, operation: str, learner: str | None) -> None:
        """The request that follows is this operation's; without a learner it is metered whole."""
        self.operation, self.metered = operation, learner is None or shard_of(learner, self.sample) == 0
        if self.metered:
            self.spent.setdefault(operation, Spent()).requests += 1

    def share(self) -> tuple[str, float]:
        """The key with the most writes, and its share of all."""
        ((key, most),) = self.writes.most_common(1)
        return key, most / self.writes.total()

    def units(self, operation: str, requests: int) -> int:
        """Write units of so many requests, those of the index included, by what was metered of them."""
        spent = self.spent.get(operation, Spent(requests=1))
        return round(Decimal(spent.write_units + spent.index_units) * requests / spent.requests)

    def _asked(self, operation: str, params: Wire, _: dict[str, str]) -> Callable[[Wire | None], None]:
        began = time.process_time()
        writes = list(_writes(operation, params))
        with self._lock:
            self.requests[self.operation] += 1
            self.written[self.operation] += len(writes)
        for kind, request in writes:
            self._count(kind, request)
        before = [self._image(request) for _, request in writes] if self.metered else []
        self.own_seconds += time.process_time() - began

        def answered(answer: Wire | None) -> None:
            if self.metered and answer is not None:
                self._charge(params, writes, before, answer)

        return answered

    def _charge(self, params: Wire, writes: list[tuple[str, Wire]], before: list[Wire | None], answer: Wire) -> None:
        began = time.process_time()
        spent = self.spent[self.operation]
        for (kind, request), old in zip(writes, before, strict=True):
            new = self._image(request)
            if kind == "ConditionCheck":
                spent.write_units += check_units(old)
                continue
            spent.write_units += write_units(old, new, transactional=len(writes) > 1)
            spent.index_units += index_units(old, new)
            spent.events += len((new or {}).get("events", {"L": []})["L"])
        spent.read_units += _reads(params, answer) if not writes else Decimal(0)
        self.own_seconds += time.process_time() - began

    def _count(self, kind: str, request: Wire) -> None:
        key = request.get("Key") or request["Item"]
        self.writes[key["PK"]["S"]] += 1
        if kind == "ConditionCheck":
            return
        place = (key["PK"]["S"], key["SK"]["S"])
        was = self._indexed.get(place, _EMPTY)
        now = _index_keys(request, was)
        if now != was:
            self.writes.update(key for pair in zip(was, now, strict=True) if pair[0] != pair[1] for key in pair if key)
            self._indexed[place] = now

    def _image(self, request: Wire) -> Wire | None:
        key = request.get("Key") or {name: request["Item"][name] for name in ("PK", "SK")}
        answer = self._images.get_item(TableName=request["TableName"], Key=key, ConsistentRead=True)
        found: Wire | None = answer.get("Item")
        return found


def _writes(operation: str, params: Wire) -> Iterator[tuple[str, Wire]]:
    match operation:
        case "PutItem" | "UpdateItem" | "DeleteItem":
            yield operation.removesuffix("Item"), params
        case "TransactWriteItems":
            for part in params["TransactItems"]:
                yield from part.items()


def _index_keys(request: Wire, was: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """The index partitions in which the item stands after a write."""
    if "Item" in request:
        return tuple(request["Item"][name]["S"] if name in request["Item"] else None for name in INDEX_KEYS)
    names = {name: placeholder for placeholder, name in request.get("ExpressionAttributeNames", {}).items()}
    sets, _, removes = request.get("UpdateExpression", "").partition(" REMOVE ")
    found = list(was)
    for number, name in enumerate(INDEX_KEYS):
        placeholder = names.get(name)
        if placeholder is None:
            continue
        if placeholder in removes.replace(",", " ").split():
            found[number] = None
        elif (value := _value_of(placeholder, sets)) is not None:
            found[number] = request["ExpressionAttributeValues"][value]["S"]
    return tuple(found)


def _value_of(placeholder: str, sets: str) -> str | None:
    """The value's placeholder in `SET #0 = :0, #1 = :1`."""
    for part in sets.removeprefix("SET ").split(","):
        name, _, value = part.partition("=")
        if name.strip() == placeholder:
            return value.strip().split(" ")[0]
    return None


def _reads(params: Wire, parsed: Wire) -> Decimal:
    if "RequestItems" in params:
        (wanted,) = params["RequestItems"].values()
        (found,) = parsed["Responses"].values() or ([],)
        sizes = [item_size(item) for item in found]
        return sum((read_units(size, consistent=wanted.get("ConsistentRead", False)) for size in sizes), Decimal(0))
    items = parsed.get("Items") or [parsed.get("Item", {})]
    return read_units(sum(map(item_size, items)), consistent=params.get("ConsistentRead", False))
