"""Files that learners send: the form, and the way of what it sent to where the form does not reach it any more."""

from datetime import datetime, timedelta

from lyceum.assessment.errors import FileNotWhatItSays, FileTooLarge
from lyceum.content.signatures import HEAD_BYTES, looks_like
from lyceum.kernel import files
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
    """Take what was sent into the content bucket; its key there, and its size in bytes (lyceum.kernel.files).

    Raises `missing` where nothing was sent, FileTooLarge, FileNotWhatItSays, Busy. 2 calls.
    """

    def check(head: bytes, size: int) -> None:
        if size > most:
            raise FileTooLarge(limit=most)
        if not looks_like(media_type, head):
            raise FileNotWhatItSays(media_type=media_type)

    return files.take(
        sent,
        kept,
        media_type=media_type,
        head_bytes=HEAD_BYTES,
        check=check,
        missing=missing,
        cache_control=files.PRIVATE,
    )


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
