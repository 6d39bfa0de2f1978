"""An endpoint that answers at once: what it knows, else what the real engine behind it said the first time."""

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

EMPTY = {"Query": b'{"Items":[],"Count":0,"ScannedCount":0}', "BatchGetItem": b'{"Responses":{},"UnprocessedKeys":{}}'}
"""What a table without items answers; anything else answers an empty object."""

_TARGET = "X-Amz-Target"
_PASSED_ON = ("Authorization", "Content-Type", _TARGET, "X-Amz-Date")


class Endpoint:
    """Answers every AWS call on one port. `calls`: DynamoDB operations as they came, `(operation, body)`."""

    def __init__(self, upstream: str | None = None) -> None:
        self.upstream = upstream
        self.calls: list[tuple[str, bytes]] = []
        self._known: dict[tuple[str, str], tuple[int, bytes]] = {}
        self._lock = Lock()

    def answer(self, operation: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Status and content: what is remembered of this operation on this key, else the engine's answer."""
        asked = (operation, _subject(body) if operation else "")  # other services' bodies may be no JSON
        with self._lock:
            self.calls.append((operation, body))
        if asked in self._known:
            return self._known[asked]
        found = self._ask(body, headers) if self.upstream else (200, EMPTY.get(operation, b"{}"))
        if found[0] == 200:  # a failed condition is of that moment
            self._known[asked] = found
        return found

    def _ask(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        if self.upstream is None:
            raise RuntimeError("The endpoint has not been started.")
        request = urllib.request.Request(self.upstream, body, headers)  # our own engine, on this machine
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as refused:  # a failed condition is an answer, too
            return refused.code, refused.read()


def _subject(body: bytes) -> str:
    """What a call is about, without what changes from call to call (values, instants, tokens)."""
    asked = json.loads(body or b"{}")
    if "Key" in asked:
        return json.dumps(asked["Key"], sort_keys=True)
    if "RequestItems" in asked:
        return json.dumps(asked["RequestItems"], sort_keys=True)
    return (
        json.dumps(asked.get("ExpressionAttributeValues", {}), sort_keys=True)
        if "KeyConditionExpression" in asked
        else ""
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A process that was measured ends without closing its connections: nothing to say."""
        if not isinstance(sys.exception(), ConnectionResetError):
            super().handle_error(request, client_address)


@contextmanager
def serving(endpoint: Endpoint) -> Iterator[str]:
    """Its address, for as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            operation = (self.headers.get(_TARGET) or "").rpartition(".")[2]
            passed = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
            status, content = endpoint.answer(operation, body, passed)
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the table is what is read."""

    for method in ("GET", "POST", "PUT", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.answer)
    server = _Server(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
