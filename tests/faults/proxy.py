"""microburst between this process and the emulator: one numbered call fails as AWS would fail it, on the wire."""

import contextlib
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

HEADER = "x-fault-call"
"""Carries the name and number of a call, so that a rule hits that call alone, and all of its retries."""

_PATIENCE_SECONDS = 30.0
_MANY = 50
"""How many strikes microburst tells of before it is asked to forget them."""

type Rule = dict[str, Any]

CODES: Mapping[str, tuple[str, int]] = {
    "dynamodb": ("ProvisionedThroughputExceededException", 400),
    "s3": ("SlowDown", 503),
    "events": ("ThrottlingException", 400),
    "sqs": ("ThrottlingException", 400),
    "sesv2": ("TooManyRequestsException", 429),
    "stepfunctions": ("ThrottlingException", 400),
    "cognito-idp": ("TooManyRequestsException", 400),
    "secretsmanager": ("ThrottlingException", 400),
}
"""How each service says that it is asked too often."""

_CANCELLED: Rule = {
    "code": "TransactionCanceledException",
    "status": 400,
    "message": "Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]",
    "fields": {"CancellationReasons": [{"Code": "TransactionConflict", "Message": "Ongoing."}]},
}
_ONGOING: Rule = {"code": "TransactionConflictException", "status": 400, "message": "Ongoing."}

CONFLICTS: Mapping[str, Rule] = {
    "TransactWriteItems": _CANCELLED,
    "PutItem": _ONGOING,
    "UpdateItem": _ONGOING,
    "DeleteItem": _ONGOING,
}
"""A transaction of somebody else on the same item: of the table's writes alone."""


@dataclass
class Proxy:
    """A running microburst."""

    endpoint_url: str
    _fired: int = 0
    """How often faults had struck when the present one was told."""
    _connection: HTTPConnection | None = None

    def fail(self, call: str, fault: Rule | None, *, times: int | None) -> None:
        """From here on this call fails so often (None: for good); no other call does. No fault: all is well."""
        rule = {"service": "*", "headers": {HEADER: call}, **(fault or {})}
        if times is not None:
            rule["times"] = times
        self._ask("POST", "rules", [rule] if fault else [])

    def fired(self) -> int:
        """How often faults struck since this was last asked."""
        now = len(self._ask("GET", "fired"))
        since, self._fired = now - self._fired, now
        if now > _MANY:
            self._ask("DELETE", "fired")
            self._fired = 0
        return since

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        if self._connection is None:
            self._connection = HTTPConnection(urlsplit(self.endpoint_url).netloc, timeout=_PATIENCE_SECONDS)
        content = None if body is None else json.dumps(body).encode()
        try:
            self._connection.request(method, f"/_microburst/{path}", content)
            answer = self._connection.getresponse()
            said = answer.read()
        except OSError:
            self._connection = None  # the next case has another one
            raise
        if answer.status >= 300:
            raise RuntimeError(f"microburst: {answer.status} {said.decode()}")
        return json.loads(said)


@contextmanager
def microburst(upstream: str) -> Iterator[Proxy]:
    """Run it in a process of its own, in front of `upstream`; it ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command: Sequence[str] = [sys.executable, "-m", "microburst", "--upstream", upstream, "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process)
        proxy = Proxy(f"http://127.0.0.1:{port}")
        _warm(proxy)
        yield proxy
    finally:
        process.kill()  # it waits for connections that are kept open
        process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"microburst ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("microburst does not answer")


def _warm(proxy: Proxy) -> None:
    """It reads the models of all services at its first request, which takes longer than a client waits."""
    request = urllib.request.Request(f"{proxy.endpoint_url}/", b"{}", {"X-Amz-Target": "DynamoDB_20120810.ListTables"})
    with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS):
        pass
