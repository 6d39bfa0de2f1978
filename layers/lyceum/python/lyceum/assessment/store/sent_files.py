"""Files that learners send: the form, and the way of what it sent to where the form does not reach it any more."""

from datetime import datetime, timedelta

from botocore.exceptions import ClientError

from lyceum.assessment.errors import FileNotWhatItSays, FileTooLarge
from lyceum.content.signatures import HEAD_BYTES, looks_like
from lyceum.kernel.aws import busy_where, client, post_form
from lyceum.kernel.errors import DomainError
from lyceum.kernel.settings import settings

UPLOAD_LIVES = timedelta(minutes=15)
ADDRESS_LIVES = timedelta(minutes=5)
UPLOAD_KEPT = timedelta(days=7)
"""As long as the bucket keeps what was sent."""


def form(sent: str, *, media_type: str, most: int) -> tuple[str, dict[str, str]]:
    """Address and fields of a form that sends this file alone: at most its size, of its type, within 15 minutes."""
    return post_form(
        settings().uploads,
        sent,
        fields={"Content-Type": media_type},
        conditions=[{"Content-Type": media_type}, ["content-length-range", 1, most]],
        seconds=int(UPLOAD_LIVES.total_seconds()),
    )


def take(sent: str, kept: str, *, media_type: str, most: int, missing: DomainError) -> tuple[str, int]:
    """Take what was sent into the content bucket; its key there, and its size in bytes.

    The key is `kept` with the tag of what the file holds, so a repeat takes the same one, and who sends another file
    with the same form changes nothing that was taken. Raises `missing` where nothing was sent, FileTooLarge,
    FileNotWhatItSays, Busy. 2 calls.
    """
    source = {"Bucket": settings().uploads, "Key": sent}
    with busy_where("The bucket"):
        head, size, tag = _beginning(source, missing)
        if size > most:
            raise FileTooLarge(limit=most)
        if not looks_like(media_type, head):
            raise FileNotWhatItSays(media_type=media_type)
        key = f"{kept}-{tag}"
        _copy(source, key, tag, media_type, missing)
    return key, size


def discard(key: str) -> None:
    """Take a file out of the content bucket; one that is not there is a success. Raises Busy. 1 call."""
    with busy_where("The bucket"):
        client("s3").delete_object(Bucket=settings().content, Key=key)


def address(key: str, *, media_type: str, at: datetime) -> tuple[str, datetime]:
    """An address under which anybody can fetch a file for five minutes, and when it ends. 0 round trips.

    Always as a download: what a learner sent is never shown under an address of the school's.
    """
    where = {
        "Bucket": settings().content,
        "Key": key,
        "ResponseContentDisposition": "attachment",
        "ResponseContentType": media_type,
    }
    url = client("s3").generate_presigned_url("get_object", Params=where, ExpiresIn=int(ADDRESS_LIVES.total_seconds()))
    return str(url), at + ADDRESS_LIVES


def _beginning(source: dict[str, str], missing: DomainError) -> tuple[bytes, int, str]:
    """The first bytes of what was sent, its whole size, and the tag of its content."""
    try:
        answer = client("s3").get_object(**source, Range=f"bytes=0-{HEAD_BYTES - 1}")
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            raise missing from error
        raise
    size = int(answer["ContentRange"].rpartition("/")[2])
    return answer["Body"].read(), size, str(answer["ETag"]).strip('"')


def _copy(source: dict[str, str], key: str, tag: str, media_type: str, missing: DomainError) -> None:
    """Raises `missing` where another file was sent in between: it is to be taken anew."""
    try:
        client("s3").copy_object(
            Bucket=settings().content,
            Key=key,
            CopySource=source,
            CopySourceIfMatch=f'"{tag}"',
            ContentType=media_type,
            CacheControl="private, no-store",
            MetadataDirective="REPLACE",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] in {"PreconditionFailed", "412"}:
            raise missing from error
        raise
