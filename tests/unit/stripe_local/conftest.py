"""A Stripe of this test's own, the official SDK as its client, and somebody who hears its webhooks."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from stripe import StripeClient

from tools.stripe_local import API_VERSION
from tools.stripe_local.server import StripeServer, stripe_server
from tools.stripe_local.service import SECRET_KEY


@pytest.fixture
def server() -> Iterator[StripeServer]:
    with stripe_server() as running:
        yield running
        assert running.service.refused == []


@pytest.fixture
def client(server: StripeServer) -> StripeClient:
    return client_of(server)


def client_of(server: StripeServer, **options: Any) -> StripeClient:
    usual = {"stripe_version": API_VERSION, "max_network_retries": 0}
    return StripeClient(SECRET_KEY, base_addresses={"api": server.url}, **{**usual, **options})


class Ear:
    """Somebody who hears webhooks: what came, and what is answered."""

    def __init__(self) -> None:
        self.heard: list[tuple[bytes, str]] = []
        self.answers: list[int] = []
        """One after the other; then 200."""
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                ear.heard.append((body, self.headers["Stripe-Signature"]))
                self.send_response(ear.answers.pop(0) if ear.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()


@pytest.fixture
def ear() -> Iterator[Ear]:
    listening = Ear()
    yield listening
    listening.server.shutdown()
    listening.server.server_close()
