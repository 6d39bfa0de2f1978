"""A table, buckets, a bus and mail that can be put back to an earlier state, seen as one comparable picture."""

import json
import re
import urllib.request
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lyceum.kernel.events import Envelope
from lyceum.kernel.relay import envelopes
from tools.local_stack import client

type Wire = dict[str, Any]
type Place = tuple[str, str]

_BATCH = 25
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)")
_ULID = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{26}\b")
_REV = re.compile(r" rev \d+")
_TRIES = ("JobDue", "JobRunOverdue")
"""What is told once for every attempt at a job."""

_LIMIT = '"kind": "limit"'
"""What counts requests, repeated ones as well."""
_NEW = ("op", "ttl", "GSI2PK")
"""Attributes that are new with every write: its mark, an expiry, the shard of a timer whose id holds an instant."""


@dataclass(frozen=True)
class State:
    """What is kept."""

    items: Mapping[Place, Wire]
    objects: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Picture:
    """What one can see after something was done: comparable, instants and fresh ids left out."""

    items: Mapping[Place, str]
    told: Counter[str]
    objects: frozenset[tuple[str, str]]
    mails: Counter[str]
    on_bus: frozenset[str]

    def without(self, exempt: Sequence[str]) -> "Picture":
        """Without what counts tries: attributes of items by their name, `mail` for how often each mail went out."""
        kept = {place: text for place, text in self.items.items() if "limits" not in exempt or _LIMIT not in text}
        items = {place: _blanked(text, exempt) for place, text in kept.items()}
        told = self.told
        if "rev" in exempt:
            told = Counter({_REV.sub("", one): number for one, number in told.items()})
        if "tries" in exempt:
            told = Counter({one: number for one, number in told.items() if not one.startswith(_TRIES)})
        on_bus = frozenset[str]() if "tries" in exempt else self.on_bus
        mails = Counter(dict.fromkeys(self.mails, 1)) if "mail" in exempt else self.mails
        return replace(self, items=items, told=told, mails=mails, on_bus=on_bus)

    def differences(self, other: "Picture") -> list[str]:
        """What is otherwise there, for people."""
        found = []
        for place in sorted(self.items.keys() | other.items.keys()):
            mine, theirs = self.items.get(place), other.items.get(place)
            if mine != theirs:
                found.append(f"{place}:\n    {mine}\n    {theirs}")
        found += [
            f"told {one}: {self.told[one]} → {other.told[one]}"
            for one in self.told | other.told
            if self.told[one] != other.told[one]
        ]
        found += [f"object {one}" for one in sorted(self.objects ^ other.objects)]
        found += [
            f"mail {one}: {self.mails[one]} → {other.mails[one]}"
            for one in self.mails | other.mails
            if self.mails[one] != other.mails[one]
        ]
        return found + [f"on the bus {one}" for one in sorted(self.on_bus ^ other.on_bus)]


