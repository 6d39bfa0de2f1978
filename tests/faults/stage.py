"""A table, buckets, a bus and mail that can be put back to an earlier state, seen as one comparable picture."""

import json
import re
import urllib.request
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lyceum.kernel.events import Envelope
from lyceum.kernel.relay import envelopes
from lyceum.kernel.table.client import TableClient
from lyceum.kernel.table.connections import Connections
from lyceum.kernel.table.signature import Credentials, Signer
from tools.local_stack import client

type Wire = dict[str, Any]
type Place = tuple[str, str]

_BATCH = 25
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)")
_ULID = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{26}\b")
_MILLISECONDS = re.compile(r"@\d{13}\b")
_SEALED = re.compile(r"~1\.[A-Za-z0-9_-]+")
_REV = re.compile(r" rev \d+")
_TRIES = ("JobDue", "JobRunOverdue")
"""What is told once for every attempt at a job."""

_LIMIT = '"kind": "limit"'
"""What counts requests, repeated ones as well."""
_PLATFORM_TRAIL = "T#*#AUDIT"
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
        """Without what counts tries: attributes of items by their name, `mail` for how often each mail went out,
        `limits` for how often one may ask, `again` for how often an event is told where asking again means something.
        """
        kept = {place: text for place, text in self.items.items() if "limits" not in exempt or _LIMIT not in text}
        items = {place: _blanked(text, exempt) for place, text in kept.items()}
        told = self.told
        if "rev" in exempt:
            told = Counter({_REV.sub("", one): number for one, number in told.items()})
        if "tries" in exempt:
            told = Counter({one: number for one, number in told.items() if not one.startswith(_TRIES)})
            # Each try is told, so the platform's trail has an entry of each; its shard is its id's.
            items = {place: text for place, text in items.items() if not place[0].startswith(_PLATFORM_TRAIL)}
        if "again" in exempt:
            told = Counter(dict.fromkeys(told, 1))
        on_bus = frozenset[str]() if "tries" in exempt else self.on_bus
        mails = Counter(dict.fromkeys(self.mails, 1)) if "mail" in exempt else self.mails
        return replace(self, items=items, told=told, mails=mails, on_bus=on_bus)

    def apart_from_windows(self) -> "Picture":
        """Without windows of the audit trail: each late entry, also one that is there, opens its own to be seen."""
        return replace(self, items={place: one for place, one in self.items.items() if place[1][:7] != "WINDOW#"})

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
    """The emulator's side, asked without the faults between. Only what somebody may have changed is looked at again."""

    endpoint_url: str
    table: str
    buckets: Sequence[str]
    tap_queue: str
    sender: str
    """What its mails come from; nobody else's do."""
    asked: Mapping[str, int]
    """How many calls each service has had from this process."""
    _iterator: str = ""
    _mails: list[Wire] = field(default_factory=list)
    _letters: int = 0
    """How many of the mails are of before."""
    _items: Mapping[Place, Wire] = field(default_factory=dict)
    _objects: frozenset[tuple[str, str]] = frozenset()
    _looked: dict[str, int] = field(default_factory=dict)
    """How many calls a service had had when it was last looked at."""
    _bodies: dict[Place, tuple[bytes, str]] = field(default_factory=dict)
    """Content and media type of every object that was ever seen."""
    _table: TableClient = field(init=False)
    _streams: Any = field(init=False)
    _s3: Any = field(init=False)
    _sqs: Any = field(init=False)
    _shard: Wire = field(init=False)

    def __post_init__(self) -> None:
        connections = Connections(self.endpoint_url, 2.0, 30.0, kept=1)
        self._table = TableClient(connections, Signer(Credentials("test", "test", ""), "us-east-1", "dynamodb"))
        self._s3, self._sqs = client("s3", self.endpoint_url), client("sqs", self.endpoint_url)
        self._streams, dynamodb = client("dynamodbstreams", self.endpoint_url), client("dynamodb", self.endpoint_url)
        stream = dynamodb.describe_table(TableName=self.table)["Table"]["LatestStreamArn"]
        (shard,) = self._streams.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"]
        self._shard = {"StreamArn": stream, "ShardId": shard["ShardId"]}
        self.begin()

    def state(self) -> State:
        """All of it."""
        if self._may_have_changed("dynamodb"):
            self._items = {_place(item): item for item in self._scan()}
        if self._may_have_changed("s3"):
            self._objects = frozenset((bucket, key) for bucket in self.buckets for key in self._keys(bucket))
        for bucket, key in self._objects - self._bodies.keys():
            found = self._s3.get_object(Bucket=bucket, Key=key)
            self._bodies[bucket, key] = found["Body"].read(), found["ContentType"]
        return State(self._items, self._objects)

    def look_again(self) -> None:
        """Somebody else than this process's clients may have changed something."""
        self._looked.clear()

    def _may_have_changed(self, service: str) -> bool:
        """Whether the service was asked for anything since it was last looked at."""
        now = self.asked.get(service, 0)
        changed = self._looked.get(service) != now
        self._looked[service] = now
        return changed

    def _scan(self) -> Iterator[Wire]:
        start: Wire = {}
        while True:
            page = self._table.scan(TableName=self.table, ConsistentRead=True, **start)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

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
            self._table.batch_write_item(RequestItems={self.table: requests[start : start + _BATCH]})
        for bucket, key in there.objects - state.objects:
            self._s3.delete_object(Bucket=bucket, Key=key)
        for bucket, key in state.objects - there.objects:
            content, media_type = self._bodies[bucket, key]
            self._s3.put_object(Bucket=bucket, Key=key, Body=content, ContentType=media_type)
        self._items, self._objects = state.items, state.objects
        self.begin()

    def begin(self) -> None:
        """What is told, sent and published is looked at from here on."""
        latest = self._streams.get_shard_iterator(**self._shard, ShardIteratorType="LATEST")
        self._iterator = latest["ShardIterator"]
        self._letters = len(self._sent())
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
                (_plain(place[0], known), _plain(place[1], known)): seen(item, known)
                for place, item in state.items.items()
            },
            told=Counter(_told(envelope, known) for envelope in told),
            objects=state.objects,
            mails=Counter(_letter(mail) for mail in self._sent()[self._letters :]),
            on_bus=frozenset(self._published()),
        )

    def ids(self) -> frozenset[str]:
        """Every id in the table."""
        return frozenset(_ULID.findall(json.dumps([*self.state().items.values()], default=str)))

    def _sent(self) -> list[Wire]:
        if self._may_have_changed("sesv2"):
            with urllib.request.urlopen(f"{self.endpoint_url}/_ministack/ses/messages", timeout=10) as answer:
                found = messages(json.loads(answer.read()))
            self._mails = [mail for mail in found if self.sender in json.dumps(mail)]
        return self._mails

    def _published(self) -> list[str]:
        """Ids of the events that came over the bus, each once however often it came."""
        found: list[str] = []
        if not self._may_have_changed("events"):
            return found
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
    return _SEALED.sub("~SEALED", _INSTANT.sub("AT", named))


def seen(item: Wire, known: frozenset[str]) -> str:
    """An item as text: without what is new with every write, instants and ids that are not known left out."""
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
    if kind == "SS":
        return sorted({_MILLISECONDS.sub("@AT", one) for one in part})  # said twice is said once
    return {name: _value(one) for name, one in part.items()} if kind == "M" else part


def _told(envelope: Envelope, known: frozenset[str]) -> str:
    data = json.dumps(envelope.data, sort_keys=True)
    return _plain(f"{envelope.name} {envelope.aggregate} rev {envelope.rev} by {envelope.actor} {data}", known)


def _letter(mail: Wire) -> str:
    return f"{mail['Subject']} to {', '.join(mail['To'])}"


def messages(found: Any) -> list[Wire]:
    """Every mail in what the emulator says of those that it has taken."""
    if isinstance(found, list):
        return [message for part in found for message in messages(part)]
    if isinstance(found, dict):
        return [found] if "MessageId" in found else [message for part in found.values() for message in messages(part)]
    return []
