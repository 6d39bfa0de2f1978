"""botocore's clients, one per service and process, made when first used; the table has one of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from lyceum.kernel.addresses import address_of, named_address
from lyceum.kernel.clock import iso, now
from lyceum.kernel.errors import Busy

THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
"""How services say that they are asked too often, in botocore's list."""
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
    # Where no proxy is named, botocore need not load what would look for one.
    named = any(name.lower().endswith("_proxy") for name in os.environ)
    waits = Config(**given, proxies=None if named else {})
    if service == "s3":
        # The emulator serves buckets by path only; AWS by host.
        style: Any = "path" if os.environ.get("AWS_ENDPOINT_URL") else "virtual"
        config = Config(signature_version="s3v4", s3={"addressing_style": style})
        return session().create_client(service, config=waits.merge(config))
    return session().create_client(service, config=waits)


def post_form(
    bucket: str, key: str, *, fields: dict[str, str], conditions: list[Any], seconds: int
) -> tuple[str, dict[str, str]]:
    """Address and fields of a form that puts a file into a bucket within some seconds; nothing is sent for it.

    The signature is botocore's, without its client for S3, which would be a quarter of a cold start.
    """
    address = address_of("s3", os.environ)
    if address is None:
        form = client("s3").generate_presigned_post(
            Bucket=bucket, Key=key, Fields=fields, Conditions=conditions, ExpiresIn=seconds
        )
        return form["url"], form["fields"]
    from botocore.auth import S3SigV4PostAuth

    environment = os.environ
    who: Any = SimpleNamespace(
        access_key=environment["AWS_ACCESS_KEY_ID"],
        secret_key=environment["AWS_SECRET_ACCESS_KEY"],
        token=environment.get("AWS_SESSION_TOKEN"),
    )
    until = iso(now() + timedelta(seconds=seconds))
    filled = {**fields, "key": key}
    policy = {"expiration": until, "conditions": [*conditions, {"bucket": bucket}, {"key": key}]}
    request: Any = SimpleNamespace(context={"s3-presign-post-fields": filled, "s3-presign-post-policy": policy})
    S3SigV4PostAuth(who, "s3", environment["AWS_DEFAULT_REGION"]).add_auth(request)
    if named_address("s3", environment):
        return f"{address.rstrip('/')}/{bucket}", filled
    return address.replace("https://", f"https://{bucket}.", 1) + "/", filled


@contextmanager
def busy_where(service: str) -> Iterator[None]:
    """Raises Busy where the service does not answer, is asked too often or is at fault; what it refuses is ours."""
    try:
        yield
    except BotoCoreError as error:
        raise Busy(f"{service} does not answer.") from error
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        # The services of JSON over HTTP say 400 to who asks too often.
        if status >= 500 or status == 429 or error.response["Error"]["Code"] in THROTTLED:
            raise Busy(f"{service} is busy.") from error
        raise
