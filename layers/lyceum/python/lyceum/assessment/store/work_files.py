"""Files of learners: permission to send one, what was sent, and what was handed in of it."""

from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from botocore.exceptions import ClientError

from lyceum.assessment.errors import FileNotWhatItSays, FileTooLarge, NotEnrolled, WorkUploadNotFound
from lyceum.assessment.model.submission import SubmissionId
from lyceum.assessment.model.work_file import HEAD_BYTES, WorkFile, WorkUpload, looks_like
from lyceum.assessment.store.items import EnrollmentItem, enrollment_key
from lyceum.assessment.store.submissions import LEARNING
from lyceum.assessment.store.work_items import WorkUploadItem, work_upload_key
from lyceum.kernel.aws import busy_where, client, post_form
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.settings import settings
from lyceum.kernel.table import transaction

UPLOAD_LIVES = timedelta(minutes=15)
ADDRESS_LIVES = timedelta(minutes=5)
_UPLOAD_KEPT = timedelta(days=7)
"""As long as the bucket keeps what was sent."""


def add_upload(tenant: str, upload: WorkUpload, creation: Creation, *, course: str, at: datetime) -> None:
    """Keep an upload, if its learner is enrolled; the same creation again is a success.

    Raises NotEnrolled, IdempotencyKeyReused. 1 round trip, 4 WCU.
    """
    key = work_upload_key(tenant, upload.learner, upload.id)
    item = WorkUploadItem(
        key.pk,
        key.sk,
        assignment=upload.assignment,
        name=upload.name,
        size=upload.size,
        media_type=upload.media_type,
        expires_at=upload.expires_at,
        ttl=int((at + _UPLOAD_KEPT).timestamp()),
        key_hash=creation.key_hash,
        body_hash=creation.body_hash,
    )
    # Without a key the id is brand new: who finds it there has written it, and only the answer was lost.
    again: Any = repeated(creation, ChangedInTheMeantime()) if creation.key_hash is not None else lambda _: None
    place = enrollment_key(tenant, upload.learner, course)
    with transaction(tenant=tenant, at=at, actor=upload.learner) as write:
        write.put(item, when=WorkUploadItem.absent(), otherwise=again)
        write.check(
            EnrollmentItem,
            place,
            when=EnrollmentItem.status.is_in(*LEARNING),
            otherwise=NotEnrolled(course=course),
        )


def form(tenant: str, upload: WorkUpload) -> tuple[str, dict[str, str]]:
    """Address and fields of a form that sends this file alone: at most its size, of its type, within 15 minutes."""
    return post_form(
        settings().uploads,
        _sent_key(tenant, upload),
        fields={"Content-Type": upload.media_type},
        conditions=[{"Content-Type": upload.media_type}, ["content-length-range", 1, upload.size]],
        seconds=int(UPLOAD_LIVES.total_seconds()),
    )


def take(tenant: str, upload: WorkUpload) -> WorkFile:
    """Take what was sent into the content bucket, where the form that sent it does not reach it any more.

    Its place is named after what it holds, so a repeat takes the same one, and who sends another file with the same
    form changes nothing that was handed in. Raises WorkUploadNotFound where nothing was sent, FileTooLarge,
    FileNotWhatItSays, Busy. 2 calls.
    """
    sent = {"Bucket": settings().uploads, "Key": _sent_key(tenant, upload)}
    with busy_where("The bucket"):
        head, size, tag = _beginning(sent, upload)
        if size > upload.size:
            raise FileTooLarge(limit=upload.size)
        if not looks_like(upload.media_type, head):
            raise FileNotWhatItSays(media_type=upload.media_type)
        of = SubmissionId(upload.learner, upload.assignment)
        key = f"submissions/{tenant}/{of.assignment}/{of.learner}/{upload.id}-{tag}"
        _copy(sent, key, tag, upload)
    return WorkFile(key, upload.name, size, upload.media_type)


def without_name(tenant: str, file: WorkFile, name: str) -> WorkFile:
    """A copy whose place and name do not tell whose work it is; gone in a week, and made anew whenever it is asked for.

    Raises Busy. 1 call.
    """
    key = f"reviewing/{tenant}/{name}"
    with busy_where("The bucket"):
        client("s3").copy_object(
            Bucket=settings().content,
            Key=key,
            CopySource={"Bucket": settings().content, "Key": file.key},
            ContentType=file.media_type,
            CacheControl="private, no-store",
            MetadataDirective="REPLACE",
        )
    ending = PurePosixPath(file.name).suffix
    return WorkFile(key, f"work{ending}", file.size, file.media_type)


def address(file: WorkFile, *, at: datetime) -> tuple[str, datetime]:
    """An address under which anybody can fetch the file for five minutes, and when it ends. 0 round trips.

    Always as a download: what a learner sent is never shown under an address of the school's.
    """
    where = {
        "Bucket": settings().content,
        "Key": file.key,
        "ResponseContentDisposition": "attachment",
        "ResponseContentType": file.media_type,
    }
    url = client("s3").generate_presigned_url("get_object", Params=where, ExpiresIn=int(ADDRESS_LIVES.total_seconds()))
    return str(url), at + ADDRESS_LIVES


def _sent_key(tenant: str, upload: WorkUpload) -> str:
    return f"work/{tenant}/{upload.learner}/{upload.id}"


def _beginning(sent: dict[str, str], upload: WorkUpload) -> tuple[bytes, int, str]:
    """The first bytes of what was sent, its whole size, and the tag of its content."""
    try:
        answer = client("s3").get_object(**sent, Range=f"bytes=0-{HEAD_BYTES - 1}")
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            raise WorkUploadNotFound(upload=upload.id) from error
        raise
    size = int(answer["ContentRange"].rpartition("/")[2])
    return answer["Body"].read(), size, str(answer["ETag"]).strip('"')


def _copy(sent: dict[str, str], key: str, tag: str, upload: WorkUpload) -> None:
    """Raises WorkUploadNotFound where another file was sent in between: it is to be handed in anew."""
    try:
        client("s3").copy_object(
            Bucket=settings().content,
            Key=key,
            CopySource=sent,
            CopySourceIfMatch=f'"{tag}"',
            ContentType=upload.media_type,
            CacheControl="private, no-store",
            MetadataDirective="REPLACE",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] in {"PreconditionFailed", "412"}:
            raise WorkUploadNotFound(upload=upload.id) from error
        raise
