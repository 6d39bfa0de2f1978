"""botocore's clients, one per service and process, made when first used; the table has one of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from lyceum.kernel.errors import Busy

_PATIENT = {"connect_timeout": 2.0, "read_timeout": 10.0, "retries": {"mode": "standard", "total_max_attempts": 3}}
_IMPATIENT = {"connect_timeout": 1.0, "read_timeout": 2.0, "retries": {"mode": "standard", "total_max_attempts": 1}}


_STATIC = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
"""What Lambda gives a function for as long as its process lives."""
_MOVING = {"AWS_CREDENTIAL_EXPIRATION", "AWS_PROFILE", "AWS_ACCOUNT_ID"}
"""What makes the chain of providers look further."""


@lru_cache(maxsize=1)
def session() -> Any:
    """The session of botocore: boto3 would make the same clients after loading what moves big files."""
    import botocore.session  # a quarter of a cold start, and most requests need the table alone

    made = botocore.session.get_session()
    if os.environ.keys() >= _STATIC and not _MOVING & os.environ.keys():
        # What the chain of providers would find first, without building the chain: 5 % of a cold start.
        key, secret = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
        made.set_credentials(key, secret, os.environ.get("AWS_SESSION_TOKEN"))
    return made


@lru_cache(maxsize=8)
def client(service: Any, *, impatient: bool = False) -> Any:
    """The client of a service (`s3`, `events`, `stepfunctions`, `sesv2`, …). Tests call `client.cache_clear()`.

    impatient: asks once and waits two seconds at most, for looking whether a service answers.
    """
    from botocore.config import Config

    given: Any = _IMPATIENT if impatient else _PATIENT
    waits = Config(**given)
    if service == "s3":
        # The emulator serves buckets by path only; AWS by host.
        style: Any = "path" if os.environ.get("AWS_ENDPOINT_URL") else "virtual"
        config = Config(signature_version="s3v4", s3={"addressing_style": style})
        return session().create_client(service, config=waits.merge(config))
    return session().create_client(service, config=waits)


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
