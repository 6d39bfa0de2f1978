"""localstripe, which nobody here wrote, comes to the same outcome in the flows that both know.

It runs as a process of its own. It knows no confirmation with another card, no idempotency, no reasons of refunds and
no limit to them, and of the cards that are declined one.
"""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe
from stripe import StripeClient

from tests.localstripe import localstripe, tell_webhooks
from tests.unit.stripe_local.conftest import Ear, client_of
from tests.unit.stripe_local.test_giving_back import steer
from tools.stripe_local.server import StripeServer

type Outcome = list[tuple[str, Any]]


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with localstripe(tmp_path_factory.mktemp("localstripe") / "log") as url:
        yield url


def told(does: Callable[[], Any], *fields: str) -> tuple[str, Any]:
    """What came of a call: fields of the object, or the kind of its refusal."""
    try:
        found = does().to_dict()
    except stripe.CardError as error:
        return "declined", error.code
    except stripe.InvalidRequestError as error:
        return "refused", error.http_status
    return "ok", {field: found[field] for field in fields}


def card(client: StripeClient, number: str) -> str:
    sent: Any = {"type": "card", "card": {"number": number, "exp_month": 12, "exp_year": 2040, "cvc": "123"}}
    return client.v1.payment_methods.create(sent).id


def pays(client: StripeClient, method: str = "pm_card_visa", **more: Any) -> Callable[[], stripe.PaymentIntent]:
    sent: Any = {"amount": 5_000, "currency": "usd", "confirm": True, "payment_method": method, **more}
    return lambda: client.v1.payment_intents.create(sent)


def pay_and_refund(client: StripeClient) -> Outcome:
    made = pays(client, metadata={"order": "o1"})()
    return [
        told(lambda: client.v1.payment_intents.retrieve(made.id), "status", "amount", "currency", "metadata"),
        told(lambda: client.v1.refunds.create({"payment_intent": made.id, "amount": 2_000}), "status", "amount"),
        told(lambda: client.v1.refunds.create({"payment_intent": made.id, "amount": 3_000}), "status", "amount"),
    ]


def confirm_in_a_second_step(client: StripeClient) -> Outcome:
    made = client.v1.payment_intents.create({"amount": 5_000, "currency": "usd", "payment_method": "pm_card_visa"})
    return [
        ("ok", made.status),
        told(lambda: client.v1.payment_intents.confirm(made.id), "status", "amount"),
        told(lambda: client.v1.payment_intents.cancel(made.id), "status"),
    ]


def capture_later(client: StripeClient) -> Outcome:
    made = pays(client, capture_method="manual")()
    return [("ok", made.status), told(lambda: client.v1.payment_intents.capture(made.id), "status", "amount")]


def give_up(client: StripeClient) -> Outcome:
    made = client.v1.payment_intents.create({"amount": 5_000, "currency": "usd"})
    return [
        ("ok", made.status),
        told(lambda: client.v1.payment_intents.cancel(made.id), "status"),
        told(lambda: client.v1.payment_intents.cancel(made.id), "status"),
    ]


def three_d_secure(client: StripeClient) -> Outcome:
    return [told(pays(client, card(client, "4000002500003155")), "status", "amount")]


def nonsense(client: StripeClient) -> Outcome:
    return [
        told(lambda: client.v1.payment_intents.create({"amount": -5, "currency": "usd"}), "status"),
        told(lambda: client.v1.payment_intents.create({"amount": 5_000}), "status"),  # type: ignore[typeddict-item]
        told(lambda: client.v1.refunds.create({"payment_intent": "pi_nobody"}), "status"),
    ]


@pytest.mark.parametrize(
    "flow", [pay_and_refund, confirm_in_a_second_step, capture_later, give_up, three_d_secure, nonsense]
)
def test_both_come_to_the_same_outcome(
    server: StripeServer, other: str, flow: Callable[[StripeClient], Outcome]
) -> None:
    theirs = flow(StripeClient("sk_test_local", base_addresses={"api": other}, max_network_retries=0))
    ours = flow(client_of(server))
    server.service.refused.clear()  # nonsense is what one of them asks for
    assert ours == theirs


def test_both_leave_a_declined_payment_open(client: StripeClient, other: str) -> None:
    """The other one answers 200 and shows the refusal in the payment; Stripe answers 402, and so do we."""
    theirs = StripeClient("sk_test_local", base_addresses={"api": other}, max_network_retries=0)
    shown = pays(theirs, card(theirs, "4000000000000341"))()
    with pytest.raises(stripe.CardError) as refusal:
        pays(client, card(client, "4000000000000341"))()
    assert refusal.value.code == "card_declined"
    ours = client.v1.payment_intents.list().data[0]
    assert shown.status == ours.status == "requires_payment_method"


def test_the_sdk_believes_the_signatures_of_both(
    client: StripeClient, server: StripeServer, other: str, ear: Ear
) -> None:
    """Of what we use, the other one tells of customers alone."""
    agreed = "whsec_agreed"
    steer(server, "endpoint", id="we_1", url=ear.url, secret=agreed)
    tell_webhooks(other, ear.url, agreed)
    theirs = StripeClient("sk_test_local", base_addresses={"api": other}, max_network_retries=0)
    made = [each.v1.customers.create({"email": "ada@example.com"}).id for each in (client, theirs)]
    until = time.monotonic() + 30
    while time.monotonic() < until and len(ear.heard) < 2:
        time.sleep(0.1)
    assert sorted(read(ear, agreed)) == sorted(("customer.created", customer) for customer in made)


def read(ear: Ear, secret: str) -> list[tuple[str, str]]:
    """Types and objects of what was heard, each signature judged by the SDK."""
    found = []
    for body, signature in list(ear.heard):
        event = stripe.Webhook.construct_event(body, signature, secret)
        found.append((event.type, json.loads(body)["data"]["object"]["id"]))
    return found
