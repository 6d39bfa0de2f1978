"""localstripe's webhooks pass through the function of Stripe's, and orders end there as at the Stripe of this machine.

Payments and refunds are asked for by Lyceum itself; `automatic_payment_methods`, which localstripe does not know, is
taken out on the way. It signs events of customers and products, and none of payments: what it did with a payment is
told in the words of its own object, to which `amount_received` is added, since it has no such field.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import pytest
import stripe as sdk
from stripe import StripeClient

from lyceum.commerce.errors import OrderNotPaid, RefundEmpty, RefundTooMuch
from lyceum.commerce.expire_order import expire_order
from lyceum.commerce.model.order import Order
from lyceum.commerce.store import orders, refunds
from lyceum.kernel.clock import now
from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from tests.localstripe import localstripe, tell_webhooks, without_unknown_fields
from tests.published_course import learner
from tests.selling import WEBHOOK_SECRET, asking, for_sale, selling
from tests.store.commerce.buyers import order
from tests.store.commerce.hooks import event
from tests.store.commerce.refunding import give_back
from tests.webhook_door import Door, Heard, hand_in, webhook_door
from tools.demo.api import until
from tools.stripe_local.control import steer
from tools.stripe_local.delivery import signature
from tools.stripe_local.server import StripeServer
from tools.stripe_local.service import SECRET_KEY

pytestmark = [pytest.mark.store, pytest.mark.timeout(180)]

LIMIT = 30
"""Seconds until an event is here; localstripe waits for one before it sends any."""


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with localstripe(tmp_path_factory.mktemp("localstripe") / "log") as url:
        yield url


@pytest.fixture
def door(table: str, emulator: str) -> Iterator[Door]:
    with webhook_door() as opened:
        yield opened


@contextmanager
def at_ours(emulator: str, door: Door) -> Iterator[tuple[StripeServer, StripeClient]]:
    """Lyceum asks the Stripe of this machine, which sends its own events, signed by itself, to the door."""
    with selling(emulator) as server:
        steer(server.service, "endpoint", {"id": "we_1", "url": door.url, "secret": WEBHOOK_SECRET})
        yield server, StripeClient(SECRET_KEY, base_addresses={"api": server.url}, max_network_retries=0)


@contextmanager
def at_theirs(emulator: str, door: Door, other: str) -> Iterator[StripeClient]:
    """Lyceum asks localstripe, which sends its events, signed by itself, to the door."""
    tell_webhooks(other, door.url, WEBHOOK_SECRET)
    with without_unknown_fields(other) as address, asking(emulator, address):
        yield StripeClient(SECRET_KEY, base_addresses={"api": other}, max_network_retries=0)


def arrived(door: Door, number: int) -> list[Heard]:
    until(lambda: len(door.heard) >= number, what=f"{number} events at the door", seconds=LIMIT)
    assert len(door.heard) == number
    return door.heard


def kept(id: str) -> tuple[str, str]:
    """Type and state of an event in the inbox."""
    key = {"PK": {"S": f"HOOK#stripe#{id}"}, "SK": {"S": "EVENT"}}
    item = dynamodb().get_item(TableName=settings().table, Key=key, ConsistentRead=True)["Item"]
    return item["ty"]["S"], item["st"]["S"]


def test_what_both_sign_is_believed_and_kept_alike(emulator: str, door: Door, other: str) -> None:
    with at_ours(emulator, door) as (_, ours):
        ours.v1.customers.create({"email": "ada@example.com"})
        arrived(door, 1)
    with at_theirs(emulator, door, other) as theirs:
        theirs.v1.customers.create({"email": "ada@example.com"})
        theirs.v1.products.create({"name": "A course", "type": "service"})
        outcomes = [believed(heard) for heard in arrived(door, 3)]
        assert [believed(heard) for heard in door.heard] == outcomes  # a repeat is no other event
        for heard in door.heard:
            disbelieved(heard)

    assert sorted(outcomes) == sorted(
        [("customer.created", "ignored"), ("customer.created", "ignored"), ("product.created", "ignored")]
    )


def believed(heard: Heard) -> tuple[str, str]:
    """The SDK takes it for Stripe's, the function does; what became of it."""
    judged = sdk.Webhook.construct_event(heard.payload, heard.signature, WEBHOOK_SECRET)
    assert (heard.answer.status, heard.answer.json) == (200, {"received": True})
    assert hand_in(heard.payload, heard.signature).status == 200
    assert kept(judged.id)[0] == judged.type
    return kept(judged.id)


def disbelieved(heard: Heard) -> None:
    """A byte more, or another secret's signature, and neither the SDK nor the function believes it."""
    forged = [
        (heard.payload + b" ", heard.signature),
        (heard.payload, signature(heard.payload, "whsec_another", int(now().timestamp()))),
        (heard.payload, signature(heard.payload, WEBHOOK_SECRET, int(now().timestamp()) - 301)),
    ]
    for payload, signed in forged:
        with pytest.raises(sdk.SignatureVerificationError):
            sdk.Webhook.construct_event(payload, signed, WEBHOOK_SECRET)
        assert hand_in(payload, signed).status == 403


