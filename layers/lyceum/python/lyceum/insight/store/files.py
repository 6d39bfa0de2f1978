"""Finished reports in the content bucket."""

from datetime import datetime, timedelta

from lyceum.kernel.aws import busy_where, client
from lyceum.kernel.settings import settings

ADDRESS_LIVES = timedelta(minutes=5)


def keep(key: str, body: bytes, media_type: str) -> None:
    """Put a file in its place; the same report again takes the same place. Raises Busy. 1 call."""
    with busy_where("The bucket"):
        client("s3").put_object(
            Bucket=settings().content, Key=key, Body=body, ContentType=media_type, CacheControl="private, no-store"
        )


def address(key: str, *, name: str, at: datetime) -> tuple[str, datetime]:
    """An address under which anybody can fetch the file for five minutes, and when it ends. 0 round trips."""
    url: str = client("s3").generate_presigned_url(
        "get_object",
        Params={
            "Bucket": settings().content,
            "Key": key,
            "ResponseContentDisposition": f'inline; filename="{name}"',
        },
        ExpiresIn=int(ADDRESS_LIVES.total_seconds()),
    )
    return url, at + ADDRESS_LIVES
