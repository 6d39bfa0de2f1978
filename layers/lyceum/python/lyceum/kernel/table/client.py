"""The botocore client under all reads and writes: bounded waits, few retries, one per process."""

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
)
"""Well inside a function's 10 s. Parameters are built here from typed parts, so botocore need not check them again."""


@lru_cache(maxsize=1)
def dynamodb() -> Any:
    """The DynamoDB client. Tests that change the endpoint call `dynamodb.cache_clear()`."""
    return botocore.session.get_session().create_client("dynamodb", config=CONFIG)
