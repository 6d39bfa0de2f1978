"""Uploads and imports."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from lyceum.catalog.errors import CourseNotFound, ImportAlreadyEnded, ImportNotFound, UploadNotFound
from lyceum.catalog.events import ImportFinished, ImportRequested
from lyceum.catalog.model.job import AssessmentWish, Effect, Format, Import, ImportState, Upload
from lyceum.catalog.model.listing import Cards
from lyceum.catalog.store.banks import check_editor
from lyceum.catalog.store.items import CourseItem, ImportItem, UploadItem, course_key, import_key, upload_key
from lyceum.kernel.clock import iso
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.errors import Conflict, DomainError
from lyceum.kernel.table import get, tenant_key, transaction
from lyceum.kernel.table.read import query_index

_UPLOAD_KEPT = timedelta(days=7)
LIST_PREFIX = "import#"


class UploadExists(Conflict):
    """An upload with this id is there already."""

    title = {"en": "The upload is there already", "th": "มีไฟล์อัปโหลดนี้อยู่แล้ว"}


class ImportExists(Conflict):
    """An import with this id is there already."""

    title = {"en": "The import is there already", "th": "มีการนำเข้านี้อยู่แล้ว"}


def add_upload(upload: Upload, creation: Creation, *, at: datetime) -> Upload:
    """Keep an upload; the one that is kept (an earlier one for a repeat). 1 round trip, 1 WCU."""
    kept = upload
    again = repeated(creation, UploadExists(upload=upload.id))

    def explain(old: UploadItem | None) -> DomainError | None:
        nonlocal kept
        refusal = again(old)
        if refusal is None and old is not None:
            kept = _upload(upload.tenant, upload.id, old)
        return refusal

    key = upload_key(upload.tenant, upload.id)
    item = UploadItem(
        key.pk,
        key.sk,
        owner=upload.owner,
        name=upload.name,
        size=upload.size,
        media_type=upload.media_type,
        expires_at=upload.expires_at,
        ttl=int((at + _UPLOAD_KEPT).timestamp()),
        key_hash=creation.key_hash,
        body_hash=creation.body_hash,
    )
    with transaction(tenant=upload.tenant, at=at, actor=upload.owner) as write:
        write.put(item, when=UploadItem.absent(), otherwise=explain)
    return kept


def find_upload(tenant: str, owner: str, upload: str) -> Upload:
    """Somebody's own upload. Raises UploadNotFound. 1 round trip, 1 RCU."""
    item = get(UploadItem, upload_key(tenant, upload), consistent=True)
    if item is None or item.kind != UploadItem.KIND or item.owner != owner:
        raise UploadNotFound(upload=upload)
    return _upload(tenant, upload, item)


def _upload(tenant: str, id: str, item: UploadItem) -> Upload:
    return Upload(tenant, id, item.owner, item.name, int(item.size), item.media_type, item.expires_at)


def add_import(job: Import, creation: Creation) -> Import:
    """Keep an import and tell of it, if its upload is the requester's, its course is there or its bank open to them.

    The one that is kept. Raises UploadNotFound, CourseNotFound, BankNotFound, BankNotYours, BankRetired.
    1 round trip, 4 WCU, 2 more with a course or a bank, and 1 for its list.
    """
    kept = job
    again = repeated(creation, ImportExists(job=job.id))

    def explain(old: ImportItem | None) -> DomainError | None:
        nonlocal kept
        refusal = again(old)
        if refusal is None and old is not None:
            kept = _import(job.tenant, old)
        return refusal

    requested = ImportRequested(job=job.id, format=str(job.format), requester=job.requester)
    with transaction(tenant=job.tenant, at=job.requested_at, actor=job.requester) as write:
        item = _item(job)
        item.key_hash, item.body_hash = creation.key_hash, creation.body_hash
        write.put(item, when=ImportItem.absent(), otherwise=explain, events=[requested])
        write.check(
            UploadItem,
            upload_key(job.tenant, job.upload),
            when=UploadItem.owner == job.requester,
            otherwise=UploadNotFound(upload=job.upload),
        )
        if job.course is not None:
            place = course_key(job.tenant, job.course)
            write.check(CourseItem, place, when=CourseItem.present(), otherwise=CourseNotFound(course=job.course))
        if job.bank is not None:
            check_editor(write, job.bank, job.requester, warden=job.warden)
    return kept


