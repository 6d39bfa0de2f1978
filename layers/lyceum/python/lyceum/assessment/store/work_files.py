"""Files of learners: permission to send one, what was sent, and what was handed in of it."""

from datetime import datetime
from pathlib import PurePosixPath

from lyceum.assessment.errors import NotEnrolled, WorkUploadNotFound
from lyceum.assessment.model.work_file import WorkFile, WorkUpload
from lyceum.assessment.store import sent_files
from lyceum.assessment.store.items import EnrollmentItem, enrollment_key
from lyceum.assessment.store.submissions import LEARNING
from lyceum.assessment.store.work_items import WorkUploadItem, work_upload_key
from lyceum.kernel.aws import busy_where, client
from lyceum.kernel.creation import Creation, repeated_or_lost
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.settings import settings
from lyceum.kernel.table import transaction


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
        ttl=int((at + sent_files.UPLOAD_KEPT).timestamp()),
        key_hash=creation.key_hash,
        body_hash=creation.body_hash,
    )
    again = repeated_or_lost(creation, ChangedInTheMeantime())
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
    """Address and fields of a form that sends this file alone. As `sent_files.form`."""
    return sent_files.form(_sent_key(tenant, upload), media_type=upload.media_type, most=upload.size)


def take(tenant: str, upload: WorkUpload) -> WorkFile:
    """Take what was sent. Raises WorkUploadNotFound, and what `sent_files.take` raises. 2 calls of the bucket."""
    key, size = sent_files.take(
        _sent_key(tenant, upload),
        f"submissions/{tenant}/{upload.assignment}/{upload.learner}/{upload.id}",
        media_type=upload.media_type,
        most=upload.size,
        missing=WorkUploadNotFound(upload=upload.id),
    )
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
    """An address under which anybody can fetch the file. As `sent_files.address`."""
    return sent_files.address(file.key, media_type=file.media_type, at=at)


def _sent_key(tenant: str, upload: WorkUpload) -> str:
    return f"work/{tenant}/{upload.learner}/{upload.id}"
