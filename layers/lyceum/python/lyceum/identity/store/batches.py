"""Batches of invitations: `T#t#J#<batch> / INVITATIONS`, their rows by the hundred in `ROWS#<00000>`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import batched

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from lyceum.identity.errors import BatchExists, InvitationBatchNotFound, InvitationListNotFound, ListUnreadable
from lyceum.identity.events import InvitationBatchRequested
from lyceum.identity.model.invitation import Preset
from lyceum.identity.model.invitation_batch import ROWS_AT_ONCE, Batch, BatchState
from lyceum.identity.model.invitation_rows import MOST_BYTES, Row, as_kept, counted, row_from
from lyceum.identity.store.invitations import preset_from, preset_kept
from lyceum.kernel.aws import client
from lyceum.kernel.clock import iso
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.errors import Busy, ChangedInTheMeantime
from lyceum.kernel.events import Event
from lyceum.kernel.settings import settings
from lyceum.kernel.table import (
    CompressedJSONAttribute,
    InstantAttribute,
    Item,
    Key,
    Transaction,
    batch_get,
    get,
    tenant_key,
    transaction,
)
from lyceum.kernel.table.items import RawMapAttribute

KEPT = timedelta(days=90)
"""How long a batch can be looked at and undone: as long as an invitation can wait."""


class BatchItem(Item):
    """A batch as it is kept."""

    KIND = "invitation_batch"

    requester = UnicodeAttribute(attr_name="b")
    requested_at = InstantAttribute(attr_name="a")
    preset = RawMapAttribute(attr_name="ps")
    language = UnicodeAttribute(attr_name="l", null=True)
    expires = InstantAttribute(attr_name="x", null=True)
    dry_run = BooleanAttribute(attr_name="d")
    upload = UnicodeAttribute(attr_name="up", null=True)
    state = UnicodeAttribute(attr_name="s")
    total = NumberAttribute(attr_name="n")
    step = NumberAttribute(attr_name="g")
    counts = RawMapAttribute(attr_name="c")
    reason = UnicodeAttribute(attr_name="w", null=True)


class BatchRowsItem(Item):
    """A hundred rows with their results."""

    KIND = "invitation_rows"

    rows = CompressedJSONAttribute(attr_name="r")


class ListItem(Item):
    """A file that somebody was allowed to send, as far as whose it is (catalog writes it)."""

    KIND = "upload"

    owner = UnicodeAttribute(attr_name="u")


def add(batch: Batch, rows: Sequence[Row], creation: Creation) -> None:
    """Keep a new batch with the rows that came with it, and tell of it; the same wish again changes nothing.

    Raises IdempotencyKeyReused, InvitationListNotFound. 1 transaction.
    """
    item = item_of(batch)
    item.key_hash, item.body_hash = creation.key_hash, creation.body_hash
    again = repeated(creation, BatchExists(batch=batch.id))
    told = InvitationBatchRequested(batch=batch.id, dry_run=batch.dry_run)
    with transaction(tenant=batch.tenant, at=batch.requested_at, actor=batch.requester) as write:
        write.put(
            item,
            when=BatchItem.absent(),
            otherwise=lambda old: again(old) if creation.key_hash else None,
            events=[told],
        )
        for number, some in enumerate(batched(rows, ROWS_AT_ONCE, strict=False)):
            _put_rows(write, batch, number, some)
        if batch.upload:
            write.check(
                ListItem,
                Key(tenant_key(batch.tenant, "J", batch.upload), "UPLOAD"),
                when=ListItem.owner == batch.requester,
                otherwise=InvitationListNotFound(upload=batch.upload),
            )


def find(tenant: str, id: str) -> Batch:
    """A batch. Raises InvitationBatchNotFound. 1 round trip, 1 RCU."""
    item = get(BatchItem, _key(tenant, id), consistent=True)
    if item is None:
        raise InvitationBatchNotFound(batch=id)
    return _entity(tenant, item)


def rows(batch: Batch, *steps: int) -> list[list[Row]]:
    """The rows of some hundreds, as they stand. 1 round trip."""
    wanted = [step for step in steps if step < batch.steps]
    keys: list[tuple[type[Item], Key]] = [(BatchRowsItem, _rows_key(batch, step)) for step in wanted]
    found = batch_get(*keys, consistent=True) if keys else []
    return [[row_from(said) for said in item.rows] if item is not None else [] for item in found]


def file_of(batch: Batch) -> bytes:
    """The file, as far as it may be long. Raises ListUnreadable where nobody has sent it, Busy."""
    try:
        answer = client("s3").get_object(Bucket=settings().uploads, Key=batch.file)
        content: bytes = answer["Body"].read(MOST_BYTES + 1)
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            raise ListUnreadable(reason="not_sent") from error
        raise Busy("S3 does not answer.") from error
    except BotoCoreError as error:
        raise Busy("S3 does not answer.") from error
    return content


def keep_rows(batch: Batch, all_rows: Sequence[Row], *, at: datetime) -> None:
    """Write the rows that were read, before the batch says that they are there; repeats write the same."""
    for number, some in enumerate(batched(all_rows, ROWS_AT_ONCE, strict=False)):
        with transaction(tenant=batch.tenant, at=at) as write:
            _put_rows(write, batch, number, some)


def advance(before: Batch, after: Batch, told: Event, *, rows: Sequence[Row] | None = None, at: datetime) -> None:
    """From one step to the next, with the results of this one. Raises ChangedInTheMeantime. 1 transaction."""
    with transaction(tenant=before.tenant, at=at, actor=before.requester) as write:
        write.update(
            BatchItem,
            _key(before.tenant, before.id),
            [
                BatchItem.state.set(str(after.state)),
                BatchItem.step.set(after.step),
                BatchItem.total.set(after.total),
                BatchItem.counts.set(dict(after.counts)),
                *([BatchItem.reason.set(after.reason)] if after.reason else []),
            ],
            when=(BatchItem.state == str(before.state)) & (BatchItem.step == before.step),
            otherwise=ChangedInTheMeantime(),
            events=[told],
        )
        if rows is not None:
            key = _rows_key(before, before.step)
            write.update(BatchRowsItem, key, [BatchRowsItem.rows.set([as_kept(row) for row in rows])], upsert=True)


def recounted(batch: Batch, before: Sequence[Row], after: Sequence[Row]) -> Batch:
    """The batch with the outcomes of these rows in the place of what they were."""
    counts = dict(batch.counts)
    for outcome, number in counted(before).items():
        counts[outcome] = counts.get(outcome, 0) - number
    for outcome, number in counted(after).items():
        counts[outcome] = counts.get(outcome, 0) + number
    return replace(batch, counts={outcome: number for outcome, number in counts.items() if number})


def _put_rows(write: Transaction, batch: Batch, number: int, some: Sequence[Row]) -> None:
    key = _rows_key(batch, number)
    item = BatchRowsItem(key.pk, key.sk, rows=[as_kept(row) for row in some], ttl=_ttl(batch))
    write.put(item, when=BatchRowsItem.absent(), otherwise=lambda _: None)


def _ttl(batch: Batch) -> int:
    return int((batch.requested_at + KEPT).timestamp())


def _key(tenant: str, id: str) -> Key:
    return Key(tenant_key(tenant, "J", id), "INVITATIONS")


def batch_list(tenant: str) -> str:
    """The list of a school's batches: who is to be forgotten may stand in any of them."""
    return tenant_key(tenant, "BATCHES")


