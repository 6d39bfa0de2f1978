"""A gate between one deployed function and AWS: a write is held there, and its process can be killed meanwhile."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.e2e.deployed import Deployed
from tests.faults.calls import WRITES
from tools.demo.api import until
from tools.emulator_forks import PID_FILE

_PATIENCE_SECONDS = 90.0


@dataclass
class Gate:
    """Passes everything on to the emulator but what it is told to hold."""

    upstream: str
    address: str = ""
    held: threading.Event = field(default_factory=threading.Event)
    """A call stands at the gate."""
    free: threading.Event = field(default_factory=threading.Event)
    """It may go on, or nobody waits for it any more."""
    _writes: int = 0
    _wanted: tuple[int, str] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hold(self, number: int, *, when: str) -> None:
        """Hold the how manieth write from now on `before` AWS has it, or `after` it was done."""
        with self._lock:
            self._writes, self._wanted = 0, (number, when)
            self.held.clear()
            self.free.clear()

    def let_go(self) -> None:
        """Hold nothing more."""
        with self._lock:
            self._wanted = None
        self.free.set()

    def passes(self, operation: str) -> str:
        """Count a write; when it is to be held, if it is."""
        with self._lock:
            if operation not in WRITES:
                return ""
            self._writes += 1
            found = self._wanted
            if found is None or found[0] != self._writes:
                return ""
            self._wanted = None  # the repeat passes
            return found[1]

    def stand(self) -> None:
        """Wait at the gate."""
        self.held.set()
        self.free.wait(_PATIENCE_SECONDS)


@contextmanager
def gate(upstream: str) -> Iterator[Gate]:
    """A gate on a free port; it ends with the block."""
    made = Gate(upstream)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or the body waits for the head to be acknowledged

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            when = made.passes(self.headers.get("x-amz-target", "").rpartition(".")[2])
            if when == "before":
                made.stand()
                self.close_connection = True
                return  # whoever asked is dead: the table never hears of it
            connection = HTTPConnection(urlsplit(upstream).netloc, timeout=_PATIENCE_SECONDS)
            connection.request("POST", self.path, body, dict(self.headers.items()))
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            if when == "after":
                made.stand()
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name in ("content-type", "x-amzn-requestid", "x-amz-crc32"):
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield made
    finally:
        made.let_go()
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class Watched:
    """A deployed function that asks the table through the gate."""

    stack: Deployed
    function: str
    """Its physical name."""
    before: frozenset[int]
    """Processes of its that go on with an older version."""

    def kill(self) -> int:
        """End the process that runs the function now, as a failing host would; its id."""
        (pid,) = self.workers() - self.before
        os.kill(pid, signal.SIGKILL)
        return pid

    def workers(self) -> frozenset[int]:
        """Processes that run the function now."""
        return workers(self.stack, self.function)


@contextmanager
def through(stack: Deployed, gate: Gate, function: str) -> Iterator[Watched]:
    """A new version of the function, live for the block, whose table and bus are behind the gate."""
    aws = stack.aws("lambda")
    was = aws.get_alias(FunctionName=function, Name="live")["FunctionVersion"]
    variables = aws.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    before = workers(stack, function)
    behind = dict.fromkeys(("AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_EVENTBRIDGE"), gate.address)
    _publish(aws, function, {**variables, **behind})
    try:
        yield Watched(stack, function, before)
    finally:
        gate.let_go()
        aws.update_function_configuration(FunctionName=function, Environment={"Variables": variables})
        aws.update_alias(FunctionName=function, Name="live", FunctionVersion=was)


def _publish(aws: Any, function: str, variables: dict[str, str]) -> None:
    aws.update_function_configuration(FunctionName=function, Environment={"Variables": variables})
    version = aws.publish_version(FunctionName=function)["Version"]
    aws.update_alias(FunctionName=function, Name="live", FunctionVersion=version)


def workers(stack: Deployed, function: str) -> frozenset[int]:
    """Processes that run a function now: the emulator gives each a folder of the function's name."""
    found = set()
    for place in (stack.data_dir / "tmp").glob(f"ministack-lambda-{function}-*/{PID_FILE}"):
        number = place.read_text()
        if Path(f"/proc/{number}").exists():
            found.add(int(number))
    return frozenset(found)


def wait_at(gate: Gate, what: str) -> None:
    """Until the call stands at the gate."""
    until(gate.held.is_set, what=what, seconds=_PATIENCE_SECONDS)
