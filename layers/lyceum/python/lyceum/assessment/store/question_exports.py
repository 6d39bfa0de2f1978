"""Exports of questions: `T#t#J#j / QUESTIONS`, their files in the content bucket."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from lyceum.assessment.banks.errors import ExportClaimed, QuestionExportNotFound
from lyceum.assessment.banks.events import QuestionExportFinished, QuestionExportRequested
from lyceum.assessment.model.question_export import (
    UNFINISHED,
    ExportFormat,
    Origin,
    QuestionExport,
    QuestionExportState,
)
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.errors import DomainError
from lyceum.kernel.table import InstantAttribute, Item, Key, get, tenant_key, transaction
from lyceum.kernel.table.items import RawMapAttribute


class QuestionExportItem(Item):
    """An export as it is kept."""

    KIND = "question_export"

    requester = UnicodeAttribute(attr_name="u")
    format = UnicodeAttribute(attr_name="f")
    bank = UnicodeAttribute(attr_name="b", null=True)
    course = UnicodeAttribute(attr_name="c", null=True)
    assessment = UnicodeAttribute(attr_name="a", null=True)
    language = UnicodeAttribute(attr_name="l", null=True)
    requested_at = InstantAttribute(attr_name="at")
    state = UnicodeAttribute(attr_name="s")
    execution = UnicodeAttribute(attr_name="ex", null=True)
    """The workflow that claimed it; another one ends at once."""
    counts = RawMapAttribute(attr_name="n", null=True)
    reason = RawMapAttribute(attr_name="why", null=True)


def add(export: QuestionExport, creation: Creation) -> QuestionExport:
    """Keep a wish and tell it; the one that is kept, for a repetition. Raises IdempotencyKeyReused. 1 RT, 1 WCU."""
    kept = export
    again = repeated(creation, QuestionExportNotFound(export=export.id))

    def explain(old: QuestionExportItem | None) -> DomainError | None:
        nonlocal kept
        refusal = again(old)
        if refusal is None and old is not None:
            kept = _entity(export.tenant, export.id, old)
        return refusal

    item = _item(export)
    item.key_hash, item.body_hash = creation.key_hash, creation.body_hash
    told = QuestionExportRequested(
        export=export.id,
        requester=export.requester,
        format=str(export.format),
        bank=export.origin.bank,
        assessment=export.origin.assessment,
    )
    with transaction(tenant=export.tenant, at=export.requested_at, actor=export.requester) as write:
        write.put(item, when=QuestionExportItem.absent(), otherwise=explain, events=[told])
    return kept


def find(tenant: str, export: str, *, at: datetime) -> QuestionExport:
    """An export as it is now. Raises QuestionExportNotFound. 1 round trip, 1 RCU."""
    item = get(QuestionExportItem, _key(tenant, export), consistent=True)
    found = _entity(tenant, export, item) if item is not None else None
    if found is None or at >= found.kept_until:
        raise QuestionExportNotFound(export=export)
    return found


def claim(tenant: str, export: str, *, execution: str, at: datetime) -> QuestionExport:
    """Take an export for one execution of the workflow; the same execution may take it again.

    Raises ExportClaimed where another one has it, where it has ended, or where there is none. 2 round trips.
    """
    free = QuestionExportItem.state == str(QuestionExportState.REQUESTED)
    ours = (QuestionExportItem.state == str(QuestionExportState.RUNNING)) & (QuestionExportItem.execution == execution)
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            QuestionExportItem,
            _key(tenant, export),
            [
                QuestionExportItem.state.set(str(QuestionExportState.RUNNING)),
                QuestionExportItem.execution.set(execution),
            ],
            when=free | ours,
            otherwise=ExportClaimed(export=export),
        )
    item = get(QuestionExportItem, _key(tenant, export), consistent=True)
    if item is None:
        raise ExportClaimed(export=export)
    return _entity(tenant, export, item)


def finish(
    export: QuestionExport,
    state: QuestionExportState,
    *,
    counts: Mapping[str, int],
    reason: Mapping[str, str] | None,
    at: datetime,
) -> None:
    """Write down how an export ended, and tell of it, once; one that has ended stays as it is. 1 round trip, 1 WCU."""
    actions = [QuestionExportItem.state.set(str(state)), QuestionExportItem.counts.set(dict(counts))]
    if reason is not None:
        actions.append(QuestionExportItem.reason.set(dict(reason)))
    told = QuestionExportFinished(export=export.id, requester=export.requester, state=str(state))
    with transaction(tenant=export.tenant, at=at) as write:
        write.update(
            QuestionExportItem,
            _key(export.tenant, export.id),
            actions,
            when=QuestionExportItem.state.is_in(*map(str, UNFINISHED)),
            otherwise=lambda _: None,
            events=[told],
        )


def _key(tenant: str, export: str) -> Key:
    return Key(tenant_key(tenant, "J", export), "QUESTIONS")


def _item(export: QuestionExport) -> QuestionExportItem:
    place = _key(export.tenant, export.id)
    return QuestionExportItem(
        place.pk,
        place.sk,
        requester=export.requester,
        format=str(export.format),
        bank=export.origin.bank,
        course=export.origin.course,
        assessment=export.origin.assessment,
        language=export.language,
        requested_at=export.requested_at,
        state=str(export.state),
        ttl=int(export.kept_until.timestamp()),
    )


def _entity(tenant: str, export: str, item: Any) -> QuestionExport:
    return QuestionExport(
        tenant=tenant,
        id=export,
        requester=item.requester,
        format=ExportFormat(item.format),
        origin=Origin(bank=item.bank, course=item.course, assessment=item.assessment),
        requested_at=item.requested_at,
        language=item.language,
        state=QuestionExportState(item.state),
        counts={name: int(value) for name, value in (item.counts or {}).items()},
        reason=item.reason,
    )