def _rows_key(batch: Batch, step: int) -> Key:
    return Key(tenant_key(batch.tenant, "J", batch.id), f"ROWS#{step:05d}")


def item_of(batch: Batch) -> BatchItem:
    """The item that keeps a new batch."""
    key = _key(batch.tenant, batch.id)
    return BatchItem(
        key.pk,
        key.sk,
        requester=batch.requester,
        requested_at=batch.requested_at,
        preset=preset_kept(batch.preset),
        language=batch.language or None,
        expires=batch.expires,
        dry_run=batch.dry_run,
        upload=batch.upload or None,
        state=str(batch.state),
        total=batch.total,
        step=batch.step,
        counts=dict(batch.counts),
        gsi1pk=batch_list(batch.tenant),
        gsi1sk=f"{iso(batch.requested_at)}#{batch.id}",
        card={"id": batch.id},
        ttl=_ttl(batch),
    )


def _entity(tenant: str, item: BatchItem) -> Batch:
    preset: Preset = preset_from(item.preset)
    return Batch(
        tenant=tenant,
        id=item.pk.rpartition("#")[2],
        requester=item.requester,
        requested_at=item.requested_at,
        preset=preset,
        language=item.language or "",
        expires=item.expires,
        dry_run=bool(item.dry_run),
        upload=item.upload or "",
        state=BatchState(item.state),
        total=int(item.total),
        step=int(item.step),
        counts={name: int(number) for name, number in (item.counts or {}).items()},
        reason=item.reason or "",
    )