@dataclass
class Stage:
    """The emulator's side, asked without the faults between."""

    endpoint_url: str
    table: str
    buckets: Sequence[str]
    tap_queue: str
    sender: str
    """What its mails come from; nobody else's do."""
    _iterator: str = ""
    _mails: int = 0
    _bodies: dict[Place, tuple[bytes, str]] = field(default_factory=dict)
    """Content and media type of every object that was ever seen."""
    _dynamodb: Any = field(init=False)
    _streams: Any = field(init=False)
    _s3: Any = field(init=False)
    _sqs: Any = field(init=False)
    _stream: str = field(init=False)

    def __post_init__(self) -> None:
        self._dynamodb, self._s3 = client("dynamodb", self.endpoint_url), client("s3", self.endpoint_url)
        self._streams, self._sqs = client("dynamodbstreams", self.endpoint_url), client("sqs", self.endpoint_url)
        self._stream = self._dynamodb.describe_table(TableName=self.table)["Table"]["LatestStreamArn"]
        self.begin()

    def state(self) -> State:
        """All of it."""
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=self.table, ConsistentRead=True)
        items = {_place(item): item for page in pages for item in page["Items"]}
        objects = frozenset((bucket, key) for bucket in self.buckets for key in self._keys(bucket))
        for bucket, key in objects - self._bodies.keys():
            found = self._s3.get_object(Bucket=bucket, Key=key)
            self._bodies[bucket, key] = found["Body"].read(), found["ContentType"]
        return State(items, objects)

    def _keys(self, bucket: str) -> list[str]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        return [entry["Key"] for page in pages for entry in page.get("Contents", [])]

    def restore(self, state: State) -> None:
        """As it was then. Objects are put back as they were first seen: none is ever changed."""
        there = self.state()
        wrong = [item for place, item in state.items.items() if there.items.get(place) != item]
        requests: list[Wire] = [{"PutRequest": {"Item": item}} for item in wrong]
        requests += [
            {"DeleteRequest": {"Key": {"PK": {"S": pk}, "SK": {"S": sk}}}}
            for pk, sk in there.items.keys() - state.items.keys()
        ]
        for start in range(0, len(requests), _BATCH):
            self._dynamodb.batch_write_item(RequestItems={self.table: requests[start : start + _BATCH]})
        for bucket, key in there.objects - state.objects:
            self._s3.delete_object(Bucket=bucket, Key=key)
        for bucket, key in state.objects - there.objects:
            content, media_type = self._bodies[bucket, key]
            self._s3.put_object(Bucket=bucket, Key=key, Body=content, ContentType=media_type)
        self.begin()

    def begin(self) -> None:
        """What is told, sent and published is looked at from here on."""
        (shard,) = self._streams.describe_stream(StreamArn=self._stream)["StreamDescription"]["Shards"]
        self._iterator = self._streams.get_shard_iterator(
            StreamArn=self._stream, ShardId=shard["ShardId"], ShardIteratorType="LATEST"
        )["ShardIterator"]
        self._mails = len(self._sent())
        self._published()

    def records(self) -> list[Wire]:
        """The stream's records since it was last asked, as Lambda hands them over."""
        answer = self._streams.get_records(ShardIterator=self._iterator)
        self._iterator = answer["NextShardIterator"]
        return [_as_lambda_has_it(record) for record in answer["Records"]]

    def picture(self, records: Sequence[Wire], known: frozenset[str]) -> Picture:
        """What is there, and what was told by these records. `known`: ids that are the same in every run."""
        state = self.state()
        told = [envelope for record in records for envelope in envelopes(record)]
        return Picture(
            items={
                (_plain(place[0], known), _plain(place[1], known)): _seen(item, known)
                for place, item in state.items.items()
            },
            told=Counter(_told(envelope, known) for envelope in told),
            objects=state.objects,
            mails=Counter(_letter(mail) for mail in self._sent()[self._mails :]),
            on_bus=frozenset(self._published()),
        )

    def ids(self) -> frozenset[str]:
        """Every id in the table."""
        return frozenset(_ULID.findall(json.dumps([*self.state().items.values()], default=str)))

    def _sent(self) -> list[Wire]:
        with urllib.request.urlopen(f"{self.endpoint_url}/_ministack/ses/messages", timeout=10) as answer:
            found = _messages(json.loads(answer.read()))
        return [mail for mail in found if self.sender in json.dumps(mail)]

    def _published(self) -> list[str]:
        """Ids of the events that came over the bus, each once however often it came."""
        found: list[str] = []
        while messages := self._sqs.receive_message(QueueUrl=self.tap_queue, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                found.append(json.loads(message["Body"])["detail"]["id"])
                self._sqs.delete_message(QueueUrl=self.tap_queue, ReceiptHandle=message["ReceiptHandle"])
        return found


def _blanked(text: str, names: Sequence[str]) -> str:
    """An item without these of its attributes."""
    item = {name: value for name, value in json.loads(text).items() if name not in names}
    return json.dumps(item if "tries" not in names else {**item, "events": []})


def _place(item: Wire) -> Place:
    return item["PK"]["S"], item["SK"]["S"]


def _as_lambda_has_it(record: Wire) -> Wire:
    change = dict(record["dynamodb"])
    created = change["ApproximateCreationDateTime"]
    change["ApproximateCreationDateTime"] = created.timestamp() if hasattr(created, "timestamp") else created
    return {"eventName": record["eventName"], "eventSource": "aws:dynamodb", "dynamodb": change}


def _plain(text: str, known: frozenset[str]) -> str:
    named = _ULID.sub(lambda found: found.group() if found.group() in known else "ID", text)
    return _INSTANT.sub("AT", named)


def _seen(item: Wire, known: frozenset[str]) -> str:
    kept = {name: _value(value) for name, value in item.items() if name not in _NEW}
    if "events" in item:
        kept["events"] = [
            {name: value for name, value in _value(event).items() if name != "i"} for event in item["events"]["L"]
        ]
    return _plain(json.dumps(kept, sort_keys=True, default=str), known)


def _value(value: Wire) -> Any:
    ((kind, part),) = value.items()
    if kind == "B":
        try:
            return json.loads(zlib.decompress(part))
        except zlib.error:
            return part.hex()
    if kind == "L":
        return [_value(one) for one in part]
    return {name: _value(one) for name, one in part.items()} if kind == "M" else part


def _told(envelope: Envelope, known: frozenset[str]) -> str:
    data = json.dumps(envelope.data, sort_keys=True)
    return _plain(f"{envelope.name} {envelope.aggregate} rev {envelope.rev} by {envelope.actor} {data}", known)


def _letter(mail: Wire) -> str:
    return f"{mail['Subject']} to {', '.join(mail['To'])}"


def _messages(found: Any) -> list[Wire]:
    if isinstance(found, list):
        return [message for part in found for message in _messages(part)]
    if isinstance(found, dict):
        return [found] if "MessageId" in found else [message for part in found.values() for message in _messages(part)]
    return []
