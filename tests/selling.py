"""A Stripe of a test's own whose keys the functions find, and courses that are for sale."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from aws_lambda_powertools.utilities import parameters

from lyceum.commerce import breaker
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from tests.published_course import kept, lesson, outline, publish, put
from tools.local_stack import client
from tools.stripe_local.server import StripeServer, stripe_server
from tools.stripe_local.service import PUBLISHABLE_KEY, SECRET_KEY

WEBHOOK_SECRET = "whsec_of_this_test"  # pragma: allowlist secret


@contextmanager
def selling(emulator: str) -> Iterator[StripeServer]:
    """A Stripe for as long as the block runs; nothing that it was asked for is unknown to the SDK's types."""
    with stripe_server() as server, asking(emulator, server.url):
        yield server
        assert server.service.refused == []


@contextmanager
def asking(emulator: str, address: str) -> Iterator[None]:
    """The functions of this process ask the Stripe at this address."""
    held = {"key": SECRET_KEY, "publishable": PUBLISHABLE_KEY, "webhooks": [WEBHOOK_SECRET], "api": address}
    made = client("secretsmanager", emulator).create_secret(
        Name=f"stripe-{secrets.token_hex(6)}", SecretString=json.dumps(held)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STRIPE_SECRET", made["ARN"])
        forget()
        yield
    forget()


def forget() -> None:
    """What this process remembers of the keys and of Stripe."""
    settings.cache_clear()
    parameters.clear_caches()  # type: ignore[no-untyped-call]
    breaker.forget()


def for_sale(tenant: str, price: int = 50_000, *, currency: str = "THB", seats: int | None = None, **more: Any) -> str:
    """A published course; its id. 500.00 THB, unless it says otherwise."""
    course = new_id()
    publish(tenant, outline(course, [lesson("l1")]), seats=seats, price=price)
    offer = kept(tenant, "C", course, "OFFER")
    put(tenant, course, "OFFER", **(offer | {"cur": {"S": currency}} | more))
    return course


def seats_of(tenant: str, course: str) -> tuple[int, int]:
    """`(left, held)`."""
    offer = kept(tenant, "C", course, "OFFER")
    return int(offer["sl"]["N"]), int(offer.get("rs", {"N": "0"})["N"])


def intents(server: StripeServer) -> list[dict[str, Any]]:
    """The payments that Stripe knows."""
    return [thing for thing in server.service.books.things.values() if thing["object"] == "payment_intent"]
