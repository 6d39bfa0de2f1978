"""boto3 clients, one per service and process, made when first used."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from lyceum.kernel.errors import Busy

_CONFIG = Config(
    connect_timeout=2.0,
    read_timeout=10.0,
    retries={"mode": "standard", "total_max_attempts": 3},
)


_IMPATIENT = Config(connect_timeout=1.0, read_timeout=2.0, retries={"mode": "standard", "total_max_attempts": 1})


@lru_cache(maxsize=8)
def client(service: Any, *, impatient: bool = False) -> Any:
    """The client of a service (`s3`, `events`, `stepfunctions`, `sesv2`, …). Tests call `client.cache_clear()`.

    impatient: asks once and waits two seconds at most, for looking whether a service answers.
    """
    waits = _IMPATIENT if impatient else _CONFIG
    if service == "s3":
        # The emulator serves buckets by path only; AWS by host.
        style: Any = "path" if os.environ.get("AWS_ENDPOINT_URL") else "virtual"
        config = Config(signature_version="s3v4", s3={"addressing_style": style})
        return boto3.client(service, config=waits.merge(config))
    return boto3.client(service, config=waits)


@contextmanager
def busy_where(service: str) -> Iterator[None]:
    """Raises Busy where the service does not answer, is asked too often or is at fault; what it refuses is ours."""
    try:
        yield
    except BotoCoreError as error:
        raise Busy(f"{service} does not answer.") from error
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if status >= 500 or status == 429:
            raise Busy(f"{service} is busy.") from error
        raise
