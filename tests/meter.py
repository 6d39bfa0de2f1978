"""What an operation costs: round trips and capacity units, counted at the client and computed from the wire images.

    with metered() as cost:
        enroll(caller, course, creation=creation, at=NOON)
    assert cost.spent == units(1, 4, index=1)

Emulators report flat or invented capacity figures, so none is read: units come from `lyceum.kernel.capacity`, by
DynamoDB's documented rules, from the items before and after each call, which a client of its own reads uncounted.
One writer at a time, or the images are not those of the call.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple, cast

import botocore.session

from lyceum.kernel.capacity import check_units, index_units, item_size, read_units, write_units
from lyceum.kernel.table.client import dynamodb

Wire = dict[str, Any]

_PARALLEL_PAUSE_SECONDS = 0.05
"""Calls of worker threads are stretched by this much, so that those made together overlap on the slowest machine."""


class Spent(NamedTuple):
    """Round trips one after another, and units."""

    round_trips: int
    write_units: int
    index_units: int
    read_units: Decimal


def units(round_trips: int, write_units: int = 0, *, index: int = 0, read: int | str = 0) -> Spent:
    """What something should cost."""
    return Spent(round_trips, write_units, index, Decimal(read))


@dataclass(slots=True)
class Call:
    """One request to a service."""

    operation: str
    began: float
    ended: float = 0.0
    write_units: int = 0
    index_units: int = 0
    read_units: Decimal = Decimal(0)
    refused: bool = False
    """A condition failed; it costs its units all the same."""


@dataclass(slots=True)
class Cost:
    """What was spent since the block began; it grows with each call."""

    calls: list[Call] = field(default_factory=list)

    @property
    def round_trips(self) -> int:
        """Requests one after another: those made at the same time count once."""
        trips, free_from = 0, 0.0
        for call in sorted(self.calls, key=lambda call: call.ended):
            if call.began >= free_from:
                trips, free_from = trips + 1, call.ended
        return trips

    @property
    def write_units(self) -> int:
        """WCU of the items themselves, condition checks included."""
        return sum(call.write_units for call in self.calls)

    @property
    def index_units(self) -> int:
        """WCU of index entries."""
        return sum(call.index_units for call in self.calls)

    @property
    def read_units(self) -> Decimal:
        """RCU."""
        return sum((call.read_units for call in self.calls), Decimal(0))

    @property
    def spent(self) -> Spent:
        """All four, to compare with `units(…)`."""
        return Spent(self.round_trips, self.write_units, self.index_units, self.read_units)

    @property
    def operations(self) -> list[str]:
        """Names of the calls in order: `TransactWriteItems`, …."""
        return [call.operation for call in self.calls]

    def __str__(self) -> str:
        return (
            f"{self.round_trips} RT, {self.write_units} + {self.index_units} WCU, {self.read_units} RCU"
            f" ({', '.join(self.operations)})"
        )


@contextmanager
def metered(*others: Any) -> Iterator[Cost]:
    """Count what the kernel's table client sends in the block. Calls of `others` (S3, …) count as round trips only."""
    cost = Cost()
    meter = _Meter(cost)
    table = dynamodb()
    table.watchers.append(meter.watch)
    for client in others:
        client.meta.events.register("provide-client-params.*.*", meter.begins)
        client.meta.events.register("after-call.*.*", meter.ends)
    try:
        yield cost
    finally:
        table.watchers.remove(meter.watch)
        for client in others:
            client.meta.events.unregister("provide-client-params.*.*", meter.begins)
            client.meta.events.unregister("after-call.*.*", meter.ends)


