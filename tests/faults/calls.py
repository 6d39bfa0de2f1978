"""Every call that this process makes to AWS, numbered by its name, and the process's end before or after any of it."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
import botocore.retries.quota
import pytest
from aws_lambda_powertools.utilities import parameters

from lyceum.kernel import aws, contention
from lyceum.kernel.table import client as table_client
from lyceum.kernel.table import repeats
from tests.faults.proxy import HEADER
from tests.faults.wire import Sender

SERVICES = ("s3", "events", "sqs", "sesv2", "stepfunctions", "cognito-idp", "secretsmanager")

WRITES = frozenset(
    {
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "TransactWriteItems",
        "PutEvents",
        "PutObject",
        "CopyObject",
        "DeleteObject",
        "SendEmail",
        "SendTaskSuccess",
        "SendMessage",
        "AdminUserGlobalSignOut",
        "AdminResetUserPassword",
        "PutSecretValue",
    }
)
"""Calls that change something."""

READS = frozenset(
    {
        "GetItem",
        "BatchGetItem",
        "Query",
        "Scan",
        "GetObject",
        "HeadObject",
        "ListObjectsV2",
        "AdminGetUser",
        "GetSecretValue",
        "DescribeSecret",
    }
)
"""Calls that change nothing."""

_QUIET_SECONDS = 5.0


class Killed(BaseException):
    """The function's process ends here: nothing of it runs any more."""


@dataclass(frozen=True)
class Call:
    """One call: which service, which operation, the how manieth of it."""

    service: str
    operation: str
    number: int

    @property
    def label(self) -> str:
        """What the proxy knows it by; ends with a mark, so that no label is the beginning of another."""
        return f"{self.operation}={self.number};"

    @property
    def kind(self) -> str:
        """What the proxy knows every call of this operation by."""
        return f"{self.operation}="

    @property
    def writes(self) -> bool:
        """Whether it changes something."""
        return self.operation in WRITES


@dataclass
class Tap:
    """Hears every call of this process's clients."""

    made: list[Call] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    """How many calls each service has ever had."""
    sender: Sender = field(default_factory=Sender)
    """What the proxy cannot do to a call."""
    _kill: tuple[Call, str] | None = None
    _dead: bool = False
    _open: int = 0
    _numbers: Counter[str] = field(default_factory=Counter)
    _lock: threading.Condition = field(default_factory=threading.Condition)

    def attach(self, client: Any, service: str) -> None:
        """Hear a client of botocore."""
        events = client.meta.events
        events.register("before-call.*.*", self._before(service))
        events.register("before-send.*.*", self.sender.before_send)
        events.register("after-call.*.*", self._after)
        events.register("after-call-error.*.*", self._failed)

    @contextmanager
    def watch(self, kill: Call | None = None, *, when: str = "before") -> Iterator[list[Call]]:
        """The calls that the block makes. The process ends right `before` or `after` the call `kill`."""
        with self._lock:
            self.made, self._numbers, self._dead = [], Counter(), False
            self._kill = (kill, when) if kill else None
        try:
            yield self.made
        finally:
            self._quiet()
            with self._lock:
                self._kill, self._dead = None, False

    def _quiet(self) -> None:
        """Until calls of other threads have ended, too."""
        with self._lock:
            self._lock.wait_for(lambda: self._open == 0, timeout=_QUIET_SECONDS)

    def heed(self, operation: str, _: Any, headers: dict[str, str]) -> Callable[[dict[str, Any] | None], None]:
        """Hear a call of the table's own client: one of its watchers."""
        call = self._begins("dynamodb", operation)
        headers[HEADER] = call.label

        def answered(answer: dict[str, Any] | None) -> None:
            self._ends()
            if answer is not None:
                self._survives(call)

        return answered

    def _begins(self, service: str, operation: str) -> Call:
        """Number it. Raises Killed where the process ends before it, or has ended; LookupError for an unknown call, of
        which nobody has said whether faults of writes are to strike it.
        """
        if operation not in WRITES | READS:
            raise LookupError(f"does {service} {operation} change something? It belongs to WRITES or READS")
        with self._lock:
            if self._dead:
                raise Killed
            self.asked[service] += 1
            self._numbers[operation] += 1
            call = Call(service, operation, self._numbers[operation])
            self.made.append(call)
            if self._kill == (call, "before"):
                self._dead = True
                raise Killed
            self._open += 1
        return call

    def _survives(self, call: Call | None) -> None:
        """Raises Killed where the process ends after this call, or has ended."""
        with self._lock:
            if self._dead or self._kill == (call, "after"):
                self._dead = True
                raise Killed

    def _before(self, service: str) -> Callable[..., None]:
        def begins(model: Any, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
            context["call"] = call = self._begins(service, model.name)
            params["headers"][HEADER] = call.label

        return begins

    def _after(self, model: Any, parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        self._ends()
        if model.name == "GetObject" and "Body" in parsed:
            parsed.setdefault("ContentLength", 0)  # S3 always tells it; the proxy passes bodies on in chunks, without
        self._survives(context.get("call"))

    def _failed(self, **_: Any) -> None:
        self._ends()

    def _ends(self) -> None:
        with self._lock:
            self._open -= 1
            self._lock.notify_all()


@contextmanager
def tapped(endpoint_url: str) -> Iterator[Tap]:
    """All clients of this process talk to `endpoint_url`, are heard, and wait for nothing between their retries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", endpoint_url)
        patch.delenv("AWS_ENDPOINT_URL_DYNAMODB", raising=False)
        # Nobody waits between retries: neither botocore, nor the table's client, nor the store between its own.
        hurried = SimpleNamespace(**{**vars(time), "sleep": lambda _: None})
        for module in (botocore.endpoint, repeats, contention):
            patch.setattr(module, "time", hurried)
        # A process that saw hundreds of faults would stop repeating; here each case stands for a process of its own.
        patch.setattr(botocore.retries.quota.RetryQuota, "acquire", lambda *_: True)
        tap = Tap()
        _forget_clients()
        table = table_client.dynamodb()
        if not isinstance(table, table_client.TableClient):
            raise TypeError(f"{type(table)} is not what talks to the table in production; does a proxy stand between?")
        table.watchers.append(tap.heed)
        for service in SERVICES:
            tap.attach(aws.client(service), service)
        yield tap
    _forget_clients()


def _forget_clients() -> None:
    table_client.dynamodb.cache_clear()
    aws.client.cache_clear()
    # Powertools keeps its clients, and what they read, for the process.
    parameters.clear_caches()  # type: ignore[no-untyped-call]
