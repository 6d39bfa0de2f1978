"""Files in the content bucket: read, kept, taken from where a form sent them, fetched by people."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from lyceum.kernel.aws import busy_where, client
from lyceum.kernel.errors import DomainError
from lyceum.kernel.settings import settings

ADDRESS_LIVES = timedelta(minutes=5)

PRIVATE = "private, no-store"
"""What only one request was allowed to fetch."""
FOR_EVER = "private, max-age=31536000, immutable"
"""For keys that name what they hold."""


def read(key: str) -> bytes:
    """What lies under a key. Raises Busy, and FileNotFoundError where nothing does. 1 call."""
    try:
        with busy_where("The bucket"):
            answer = client("s3").get_object(Bucket=settings().content, Key=key)
            content: bytes = answer["Body"].read()
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
            raise FileNotFoundError(key) from error
        raise
    return content


def keep(key: str, body: Any, media_type: str, *, cached: bool = False) -> None:
    """Put a file in its place, bytes or an open file; again is the same place. Raises Busy. 1 call.

    cached: it never changes, so browsers may keep it.
    """
    kept = {} if cached else {"CacheControl": PRIVATE}
    with busy_where("The bucket"):
        client("s3").put_object(Bucket=settings().content, Key=key, Body=body, ContentType=media_type, **kept)


def take(
    sent: str,
    place: str,
    *,
    media_type: str,
    head_bytes: int,
    check: Callable[[bytes, int], None],
    missing: DomainError,
    cache_control: str,
) -> tuple[str, int]:
    """Take what a form sent into the content bucket, where the form does not reach it; its key there, its size (bytes).

    The key is `place` with the tag of what the file holds, so a repeat takes the same one, and who sends another file
    with the same form changes nothing that was taken. `check` is given the first bytes and the size, and raises for
    what is not taken. Raises `missing` where nothing was sent, or another file in between, Busy. 2 calls.
    """
    source = {"Bucket": settings().uploads, "Key": sent}
    with busy_where("The bucket"):
        head, size, tag = _beginning(source, head_bytes, missing)
        check(head, size)
        key = f"{place}-{tag}"
        _copy(source, key, tag, missing, ContentType=media_type, CacheControl=cache_control)
    return key, size


def address(key: str, *, name: str, at: datetime, inline: bool = False) -> tuple[str, datetime]:
    """An address under which anybody can fetch the file for five minutes, and when it ends. 0 round trips.

    name: what a browser calls the file. inline: it shows the file instead of keeping it.
    """
    shown = "inline" if inline else "attachment"
    url: str = client("s3").generate_presigned_url(
        "get_object",
        Params={
            "Bucket": settings().content,
            "Key": key,
            "ResponseContentDisposition": f'{shown}; filename="{name}"',
        },
        ExpiresIn=int(ADDRESS_LIVES.total_seconds()),
    )
    return url, at + ADDRESS_LIVES


def _beginning(source: dict[str, str], head_bytes: int, missing: DomainError) -> tuple[bytes, int, str]:
    """The first bytes of what was sent, its whole size, and the tag of its content."""
    try:
        answer = client("s3").get_object(**source, Range=f"bytes=0-{head_bytes - 1}")
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            raise missing from error
        raise
    size = int(answer["ContentRange"].rpartition("/")[2])
    return answer["Body"].read(), size, str(answer["ETag"]).strip('"')


def _copy(source: dict[str, str], key: str, tag: str, missing: DomainError, **kept_with: str) -> None:
    """Raises `missing` where another file was sent in between: it is to be taken anew."""
    try:
        client("s3").copy_object(
            Bucket=settings().content,
            Key=key,
            CopySource=source,
            CopySourceIfMatch=f'"{tag}"',
            MetadataDirective="REPLACE",
            **kept_with,
        )
    except ClientError as error:
        if error.response["Error"]["Code"] in {"PreconditionFailed", "412"}:
            raise missing from error
        raise