@dataclass
class Place:
    """A Stripe, as a buyer and as whoever tells the function see it."""

    client: StripeClient
    pay: Callable[[str], Any]
    tell: Callable[[Literal["payment", "refund"], str], None]


def ours(server: StripeServer, client: StripeClient, door: Door) -> Place:
    """Its own events, held until they are asked for."""
    steer(server.service, "webhooks", {"hold": True})

    def pay(intent: str) -> None:
        client.v1.payment_intents.confirm(
            intent, {"payment_method": "pm_card_visa", "return_url": "https://shop.example"}
        )

    def tell(_what: str, _id: str) -> None:
        steer(server.service, "let-go", {})
        assert steer(server.service, "settle", {})["settled"]
        assert {heard.answer.status for heard in door.heard} == {200}
        for heard in door.heard:
            sdk.Webhook.construct_event(heard.payload, heard.signature, WEBHOOK_SECRET)

    return Place(client, pay, tell)


def theirs(client: StripeClient) -> Place:
    """Its objects as they stand, in an event of the same kind."""

    def pay(intent: str) -> None:
        client.v1.payment_intents.update(intent, {"payment_method": "pm_card_visa"})
        client.v1.payment_intents.confirm(intent)

    def tell(what: str, id: str) -> None:
        about = (client.v1.payment_intents if what == "payment" else client.v1.refunds).retrieve(id).to_dict()
        if what == "payment":
            assert about["status"] == "succeeded"
            about["amount_received"] = about["latest_charge"]["amount"]
        kind = "payment_intent.succeeded" if what == "payment" else "refund.updated"
        payload = json.dumps(event(kind, about)).encode()
        signed = signature(payload, WEBHOOK_SECRET, int(now().timestamp()))
        sdk.Webhook.construct_event(payload, signed, WEBHOOK_SECRET)
        assert hand_in(payload, signed).status == 200

    return Place(client, pay, tell)


def lives(place: Place, tenant: str) -> list[Any]:
    """What became of three orders: paid and given back in two parts, given up, and paid at the last moment."""
    course = for_sale(tenant, 50_000, seats=3)
    bought, left, late = (order(learner(tenant), course, at=now()).order for _ in range(3))
    return [
        *paid_and_given_back(place, bought, course),
        *given_up(place, left),
        *paid_at_the_last_moment(place, late),
    ]


def found(made: Order) -> Order:
    return orders.find(made.tenant, made.id)


def seen(place: Place, made: Order) -> list[Any]:
    """An order's state and money here, and its payment's there."""
    there = place.client.v1.payment_intents.retrieve(made.sale.intent or "")
    here = found(made)
    return [str(here.state), here.captured, here.refunded, there.status, there.amount, there.currency]


def paid_and_given_back(place: Place, made: Order, course: str) -> Iterator[Any]:
    yield seen(place, made)
    place.pay(made.sale.intent or "")
    place.tell("payment", made.sale.intent or "")
    yield seen(place, made)
    for part in (20_000, None, None):
        try:
            done = give_back(made, {course: part}, at=now())
        except (OrderNotPaid, RefundEmpty, RefundTooMuch) as refusal:
            yield type(refusal).__name__
            continue
        (there,) = [
            each
            for each in place.client.v1.refunds.list({"payment_intent": made.sale.intent or ""}).data
            if each.metadata is not None and each.metadata.to_dict().get("refund") == done.id
        ]
        yield [str(done.state), done.total, there.status, there.amount, there.currency]
        place.tell("refund", there.id)
        yield seen(place, made)
    yield sorted((str(each.state), each.total) for each in refunds.of_order(found(made)))


def given_up(place: Place, made: Order) -> Iterator[Any]:
    for _ in range(2):
        expire_order(made.tenant, made.id, at=now() + timedelta(minutes=31))
        yield seen(place, made)


def paid_at_the_last_moment(place: Place, made: Order) -> Iterator[Any]:
    place.pay(made.sale.intent or "")
    expire_order(made.tenant, made.id, at=now() + timedelta(minutes=31))
    yield seen(place, made)
    place.tell("payment", made.sale.intent or "")
    yield seen(place, made)


def test_orders_end_alike_at_both(emulator: str, door: Door, other: str, tenant: str) -> None:
    with at_ours(emulator, door) as (server, client):
        expected = lives(ours(server, client, door), f"{tenant}a")
    with at_theirs(emulator, door, other) as client:
        outcome = lives(theirs(client), f"{tenant}b")

    assert outcome == expected
    assert expected[1] == ["paid", 50_000, 0, "succeeded", 50_000, "thb"]
    assert expected[-5:] == [
        [("succeeded", 20_000), ("succeeded", 30_000)],
        ["cancelled", 0, 0, "canceled", 50_000, "thb"],
        ["cancelled", 0, 0, "canceled", 50_000, "thb"],
        ["pending", 0, 0, "succeeded", 50_000, "thb"],
        ["paid", 50_000, 0, "succeeded", 50_000, "thb"],
    ]
