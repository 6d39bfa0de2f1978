"""Checkout Sessions through the official SDK, and their page as a browser sees it."""

import time
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import stripe
from stripe import StripeClient

from tests.unit.stripe_local.test_payments import event_types, post
from tools.stripe_local.server import StripeServer

LINES: list[dict[str, Any]] = [
    {
        "price_data": {"currency": "thb", "unit_amount": 5_000, "product_data": {"name": "Tea & <b>more</b>"}},
        "quantity": 1,
    },
    {"price_data": {"currency": "thb", "unit_amount": 1_000, "product_data": {"name": "Milk"}}, "quantity": 2},
]


def session(client: StripeClient, **more: Any) -> stripe.checkout.Session:
    sent: Any = {
        "mode": "payment",
        "success_url": "http://127.0.0.1/done?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1/back",
        "client_reference_id": "o1",
        "customer_email": "ada@example.com",
        "line_items": LINES,
        "payment_intent_data": {"metadata": {"order": "o1"}},
        "metadata": {"order": "o1"},
        **more,
    }
    return client.v1.checkout.sessions.create(sent)


def body_of(url: str | None) -> str:
    assert url is not None
    return str(urlopen(url).read().decode())


def test_a_page_is_paid(client: StripeClient) -> None:
    made = session(client)
    assert (made.status, made.payment_status, made.amount_total, made.payment_intent) == ("open", "unpaid", 7_000, None)
    page = body_of(made.url)
    assert "Tea &amp; &lt;b&gt;more&lt;/b&gt;" in page
    assert "7000 thb" in page
    assert post(made.url or "", {"number": "4242 4242 4242 4242"}) == 303
    done = client.v1.checkout.sessions.retrieve(made.id, {"expand": ["line_items", "payment_intent"]})
    assert (done.status, done.payment_status, done.url) == ("complete", "paid", None)
    assert [line.amount_total for line in done.line_items.data] == [5_000, 2_000]  # type: ignore[union-attr]
    assert isinstance(done.payment_intent, stripe.PaymentIntent)
    assert (done.payment_intent.metadata.to_dict(), done.payment_intent.amount_received) == ({"order": "o1"}, 7_000)
    assert done.payment_intent.receipt_email == "ada@example.com"
    assert event_types(client) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]
    with pytest.raises(HTTPError) as closed:
        urlopen(made.url or "")
    assert closed.value.code == 410
    assert client.v1.checkout.sessions.list().data[0].id == made.id


def test_a_declined_card_may_be_followed_by_another(client: StripeClient) -> None:
    made = session(client)
    url = made.url or ""
    assert post(url, {"number": "4000000000009995"}) == 402
    assert post(url, {"number": "1234"}) == 402
    open_ = client.v1.checkout.sessions.retrieve(made.id)
    assert (open_.status, open_.payment_status) == ("open", "unpaid")
    first = open_.payment_intent
    assert post(url, {"number": "4242424242424242"}) == 303
    assert client.v1.checkout.sessions.retrieve(made.id).payment_intent == first


def test_the_bank_asks_on_the_way(client: StripeClient) -> None:
    made = session(client)
    assert post(made.url or "", {"number": "4000000000003220"}) == 303
    waiting = client.v1.checkout.sessions.retrieve(made.id, {"expand": ["payment_intent"]})
    assert isinstance(waiting.payment_intent, stripe.PaymentIntent)
    page = waiting.payment_intent.next_action.redirect_to_url.url  # type: ignore[union-attr]
    assert post(page or "", {"verdict": "complete"}) == 303
    assert client.v1.checkout.sessions.retrieve(made.id).payment_status == "paid"


def test_a_page_can_be_closed(client: StripeClient) -> None:
    made = session(client)
    post(made.url or "", {"number": "4000000000000002"})
    gone = client.v1.checkout.sessions.expire(made.id)
    assert (gone.status, gone.url) == ("expired", None)
    intent = client.v1.payment_intents.retrieve(str(gone.payment_intent))
    assert intent.status == "canceled"
    assert event_types(client)[-2:] == ["payment_intent.canceled", "checkout.session.expired"]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(made.id)
    assert post(made.url or "", {"number": "4242424242424242"}) == 410


def test_a_page_closes_by_itself(client: StripeClient, server: StripeServer) -> None:
    made = session(client, expires_at=int(time.time()) + 1_800)
    server.service.books.clock = lambda: time.time() + 1_801
    assert post(made.url or "", {"number": "4242424242424242"}) == 410
    assert client.v1.checkout.sessions.retrieve(made.id).status == "expired"


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"expires_at": int(time.time()) + 60}, "expires_at"),
        ({"expires_at": int(time.time()) + 90_000}, "expires_at"),
        ({"line_items": []}, "line_items"),
        ({"mode": "setup"}, "mode"),
        (
            {"line_items": [LINES[0], {"price_data": {**LINES[1]["price_data"], "currency": "usd"}, "quantity": 1}]},
            "line_items",
        ),
    ],
    ids=["too soon", "too late", "nothing", "setup", "two currencies"],
)
def test_a_page_that_makes_no_sense_is_refused(client: StripeClient, more: dict[str, Any], param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        session(client, **more)
    assert refusal.value.param == param


def test_coupons_and_promotion_codes_take_something_off(client: StripeClient) -> None:
    tenth = client.v1.coupons.create({"id": "tenth", "percent_off": 10, "duration": "once"})
    flat = client.v1.coupons.create({"amount_off": 500, "currency": "thb", "duration": "once"})
    code = client.v1.promotion_codes.create(
        {"promotion": {"type": "coupon", "coupon": flat.id}, "code": "SPRING", "max_redemptions": 1}
    )
    assert session(client, discounts=[{"coupon": tenth.id}]).amount_total == 6_300
    assert session(client, discounts=[{"promotion_code": code.id}]).total_details.amount_discount == 500  # type: ignore[union-attr]
    with pytest.raises(stripe.InvalidRequestError):
        session(client, discounts=[{"promotion_code": code.id}])  # used up
    assert client.v1.coupons.retrieve("tenth").times_redeemed == 1
    assert [each.id for each in client.v1.promotion_codes.list({"code": "SPRING"}).data] == [code.id]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": flat.id}, "code": "spring"})
    assert not client.v1.promotion_codes.update(code.id, {"active": False}).active
    free = client.v1.coupons.create({"percent_off": 100, "duration": "once"})
    nothing = session(client, discounts=[{"coupon": free.id}])
    assert post(nothing.url or "", {"number": "4242424242424242"}) == 303
    assert client.v1.checkout.sessions.retrieve(nothing.id).payment_status == "no_payment_required"
    client.v1.coupons.delete("tenth")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.coupons.retrieve("tenth")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.coupons.create({"duration": "once"})
