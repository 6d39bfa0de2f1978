"""Documents in the content bucket, and permission to put a file into the bucket for uploads."""

import json
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from lyceum.catalog.model.job import Upload
from lyceum.kernel.aws import client, post_form
from lyceum.kernel.errors import Busy
from lyceum.kernel.settings import settings

UPLOAD_SECONDS = 900


def read(key: str) -> Any:
    """A JSON document. Raises Busy where the bucket does not answer."""
    try:
        return json.loads(client("s3").get_object(Bucket=settings().content, Key=key)["Body"].read())
    except BotoCoreError as error:
        raise Busy("The bucket does not answer.") from error
    except ClientError as error:
        raise _named(error) from error


def write(key: str, document: Any) -> None:
    """Keep a JSON document. Raises Busy where the bucket does not answer."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        client("s3").put_object(Bucket=settings().content, Key=key, Body=body, ContentType="application/json")
    except BotoCoreError as error:
        raise Busy("The bucket does not answer.") from error
    except ClientError as error:
        raise _named(error) from error


def _named(error: ClientError) -> Exception:
    """Throttling and faults of S3 can be repeated; anything else is a fault of ours."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return Busy("The bucket is busy.") if status >= 500 or status == 429 else error


def upload_form(upload: Upload) -> tuple[str, dict[str, str]]:
    """Address and fields of a form that puts exactly this file into the bucket, within 15 minutes, at most its size."""
    return post_form(
        settings().uploads,
        upload.key,
        fields={"Content-Type": upload.media_type},
        conditions=[{"Content-Type": upload.media_type}, ["content-length-range", 1, upload.size]],
        seconds=UPLOAD_SECONDS,
    )
