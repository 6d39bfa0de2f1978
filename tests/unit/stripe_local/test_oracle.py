"""What is held against the SDK's own types: requests as they are sent, and answers field by field."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st
from stripe import StripeClient
from stripe.params import PaymentIntentCreateParams, RefundCreateParams
from stripe.params.checkout import SessionCreateParams

from tests.unit.stripe_local.test_checkout_page import session
from tests.unit.stripe_local.test_giving_back import paid
from tools.stripe_local.forms import read_form
from tools.stripe_local.oracle import Refused, check
from tools.stripe_local.server import StripeServer, stripe_server
from tools.stripe_local.service import SECRET_KEY

PRICE = {"currency": "thb", "unit_amount": "100", "product_data": {"name": "x"}}


@pytest.mark.parametrize(
    ("parameters", "sent", "name"),
    [
        (PaymentIntentCreateParams, {"currency": "thb"}, "amount"),
        (PaymentIntentCreateParams, {"amount": "1.5", "currency": "thb"}, "amount"),
        (PaymentIntentCreateParams, {"amount": "5", "currency": "thb", "amont": "5"}, "amont"),
        (PaymentIntentCreateParams, {"amount": "5", "currency": "thb", "capture_method": "later"}, "capture_method"),
        (PaymentIntentCreateParams, {"amount": "5", "currency": "thb", "idempotency_key": "k"}, "idempotency_key"),
        (RefundCreateParams, {"reason": "because"}, "reason"),
        (SessionCreateParams, {"mode": "bogus"}, "mode"),
        (
            SessionCreateParams,
            {"line_items": [{"price_data": {**PRICE, "unit": "1"}}]},
            "line_items[0][price_data][unit]",
        ),
        (SessionCreateParams, {"payment_intent_data": {"metadat": {"a": "b"}}}, "payment_intent_data[metadat]"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_sdk_does_not_know_is_refused(parameters: type, sent: dict[str, Any], name: str) -> None:
    with pytest.raises(Refused) as refusal:
        check(parameters, sent)
    assert [place for place, _ in refusal.value.problems] == [name]


def test_many_requests_may_come_at_once() -> None:
    """The models are built by the first of them; in a process of its own, where none was built before."""
    script = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from stripe.params import PaymentIntentCreateParams as P\n"
        "from tools.stripe_local.oracle import check\n"
        "with ThreadPoolExecutor(16) as pool:\n"
        "    found = list(pool.map(lambda _: check(P, {'amount': '5', 'currency': 'thb'}), range(64)))\n"
        "assert found == [{'amount': 5, 'currency': 'thb'}] * 64\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[3])


def test_text_is_read_as_what_it_means() -> None:
    sent = read_form(
        "amount=5000&currency=thb&confirm=true&metadata[order]=01&expand[0]=latest_charge&expand[1]=customer"
    )
    assert check(PaymentIntentCreateParams, sent) == {
        "amount": 5_000,
        "currency": "thb",
        "confirm": True,
        "metadata": {"order": "01"},
        "expand": ["latest_charge", "customer"],
    }


names = st.text("abcdef_", min_size=1, max_size=6)
trees = st.recursive(
    st.text(max_size=8),
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(names, inner, min_size=1, max_size=3),
)


@given(st.dictionaries(names, trees, max_size=4))
def test_a_form_is_read_as_the_sdk_writes_it(tree: dict[str, Any]) -> None:
    from urllib.parse import urlencode

    from stripe._encode import _api_encode

    written = urlencode([(name, value) for name, value in _api_encode(tree)])
    assert read_form(written) == tree


def test_the_server_refuses_and_writes_down_what_the_sdk_does_not_know() -> None:
    with stripe_server() as server:
        client = StripeClient(SECRET_KEY, base_addresses={"api": server.url})
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            client.v1.payment_intents.create({"amount": 5_000, "currency": "thb", "colour": "red"})  # type: ignore[typeddict-unknown-key]
        assert refusal.value.param == "colour"
        assert server.service.refused == ["POST /v1/payment_intents: colour: Extra inputs are not permitted"]
        assert server.service.books.things == {}


CLASSES: dict[str, Any] = {
    "account": stripe.Account,
    "charge": stripe.Charge,
    "checkout.session": stripe.checkout.Session,
    "coupon": stripe.Coupon,
    "customer": stripe.Customer,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "promotion_code": stripe.PromotionCode,
    "refund": stripe.Refund,
    "webhook_endpoint": stripe.WebhookEndpoint,
}


def test_every_field_that_is_answered_is_one_that_the_sdk_names(client: StripeClient, server: StripeServer) -> None:
    paid(client, "pm_card_createDispute")
    client.v1.refunds.create({"payment_intent": paid(client, "pm_card_refundFail").id})
    session(client)
    client.v1.customers.create({})
    client.v1.payment_methods.create({"type": "card", "card": {"number": "4242424242424242"}})
    client.v1.accounts.create({})
    flat = client.v1.coupons.create({"amount_off": 500, "currency": "thb", "duration": "once"})
    client.v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": flat.id}})
    client.v1.webhook_endpoints.create({"url": "http://127.0.0.1:9/", "enabled_events": ["invoice.paid"]})
    kept = list(server.service.books.things.values())
    assert {thing["object"] for thing in kept} == set(CLASSES)
    for thing in kept:
        named = set(CLASSES[thing["object"]].__annotations__)
        assert set(thing) <= named, (thing["object"], set(thing) - named)