def find_import(tenant: str, job: str, *, consistent: bool = False) -> Import:
    """Raises ImportNotFound. 1 round trip."""
    item = get(ImportItem, import_key(tenant, job), consistent=consistent)
    if item is None or item.kind != ImportItem.KIND:
        raise ImportNotFound(job=job)
    return _import(tenant, item)


def imports_of(tenant: str, requester: str, *, after: str | None, limit: int) -> Cards:
    """Somebody's imports, newest first, as cards. 1 round trip."""
    list_key = tenant_key(tenant, "U", requester, "JOBS")
    page = query_index(list_key, prefix=LIST_PREFIX, after=after, limit=limit, forward=False)
    return Cards([entry.card for entry in page.items], page.next_key)


def end_import(job: Import, *, at: datetime) -> None:
    """Write down how an import ended, once, and tell of it; the same end again changes nothing.

    Raises ImportNotFound, ImportAlreadyEnded.
    """
    running = (ImportItem.state == str(ImportState.REQUESTED)) | (ImportItem.state == str(ImportState.RUNNING))
    optional = {"course": job.course, "reason": job.reason and dict(job.reason), "report": job.report_key}
    ended = ImportFinished(job=job.id, state=str(job.state), requester=job.requester, course=job.course, bank=job.bank)

    def explain(old: ImportItem | None) -> DomainError | None:
        if old is None:
            return ImportNotFound(job=job.id)
        return None if old.state == str(job.state) else ImportAlreadyEnded(job=job.id, state=old.state)

    with transaction(tenant=job.tenant, at=at) as write:
        write.update(
            ImportItem,
            import_key(job.tenant, job.id),
            [
                ImportItem.state.set(str(job.state)),
                ImportItem.effect.set(str(job.effect)),
                ImportItem.counts.set(dict(job.counts)),
                ImportItem.finished_at.set(at),
                ImportItem.card.set(_card(job)),
                *(getattr(ImportItem, name).set(value) for name, value in optional.items() if value is not None),
            ],
            when=running,
            otherwise=explain,
            events=[ended],
        )


def _card(job: Import) -> dict[str, Any]:
    card: dict[str, Any] = {
        "id": job.id,
        "format": str(job.format),
        "state": str(job.state),
        "dry": job.dry_run,
        "at": job.requested_at,
        "course": job.course,
        "bank": job.bank,
        "end": job.finished_at,
    }
    return {name: value for name, value in card.items() if value is not None}


def _item(job: Import) -> ImportItem:
    key = import_key(job.tenant, job.id)
    return ImportItem(
        key.pk,
        key.sk,
        requester=job.requester,
        format=str(job.format),
        upload=job.upload,
        state=str(job.state),
        requested_at=job.requested_at,
        course=job.course,
        assessment=_wish(job.assessment),
        bank=job.bank,
        language=job.language,
        warden=job.warden or None,
        dry_run=job.dry_run,
        gsi1pk=tenant_key(job.tenant, "U", job.requester, "JOBS"),
        gsi1sk=f"{LIST_PREFIX}{iso(job.requested_at)}#{job.id}",
        card=_card(job),
    )


def _wish(wish: AssessmentWish | None) -> dict[str, Any] | None:
    return wish.model_dump(exclude_none=True) if wish else None


def _import(tenant: str, item: ImportItem) -> Import:
    counts = {name: int(value) for name, value in (item.counts or {}).items() if isinstance(value, int | Decimal)}
    return Import(
        tenant=tenant,
        id=item.pk.rsplit("#", 1)[1],
        requester=item.requester,
        format=Format(item.format),
        upload=item.upload,
        requested_at=item.requested_at,
        state=ImportState(item.state),
        course=item.course,
        assessment=AssessmentWish.model_validate(item.assessment) if item.assessment else None,
        bank=item.bank,
        language=item.language,
        warden=bool(item.warden),
        dry_run=bool(item.dry_run),
        effect=Effect(item.effect or Effect.NONE),
        counts=counts,
        reason=item.reason,
        report_key=item.report,
        finished_at=item.finished_at,
    )
