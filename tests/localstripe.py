"""localstripe, a Stripe that nobody here wrote: a process of its own, never imported."""

import socket
import subprocess
import sys
import threading
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode
from urllib.request import Request, urlopen

from tools.demo.api import until


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def localstripe(log: Path) -> Iterator[str]:
    """Its address for as long as the block runs."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"],
            stdout=written,
            stderr=subprocess.STDOUT,
            cwd=log.parent,
        )
    try:
        until(lambda: process.poll() is not None or _answers(url), what="localstripe answers", seconds=30)
        assert process.poll() is None, log.read_text()
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _answers(url: str) -> bool:
    try:
        urlopen(f"{url}/js.stripe.com/v3/", timeout=5)
    except OSError:
        return False
    return True


def tell_webhooks(url: str, address: str, secret: str) -> None:
    """Have it send its events, signed with this secret, to an address."""
    urlopen(Request(f"{url}/_config/webhooks/lyceum", urlencode({"url": address, "secret": secret}).encode()))


UNKNOWN_FIELDS = ("automatic_payment_methods[enabled]",)
"""What Lyceum asks for, and this Stripe refuses to hear of."""


@contextmanager
def without_unknown_fields(url: str) -> Iterator[str]:
    """An address in front of it that takes those fields out of what is sent, and changes nothing else."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.pass_on(None)

        def do_POST(self) -> None:
            sent = parse_qsl(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
            self.pass_on(urlencode([pair for pair in sent if pair[0] not in UNKNOWN_FIELDS]).encode())

        def pass_on(self, body: bytes | None) -> None:
            headers = {"Authorization": self.headers["Authorization"]}
            try:
                with urlopen(Request(f"{url}{self.path}", body, headers, method=self.command)) as answer:
                    self.answer(answer.status, answer.read())
            except urllib.error.HTTPError as refusal:
                self.answer(refusal.code, refusal.read())

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
