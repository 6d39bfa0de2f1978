"""The relay, against a bus and a queue that moto plays."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from lyceum.kernel import aws
from lyceum.kernel.events import Event, Recorded
from lyceum.kernel.ids import new_id
from lyceum.kernel.relay import envelopes, relay
from lyceum.kernel.table.items import EventsAttribute


class ThingHappened(Event, context="tests"):
    """Something happened."""

    n: int


def recorded(n: int, id: str | None = None) -> dict[str, Any]:
    event = ThingHappened(n=n)
    at = "2026-11-22T12:00:00.000Z"
    return Recorded.of(event, id=id or new_id(), tenant="acme", actor="system", at=at).model_dump()


def record(sequence: int, new: list[dict[str, Any]], old: list[dict[str, Any]] | None = None, **other: Any) -> Any:
    def image(events: list[dict[str, Any]]) -> dict[str, Any]:
        keys = {"PK": {"S": "T#acme#X#1"}, "SK": {"S": "X"}, "rev": {"N": str(sequence)}}
        return keys | ({"events": {"L": EventsAttribute().serialize(events)}} if events else {})

    change: dict[str, Any] = {"SequenceNumber": str(sequence), "NewImage": image(new)}
    if old is not None:
        change["OldImage"] = image(old)
    return {"eventName": "INSERT" if old is None else "MODIFY", "dynamodb": change} | other


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        aws.client.cache_clear()
        boto3.client("events").create_event_bus(Name="lyceum")
        sqs = boto3.resource("sqs")
        yield sqs.create_queue(QueueName="failures")
    aws.client.cache_clear()


class Bus:
    """Stands before the bus: refuses entries by their `n`, once each."""

    def __init__(self, refused: dict[int, str]) -> None:
        self.refused = refused
        self.taken: list[int] = []
        self.batches: list[int] = []
        self._real: Any = boto3.client("events")

    def put_events(self, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - the SDK's name
        self.batches.append(len(Entries))
        results = []
        for entry in Entries:
            n = json.loads(entry["Detail"])["data"]["n"]
            code = self.refused.pop(n, None)
            results.append({"ErrorCode": code} if code else {"EventId": "x"})
            if not code:
                self._real.put_events(Entries=[entry])
                self.taken.append(n)
        return {"Entries": results}


@pytest.fixture
def bus(queue: Any, monkeypatch: pytest.MonkeyPatch) -> Bus:
    from lyceum.kernel import relay as module

    stand_in = Bus({})
    monkeypatch.setattr(module, "client", lambda name: stand_in if name == "events" else boto3.client(name))
    return stand_in


def test_an_event_is_told_once_although_it_stays_on_the_item() -> None:
    event = recorded(1)
    assert [e.data for e in envelopes(record(5, [event]))] == [{"n": 1}]
    assert envelopes(record(6, [event], [event])) == []
    assert [e.rev for e in envelopes(record(7, [recorded(2)], [event]))] == [7]


def test_a_removal_tells_nothing() -> None:
    assert envelopes(record(1, [recorded(1)], eventName="REMOVE")) == []


def test_events_go_in_tens(bus: Bus, queue: Any) -> None:
    assert relay([record(n, [recorded(n)]) for n in range(23)], failures=queue.url) is None
    assert bus.batches == [10, 10, 3]
    assert bus.taken == list(range(23))


def test_the_lowest_refused_entry_is_reported_for_repetition(bus: Bus, queue: Any) -> None:
    bus.refused = {7: "ThrottlingException", 12: "InternalFailure"}
    assert relay([record(n, [recorded(n)]) for n in range(15)], failures=queue.url) == "7"
    assert relay([record(n, [recorded(n)]) for n in range(7, 15)], failures=queue.url) is None
    assert set(bus.taken) == set(range(15))


def test_a_poison_record_is_parked_whole_and_the_rest_goes_on(bus: Bus, queue: Any) -> None:
    poison = record(2, [])
    poison["dynamodb"]["NewImage"]["events"] = {"L": [{"S": "not an event"}]}
    assert relay([record(1, [recorded(1)]), poison, record(3, [recorded(3)])], failures=queue.url) is None
    assert bus.taken == [1, 3]
    (message,) = queue.receive_messages(MessageAttributeNames=["All"])
    assert json.loads(message.body)["dynamodb"]["SequenceNumber"] == "2"


def test_an_entry_that_the_bus_will_never_take_is_parked(bus: Bus, queue: Any) -> None:
    bus.refused = {1: "MalformedDetail"}
    assert relay([record(1, [recorded(1)]), record(2, [recorded(2)])], failures=queue.url) is None
    assert bus.taken == [2]
    assert len(queue.receive_messages()) == 1


def test_an_event_above_two_kilobytes_cannot_be_told() -> None:
    class TooMuch(Event, context="tests"):
        """Says too much."""

        text: str

    with pytest.raises(ValueError, match="more than 2048 bytes"):
        TooMuch(text="x" * 2048).data()
