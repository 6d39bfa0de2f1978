"""Exports: `T#t#J#j / EXPORT`, their files in the content bucket."""

import os
from datetime import date, datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from lyceum.compliance.errors import AuditExportNotFound
from lyceum.compliance.events import AuditExportFinished, AuditExportRequested
from lyceum.compliance.model.export import Export
from lyceum.kernel import files
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.errors import DomainError
from lyceum.kernel.table import InstantAttribute, Item, Key, get, tenant_key, transaction

_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


class ExportItem(Item):
    """An export as it is kept."""

    KIND = "audit_export"

    requester = UnicodeAttribute(attr_name="u")
    format = UnicodeAttribute(attr_name="f")
    first = UnicodeAttribute(attr_name="d1")
    last = UnicodeAttribute(attr_name="d2")
    requested_at = InstantAttribute(attr_name="at")
    person = UnicodeAttribute(attr_name="p", null=True)
    object = UnicodeAttribute(attr_name="o", null=True)
    entries = NumberAttribute(attr_name="n", null=True)


def _key(tenant: str, export: str) -> Key:
    return Key(tenant_key(tenant, "J", export), "EXPORT")


def add(export: Export, creation: Creation) -> Export:
    """Keep a wish and tell it; the one that is kept, for a repetition. Raises IdempotencyKeyReused. 1 RT, 1 WCU."""
    kept = export
    again = repeated(creation, AuditExportNotFound(export=export.id))

    def explain(old: ExportItem | None) -> DomainError | None:
        nonlocal kept
        refusal = again(old)
        if refusal is None and old is not None:
            kept = _entity(export.tenant, export.id, old)
        return refusal

    place = _key(export.tenant, export.id)
    item = ExportItem(
        place.pk,
        place.sk,
        requester=export.requester,
        format=export.format,
        first=export.first.isoformat(),
        last=export.last.isoformat(),
        requested_at=export.requested_at,
        person=export.person,
        object=export.object,
        key_hash=creation.key_hash,
        body_hash=creation.body_hash,
        ttl=int(export.kept_until.timestamp()),
    )
    told = AuditExportRequested(export=export.id, requester=export.requester)
    with transaction(tenant=export.tenant, at=export.requested_at, actor=export.requester) as write:
        write.put(item, when=ExportItem.absent(), otherwise=explain, events=[told])
    return kept


def find(tenant: str, export: str, *, at: datetime) -> Export:
    """An export as it is now. Raises AuditExportNotFound. 1 round trip, 1 RCU."""
    item = get(ExportItem, _key(tenant, export), consistent=True)
    found = _entity(tenant, export, item) if item is not None else None
    if found is None or at >= found.kept_until:
        raise AuditExportNotFound(export=export)
    return found


def finish(export: Export, entries: int, *, at: datetime) -> None:
    """Its file is there. Repeats change nothing. 1 WCU."""
    with transaction(tenant=export.tenant, at=at) as write:
        write.update(
            ExportItem,
            _key(export.tenant, export.id),
            [ExportItem.entries.set(entries)],
            when=ExportItem.entries.does_not_exist(),
            otherwise=lambda _: None,
            events=[AuditExportFinished(export=export.id, requester=export.requester, entries=entries)],
        )


def keep(export: Export, file: Any) -> None:
    """Put the file in its place; again is the same place. Raises Busy."""
    file.seek(0, os.SEEK_SET)
    files.keep(export.key, file, _MEDIA[export.format])


def address(export: Export, *, at: datetime) -> tuple[str, datetime]:
    """An address under which anybody can fetch the file for five minutes, and when it ends. 0 round trips."""
    return files.address(export.key, name=export.file_name, at=at)


def _entity(tenant: str, export: str, item: Any) -> Export:
    return Export(
        tenant=tenant,
        id=export,
        requester=item.requester,
        format=item.format,
        first=date.fromisoformat(item.first),
        last=date.fromisoformat(item.last),
        requested_at=item.requested_at,
        person=item.person,
        object=item.object,
        entries=int(item.entries) if item.entries is not None else None,
    )
