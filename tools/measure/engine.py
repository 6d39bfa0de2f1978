"""An engine for the table: Amazon's DynamoDB Local where DYNAMODB_LOCAL_JAR names it (Java), else the emulator."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.dynamodb_local import dynamodb_local, jar
from tools.checks.handlers import as_on_lambda
from tools.local_stack import CREDENTIALS, REGION, create_table, start_emulator


@dataclass(frozen=True)
class Engine:
    """Where the table lies."""

    name: str
    endpoint_url: str
    table: str

    @property
    def environment(self) -> dict[str, str]:
        """What a function needs to find it."""
        return {
            **CREDENTIALS,
            "AWS_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "TABLE": self.table,
            "POWERTOOLS_SERVICE_NAME": "measure",
            "POWERTOOLS_METRICS_NAMESPACE": "Lyceum",
            "POWERTOOLS_TRACE_DISABLED": "true",
        }


@contextmanager
def engine() -> Iterator[Engine]:
    """A fresh table; this process's own kernel is pointed at it. Both end with the block."""
    with ExitStack() as stack:
        named = jar()
        address = (
            stack.enter_context(dynamodb_local(named)) if named else stack.enter_context(start_emulator()).endpoint_url
        )
        made = Engine("DynamoDB Local" if named else "emulator", address, create_table(address))
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
            os.environ.pop(name, None)
        os.environ.update(
            made.environment, POWERTOOLS_LOG_LEVEL="ERROR"
        )  # what is measured here is printed, not logged
        as_on_lambda()
        _forget()
        yield made


def _forget() -> None:
    from lyceum.kernel.settings import settings
    from lyceum.kernel.table.client import dynamodb

    settings.cache_clear()
    dynamodb.cache_clear()
