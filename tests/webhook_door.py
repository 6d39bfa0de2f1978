"""An address that hands whatever is posted to it to the function of Stripe's webhook, as the gateway does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from commerce.stripe_webhook import handler
from tests.http import Answer, request


@dataclass(frozen=True)
class Heard:
    """A delivery, to the byte, and what the function answered."""

    payload: bytes
    signature: str
    answer: Answer


@dataclass
class Door:
    """Where it is, and what came through it."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)


def hand_in(payload: bytes, signature: str) -> Answer:
    """One delivery to the function; bytes travel as the gateway carries them."""
    headers = {"Stripe-Signature": signature, "Content-Type": "application/json; charset=utf-8"}
    return request(handler, "POST /v1/webhooks/stripe", raw_body=payload, headers=headers)


@contextmanager
def webhook_door() -> Iterator[Door]:
    """Open for as long as the block runs."""
    door = Door()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            payload, signature = self.rfile.read(int(self.headers["Content-Length"])), self.headers["Stripe-Signature"]
            answer = hand_in(payload, signature)
            door.heard.append(Heard(payload, signature, answer))
            self.send_response(answer.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    door.url = f"http://127.0.0.1:{server.server_port}/v1/webhooks/stripe"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield door
    finally:
        server.shutdown()
        server.server_close()
