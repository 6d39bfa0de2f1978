"""The botocore client under all reads and writes: bounded waits, few retries, one per process."""

import os
from functools import lru_cache
from typing import Any

import botocore.session
from botocore.config import Config

CONFIG = Config(
    connect_timeout=1.0,
    read_timeout=3.0,
    retries={"mode": "standard", "total_max_attempts": 4},
    max_pool_connections=16,
    tcp_keepalive=True,
    parameter_validation=False,
    user_agent="lyceum",
)
"""Well inside a function's 10 s. Parameters are built here from typed parts, so botocore need not check them again; and
a user agent of our own is not put together anew for each request, which took a tenth of it."""

_STATIC = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
"""What Lambda gives a function for as long as its process lives."""
_MOVING = {"AWS_CREDENTIAL_EXPIRATION", "AWS_PROFILE", "AWS_ACCOUNT_ID"}
"""What makes the chain of providers look further."""


@lru_cache(maxsize=1)
def dynamodb() -> Any:
    """The DynamoDB client. Tests that change the endpoint call `dynamodb.cache_clear()`."""
    session = botocore.session.get_session()
    if os.environ.keys() >= _STATIC and not _MOVING & os.environ.keys():
        # What the chain of providers would find first, without building the chain: 5 % of a cold start.
        key, secret = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
        session.set_credentials(key, secret, os.environ.get("AWS_SESSION_TOKEN"))
    return session.create_client("dynamodb", config=CONFIG)
