"""Files of answers: permission to send one, and what was taken of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from lyceum.assessment.model.answer_file import MOST_FILES, MOST_TOGETHER, AnswerUpload
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.sections import QuestionAt, SectionAt
from lyceum.assessment.model.sight import SentFile
from lyceum.assessment.sittings.errors import AnswerFileNotFound, TooManyAnswerFiles
from lyceum.assessment.store import sent_files
from lyceum.assessment.store.answerable import answerable, explain_refusal
from lyceum.assessment.store.attempt_items import attempt_of
from lyceum.assessment.store.items import (
    AnswerFileItem,
    AnswerFilesItem,
    AttemptItem,
    answer_file_key,
    answer_files_key,
    attempt_key,
)
from lyceum.kernel.creation import Creation, repeated_or_lost
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.table import batch_get, query, tenant_key, transaction


def add(
    tenant: str,
    id: AttemptId,
    upload: AnswerUpload,
    creation: Creation,
    *,
    place: int,
    at: datetime,
    section: SectionAt | None,
    timed: QuestionAt | None = None,
) -> None:
    """Keep an upload, if its question can be answered now and has room; the same creation again is a success.

    Raises AttemptNotFound, AttemptClosed, DeadlinePassed, SectionNotEntered, SectionOver, QuestionNotOpened,
    QuestionTimeOver, IdempotencyKeyReused, TooManyAnswerFiles. 1 round trip, 6 WCU.
    """
    key = answer_file_key(tenant, id.learner, upload.id)
    item = AnswerFileItem(
        key.pk,
        key.sk,
        attempt=upload.attempt,
        question=upload.question,
        name=upload.name,
        size=upload.size,
        media_type=upload.media_type,
        expires_at=upload.expires_at,
        ttl=int((at + sent_files.UPLOAD_KEPT).timestamp()),
        key_hash=creation.key_hash,
        body_hash=creation.body_hash,
    )
    again = repeated_or_lost(creation, ChangedInTheMeantime())
    with transaction(tenant=tenant, at=at, actor=id.learner) as write:
        write.check(
            AttemptItem,
            attempt_key(tenant, id),
            when=answerable(id, at, section, timed),
            otherwise=explain_refusal(id, at, section, timed),
        )
        # Before what counts: the same wish once more is a success though nothing else has room.
        write.put(item, when=AnswerFileItem.absent(), otherwise=again)
        number, size = AnswerFilesItem.number, AnswerFilesItem.size
        room = (number < MOST_FILES) & (size <= MOST_TOGETHER - upload.size)
        write.update(
            AnswerFilesItem,
            answer_files_key(tenant, id, place),
            [number.add(1), size.add(upload.size)],
            when=AnswerFilesItem.absent() | room,
            otherwise=TooManyAnswerFiles(most=MOST_FILES, most_bytes=MOST_TOGETHER),
            upsert=True,
        )


def form(tenant: str, id: AttemptId, upload: AnswerUpload) -> tuple[str, dict[str, str]]:
    """Address and fields of a form that sends this file alone. As `sent_files.form`."""
    return sent_files.form(_sent_key(tenant, id, upload.id), media_type=upload.media_type, most=upload.size)


def find(tenant: str, id: AttemptId, upload: str) -> tuple[AnswerUpload, Attempt]:
    """An upload of this attempt, and the attempt. Raises AnswerFileNotFound. 1 round trip, 2 RCU."""
    item, attempt = batch_get(
        (AnswerFileItem, answer_file_key(tenant, id.learner, upload)),
        (AttemptItem, attempt_key(tenant, id)),
        consistent=True,
    )
    if item is None or attempt is None or item.attempt != str(id):
        raise AnswerFileNotFound(upload=upload)
    return _upload_of(upload, item), attempt_of(attempt)


def take(
    tenant: str,
    id: AttemptId,
    upload: AnswerUpload,
    *,
    at: datetime,
    section: SectionAt | None,
    timed: QuestionAt | None,
) -> AnswerUpload:
    """Take what was sent, once, if its question can still be answered: of two at once one is first, and what it took
    stays.

    Raises AnswerFileNotFound where nothing was sent, what `sent_files.take` raises, and AttemptClosed, DeadlinePassed,
    SectionNotEntered, SectionOver, QuestionNotOpened, QuestionTimeOver. 1 round trip, 4 WCU, and 2 calls of the bucket.
    """
    key, size = sent_files.take(
        _sent_key(tenant, id, upload.id),
        f"answers/{tenant}/{id.assessment}/{id.learner}/{upload.id}",
        media_type=upload.media_type,
        most=upload.size,
        missing=AnswerFileNotFound(upload=upload.id),
    )
    first = replace(upload, key=key, size=size)

    def explain(old: AnswerFileItem | None) -> AnswerFileNotFound | None:
        nonlocal first
        if old is None or old.file is None:
            return AnswerFileNotFound(upload=upload.id)
        first = _upload_of(upload.id, old)
        return None

    with transaction(tenant=tenant, at=at, actor=id.learner) as write:
        write.update(
            AnswerFileItem,
            answer_file_key(tenant, id.learner, upload.id),
            [AnswerFileItem.file.set(key), AnswerFileItem.size.set(size), AnswerFileItem.ttl.remove()],
            when=AnswerFileItem.attempt.exists() & AnswerFileItem.file.does_not_exist(),
            otherwise=explain,
        )
        write.check(
            AttemptItem,
            attempt_key(tenant, id),
            when=answerable(id, at, section, timed),
            otherwise=explain_refusal(id, at, section, timed),
        )
    return first


def completed(tenant: str, learner: str) -> list[AnswerUpload]:
    """All that the learner has sent for questions and completed. 1 round trip for each hundred or so uploads."""
    found: list[AnswerUpload] = []
    after: str | None = None
    while True:
        page = query(
            AnswerFileItem, tenant_key(tenant, "U", learner), prefix="ANSWER-FILE#", after=after, consistent=True
        )
        found += [_upload_of(item.sk.partition("#")[2], item) for item in page.items if item.file is not None]
        after = page.next_key
        if after is None:
            return found


def remove(tenant: str, learner: str, upload: AnswerUpload, *, at: datetime) -> None:
    """Take a completed file away: first what lies in the bucket, so that whoever dies in between finds it again.

    One that is gone already is a success. 1 round trip, 1 WCU, and a call of the bucket. Raises Busy.
    """
    if upload.key is None:
        return
    sent_files.discard(upload.key)
    with transaction(tenant=tenant, at=at) as write:
        write.delete(
            AnswerFileItem,
            answer_file_key(tenant, learner, upload.id),
            when=AnswerFileItem.file == upload.key,
            otherwise=lambda _: None,
        )


def sent(tenant: str, id: AttemptId, uploads: Iterable[str], *, at: datetime) -> dict[str, SentFile]:
    """Files of an attempt's answers by upload, with addresses. 1 round trip for each 100, 1 RCU each."""
    wanted = list(dict.fromkeys(uploads))
    found: dict[str, SentFile] = {}
    for start in range(0, len(wanted), 100):
        some = wanted[start : start + 100]
        items = batch_get(
            *((AnswerFileItem, answer_file_key(tenant, id.learner, upload)) for upload in some), consistent=True
        )
        for upload, item in zip(some, items, strict=True):
            if item is not None and item.file is not None and item.attempt == str(id):
                url, expires_at = sent_files.address(item.file, media_type=item.media_type, at=at)
                found[upload] = SentFile(upload, item.name, int(item.size), item.media_type, url, expires_at)
    return found


def _upload_of(id: str, item: AnswerFileItem) -> AnswerUpload:
    return AnswerUpload(
        id=id,
        attempt=item.attempt,
        question=item.question,
        name=item.name,
        size=int(item.size),
        media_type=item.media_type,
        expires_at=item.expires_at,
        key=item.file,
    )


def _sent_key(tenant: str, id: AttemptId, upload: str) -> str:
    return f"answers/{tenant}/{id.learner}/{upload}"
