"""Files in the content bucket that one function makes and another hands out: read, kept, fetched by people."""

from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from lyceum.kernel.aws import busy_where, client
from lyceum.kernel.settings import settings

ADDRESS_LIVES = timedelta(minutes=5)


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
    kept = {} if cached else {"CacheControl": "private, no-store"}
    with busy_where("The bucket"):
        client("s3").put_object(Bucket=settings().content, Key=key, Body=body, ContentType=media_type, **kept)


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