class _Meter:
    def __init__(self, cost: Cost) -> None:
        self._cost = cost
        self._lock = threading.Lock()
        self._uncounted: Any = botocore.session.get_session().create_client("dynamodb")

    def watch(self, operation: str, params: Wire, _: dict[str, str]) -> Callable[[Wire | None], None]:
        """For the table's client: called before a call; what it returns is called after it, with the answer."""
        call = self._begun(operation)
        before = [self._image(request) for _, request in _writes(operation, params)]

        def answered(answer: Wire | None) -> None:
            if answer is None:
                raise AssertionError(f"{operation} was not answered: what it cost is unknown")
            self._ended(call, answer)
            self._charge_writes(call, params, before)
            if not call.refused:
                call.read_units = _reads(operation, params, answer)

        return answered

    def begins(self, model: Any, context: Wire, **_: Any) -> None:
        """For clients of botocore: before a call."""
        context["meter"] = self._begun(model.name)

    def ends(self, parsed: Wire, context: Wire, **_: Any) -> None:
        """For clients of botocore: after a call."""
        if "meter" in context:
            self._ended(context["meter"], parsed)

    def _begun(self, operation: str) -> Call:
        call = Call(operation, time.perf_counter())
        with self._lock:
            self._cost.calls.append(call)
        return call

    def _ended(self, call: Call, answer: Wire) -> None:
        if threading.current_thread() is not threading.main_thread():
            time.sleep(_PARALLEL_PAUSE_SECONDS)
        call.ended = time.perf_counter()
        call.refused = "Error" in answer

    def _charge_writes(self, call: Call, params: Wire, before: list[Wire | None]) -> None:
        transactional = call.operation == "TransactWriteItems"
        for (kind, request), old in zip(_writes(call.operation, params), before, strict=True):
            if kind == "ConditionCheck":
                call.write_units += check_units(old)
                continue
            new = self._image(request)
            call.write_units += write_units(old, new, transactional=transactional)
            call.index_units += index_units(old, new)

    def _image(self, request: Wire) -> Wire | None:
        key = request.get("Key") or {name: request["Item"][name] for name in ("PK", "SK")}
        answer = self._uncounted.get_item(TableName=request["TableName"], Key=key, ConsistentRead=True)
        return cast("Wire | None", answer.get("Item"))


def _writes(operation: str, params: Wire) -> list[tuple[str, Wire]]:
    """What a call writes or checks: `(kind, request)`."""
    match operation:
        case "PutItem" | "UpdateItem" | "DeleteItem":
            return [(operation.removesuffix("Item"), params)]
        case "TransactWriteItems":
            return [(kind, request) for part in params["TransactItems"] for kind, request in part.items()]
        case "GetItem" | "BatchGetItem" | "Query" | "TransactGetItems":
            return []
    raise AssertionError(f"the meter does not know what {operation} costs")


def _reads(operation: str, params: Wire, parsed: Wire) -> Decimal:
    """RCU of a call, from what it answered. Projections and filters would hide what was read, so none may be used."""
    if "ProjectionExpression" in params or "FilterExpression" in params:
        raise AssertionError(f"{operation} reads more than it shows")
    match operation:
        case "GetItem":
            return read_units(item_size(parsed.get("Item", {})), consistent=params.get("ConsistentRead", False))
        case "Query":
            size = sum(item_size(item) for item in parsed["Items"])
            return read_units(size, consistent=params.get("ConsistentRead", False))
        case "BatchGetItem":
            return sum((_batch(parsed, table, wanted) for table, wanted in params["RequestItems"].items()), Decimal(0))
        case "TransactGetItems":
            sizes = [item_size(part.get("Item", {})) for part in parsed["Responses"]]
            return sum((read_units(size, transactional=True) for size in sizes), Decimal(0))
    return Decimal(0)


def _batch(parsed: Wire, table: str, wanted: Wire) -> Decimal:
    consistent = wanted.get("ConsistentRead", False)
    found = parsed["Responses"].get(table, [])
    # A key without an item costs as much as the smallest item.
    absent = len(wanted["Keys"]) - len(found) - len(parsed.get("UnprocessedKeys", {}).get(table, {}).get("Keys", []))
    sizes = [*(item_size(item) for item in found), *([0] * absent)]
    return sum((read_units(size, consistent=consistent) for size in sizes), Decimal(0))
