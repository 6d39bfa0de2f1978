"""The HTTP around it: the API, the pages, and what tests steer it with (`/_control/…`)."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tools.stripe_local import charging, pages, sessions
from tools.stripe_local.books import PLATFORM, Call, Thing
from tools.stripe_local.cards import card_numbered
from tools.stripe_local.control import steer
from tools.stripe_local.failures import Refusal
from tools.stripe_local.forms import read_form
from tools.stripe_local.service import Dropped, Service

SAVE_SECONDS = 2.0


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    # Head and body go out apart: held back, the body waits until a client has acknowledged the head, up to 40 ms.
    disable_nagle_algorithm = True
    server: "StripeServer"

    def do_GET(self) -> None:
        """Read."""
        self._serve("GET")

    def do_POST(self) -> None:
        """Do."""
        self._serve("POST")

    def do_DELETE(self) -> None:
        """Take away."""
        self._serve("DELETE")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _serve(self, method: str) -> None:
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if url.path.startswith("/v1/"):
            self._api(method, url.path, read_form(body if method == "POST" else url.query))
        elif url.path.startswith("/_control/"):
            asked = json.loads(body) if body else {}
            self._json(200, steer(self.server.service, url.path.removeprefix("/_control/"), asked))
        else:
            self._page(method, url.path, read_form(body))

    def _api(self, method: str, path: str, sent: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            status, body, replayed = self.server.service.answer(method, path, sent, headers)
        except Dropped:
            self.close_connection = True
            return
        self._json(status, body, {"Idempotent-Replayed": "true"} if replayed else {})

    def _page(self, method: str, path: str, sent: dict[str, Any]) -> None:
        _, _, rest = path.partition("/")
        kind, _, key = rest.partition("/")
        service = self.server.service
        account = service.books.owners.get(key, PLATFORM)
        call = Call(service.books, account, {}, service.base)
        try:
            with service.books.lock:
                if kind == "pay":
                    self._checkout(call, method, key, sent)
                elif kind == "three-d-secure":
                    self._bank(call, method, key, sent)
                else:
                    self._html(404, pages.closed("There is no such page."))
        except Refusal as refusal:
            self._html(refusal.status, pages.closed(str(refusal)))

    def _checkout(self, call: Call, method: str, key: str, sent: dict[str, Any]) -> None:
        session = sessions.current(call, key)
        if session["status"] != "open":
            raise Refusal(410, f"This page is closed: {session['status']}.")
        lines = sessions.lines_of(call, key)
        if method == "GET":
            self._html(200, pages.checkout(session, lines))
            return
        card = card_numbered(str(sent.get("number", "")))
        if card is None:
            self._html(402, pages.checkout(session, lines, "Your card number is invalid."))
            return
        try:
            session = sessions.pay(call, key, card)
        except Refusal as refusal:
            self._html(refusal.status, pages.checkout(session, lines, str(refusal)))
            return
        self._see_other(_next_page(call, session))

    def _bank(self, call: Call, method: str, key: str, sent: dict[str, Any]) -> None:
        intent = call.find("payment_intent", key)
        if intent["status"] != "requires_action":
            raise Refusal(410, f"Nothing is to be confirmed: {intent['status']}.")
        if method == "GET":
            self._html(200, pages.bank(intent))
            return
        back = intent["next_action"]["redirect_to_url"]["return_url"]
        try:
            charging.authenticate(call, key, passed=sent.get("verdict") == "complete")
        except Refusal as refusal:
            self._html(refusal.status, pages.closed(str(refusal)))
            return
        session = sessions.of_intent(call, key)
        if session is not None:
            sessions.complete(call, session, "paid")
        self._see_other(back or "about:blank")

    def _see_other(self, url: str) -> None:
        self._send(303, b"", {"Location": url})

    def _html(self, status: int, text: str) -> None:
        self._send(status, text.encode(), {"Content-Type": "text/html; charset=utf-8"})

    def _json(self, status: int, body: Any, more: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(body).encode(), {"Content-Type": "application/json", **(more or {})})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body)), "Request-Id": "req_local"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _next_page(call: Call, session: Thing) -> str:
    if session["status"] == "complete":
        return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])
    intent = call.books.find("payment_intent", session["payment_intent"], call.account)
    return str(intent["next_action"]["redirect_to_url"]["url"])


class StripeServer(ThreadingHTTPServer):
    """A Stripe on a port of this machine; 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int = 0, state: Path | None = None) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.service = Service(f"http://127.0.0.1:{self.server_port}")
        self._state = state
        self._stopping = threading.Event()
        if state is not None and state.exists():
            self.service.books.load(state)

    @property
    def url(self) -> str:
        """Its address."""
        return self.service.base

    def save_now_and_then(self) -> None:
        """Write down what changed, until it stops."""
        while not self._stopping.wait(SAVE_SECONDS):
            self.save()

    def save(self) -> None:
        """Write down what changed."""
        if self._state is not None and self.service.books.dirty:
            self.service.books.save(self._state)

    def close(self) -> None:
        """Stop, and keep what there is."""
        self._stopping.set()
        self.shutdown()
        self.service.postman.stop()
        self.server_close()
        self.save()

    def deliveries(self) -> list[dict[str, Any]]:
        """What was delivered, try by try."""
        return [asdict(each) for each in self.service.postman.done]


@contextmanager
def stripe_server(port: int = 0, state: Path | None = None) -> Iterator[StripeServer]:
    """A Stripe in threads of this process, for as long as the block runs. Raises OSError where the port is taken."""
    server = StripeServer(port, state)
    threads = [
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="stripe", daemon=True),
        threading.Thread(target=server.save_now_and_then, name="stripe-books", daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield server
    finally:
        server.close()
