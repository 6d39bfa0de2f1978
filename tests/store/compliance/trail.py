"""An audit trail to look at: events as the bus carries them, a bucket under Object Lock, somebody who tampers."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from lyceum.compliance import record_audit as recording
from lyceum.compliance.model.entry import Entry
from lyceum.compliance.model.seal import SEALED_AFTER, WINDOW, window_of
from lyceum.compliance.model.verification import Finding
from lyceum.compliance.record_audit import record_audit
from lyceum.compliance.seal_audit import seal_window
from lyceum.compliance.store.items import item_of
from lyceum.compliance.verify_audit import verify_audit
from lyceum.kernel.aws import client
from lyceum.kernel.events import Envelope
from lyceum.kernel.ids import derived_id, new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADA, HEAD = derived_id("ada"), derived_id("head")
COURSE = derived_id("course")


@contextmanager
def locked_bucket(table: str) -> Iterator[str]:
    """The bucket of this table's seals. What seals every school of the table finds there what each one's head names."""
    with pytest.MonkeyPatch.context() as patch:
        bucket = _locked_bucket_of(table)
        patch.setenv("SEALS", bucket)
        settings.cache_clear()
        yield bucket
    settings.cache_clear()


@cache
def _locked_bucket_of(_table: str) -> str:
    """A bucket as template.yaml makes it on AWS: versions under a retention that nobody shortens."""
    bucket, s3 = f"seals-{secrets.token_hex(6)}", client("s3")
    s3.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object_lock_configuration(
        Bucket=bucket,
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}},
        },
    )
    return bucket


def envelope(tenant: str, name: str = "RolesAssigned", *, at: datetime = NOON, **changed: Any) -> Envelope:
    """An event as the bus carries it: the head gives Ada a role, unless something else is said."""
    told = {
        "id": new_id(),
        "name": name,
        "version": 1,
        "context": "identity",
        "tenant": tenant,
        "actor": HEAD,
        "at": at,
        "rev": 1,
        "aggregate": f"T#{tenant}#U#{ADA}|MEMBER",
        "data": {"person": ADA, "roles": ["learner"]},
        "origin": {"request_id": "request-1"},
    }
    return Envelope.model_validate(told | changed)


def publication(tenant: str, *, at: datetime = NOON, **changed: Any) -> Envelope:
    """A course is published."""
    data = {"course": COURSE, "version": 1}
    return envelope(tenant, "CoursePublished", at=at, context="catalog", data=data, **changed)


@dataclass
class Trail:
    """A tenant's trail."""

    tenant: str
    entries: list[Entry] = field(default_factory=list)

    def record(self, *, at: datetime = NOON, delay: timedelta = timedelta(0), **changed: Any) -> Entry:
        """An event happens and is recorded after a while."""
        entry = record_audit(envelope(self.tenant, at=at, **changed), at=at + delay)
        self.entries.append(entry)
        return entry

    def seal(self, *, window: datetime = NOON, after: timedelta = timedelta(0)) -> int:
        """Seal a window as soon as it can be."""
        return seal_window(self.tenant, window_of(window), at=window + WINDOW + SEALED_AFTER + after)

    def verify(self, *, at: datetime = NOON + timedelta(hours=1)) -> list[tuple[str, str]]:
        """Kinds and names of what is found."""
        return [(str(finding.kind), finding.name) for finding in self.findings(at=at)]

    def findings(self, *, at: datetime) -> tuple[Finding, ...]:
        """What is found."""
        return verify_audit(self.tenant, at=at).findings

    def alter(self, entry: Entry, attribute: str, value: str) -> None:
        """Somebody with the right to write into the table changes an entry."""
        dynamodb().update_item(
            TableName=settings().table,
            Key=self.key(entry),
            UpdateExpression="SET #a = :v",
            ExpressionAttributeNames={"#a": attribute},
            ExpressionAttributeValues={":v": {"S": value}},
        )

    def remove(self, entry: Entry) -> None:
        """Somebody takes an entry away."""
        dynamodb().delete_item(TableName=settings().table, Key=self.key(entry))

    def smuggle(self, entry: Entry) -> None:
        """Somebody writes an entry of their own."""
        item = item_of(entry)
        item.kind, item.v, item.rev = item.KIND, item.V, 1
        dynamodb().put_item(TableName=settings().table, Item=item.to_wire())

    def key(self, entry: Entry) -> dict[str, Any]:
        """Where it lies."""
        item = item_of(entry)
        return {"PK": {"S": item.pk}, "SK": {"S": item.sk}}


def forget_opened() -> None:
    """As a new process that has opened no window yet."""
    recording._opened.clear()
