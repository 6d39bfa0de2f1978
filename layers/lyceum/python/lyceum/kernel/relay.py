"""The relay: events that rode on items go from the table's stream to the bus; none is lost, none invented."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from lyceum.kernel import observe
from lyceum.kernel.aws import client
from lyceum.kernel.events import Envelope, Recorded
from lyceum.kernel.settings import settings
from lyceum.kernel.table.items import EventsAttribute

ENTRIES_PER_CALL = 10
_RETRIABLE = frozenset({"ThrottlingException", "InternalFailure", "InternalException", "ServiceUnavailable"})
_EVENTS = EventsAttribute()


@dataclass(frozen=True, slots=True)
class Told:
    """An envelope and the stream record that it came from."""

    sequence: str
    record: dict[str, Any]
    envelope: Envelope


def envelopes(record: dict[str, Any]) -> list[Envelope]:
    """The events that this change told: those of the new image that the old one did not have. Removals tell nothing.

    Raises ValueError or KeyError for a record that no version of ours can have written.
    """
    if record["eventName"] == "REMOVE":
        return []
    change = record["dynamodb"]
    new, old = change["NewImage"], change.get("OldImage", {})
    known = {event.i for event in _recorded(old)}
    aggregate = f"{new['PK']['S']}|{new['SK']['S']}"
    rev = int(new.get("rev", {}).get("N", "0"))
    return [event.envelope(rev=rev, aggregate=aggregate) for event in _recorded(new) if event.i not in known]


def _recorded(image: dict[str, Any]) -> Iterator[Recorded]:
    if "events" in image:
        for event in _EVENTS.deserialize(image["events"]["L"]):
            yield Recorded.model_validate(event)


def relay(records: Sequence[dict[str, Any]], *, failures: str) -> str | None:
    """Publish what the records tell; the sequence number to repeat from, or None where all went.

    A record that cannot be read, or an entry that the bus will never take, is parked whole in the queue `failures`.
    """
    told: list[Told] = []
    for record in records:
        try:
            sequence = record["dynamodb"]["SequenceNumber"]
            told += [Told(sequence, record, envelope) for envelope in envelopes(record)]
        except (KeyError, ValueError, ValidationError, TypeError) as error:
            _park(record, failures, type(error).__name__)
    order = {
        record["dynamodb"]["SequenceNumber"]: place for place, record in enumerate(records) if "dynamodb" in record
    }
    failed = [
        sequence for batch in batched(told, ENTRIES_PER_CALL, strict=False) for sequence in _publish(batch, failures)
    ]
    return min(failed, key=order.__getitem__) if failed else None


def _publish(batch: Iterable[Told], failures: str) -> list[str]:
    """Sequence numbers of the entries that the bus did not take and may take later."""
    sent = list(batch)
    try:
        answer = client("events").put_events(Entries=[_entry(one.envelope) for one in sent])
    except (ClientError, BotoCoreError) as error:
        observe.logger().warning("bus refused", extra={"error": type(error).__name__})
        return [one.sequence for one in sent]
    again: list[str] = []
    for one, result in zip(sent, answer["Entries"], strict=True):
        code = result.get("ErrorCode")
        if code in _RETRIABLE:
            again.append(one.sequence)
        elif code:
            _park(one.record, failures, code)
    observe.count("EventsTold", len(sent) - len(again))
    return again


def _entry(envelope: Envelope) -> dict[str, Any]:
    return {
        "EventBusName": settings().bus,
        "Source": f"lyceum.{envelope.context}",
        "DetailType": envelope.name,
        "Detail": envelope.model_dump_json(),
    }


def _park(record: dict[str, Any], queue: str, reason: str) -> None:
    """Put a poison record where operators find it, so that those behind it go on."""
    observe.count("EventsParked")
    observe.logger().error("parked", extra={"reason": reason})
    client("sqs").send_message(
        QueueUrl=queue,
        MessageBody=json.dumps(record, default=str),
        MessageAttributes={"reason": {"DataType": "String", "StringValue": reason}},
    )
