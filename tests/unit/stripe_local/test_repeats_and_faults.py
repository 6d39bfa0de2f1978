"""Idempotency keys, and Stripe being down, slow, or failing after it has charged."""

import json
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
import stripe
from stripe import StripeClient

from tests.unit.stripe_local.conftest import client_of
from tests.unit.stripe_local.test_giving_back import steer
from tests.unit.stripe_local.test_payments import CARD_ONLY, intent
from tools.stripe_local.server import StripeServer, stripe_server

PAY: dict[str, Any] = {
    "amount": 5_000,
    "currency": "thb",
    "confirm": True,
    "payment_method": "pm_card_visa",
    **CARD_ONLY,
}


def pay(client: StripeClient, key: str, **more: Any) -> stripe.PaymentIntent:
    return client.v1.payment_intents.create({**PAY, **more}, {"idempotency_key": key})  # type: ignore[typeddict-item]


def count(client: StripeClient) -> int:
    return len(client.v1.payment_intents.list({"limit": 100}).data)


def test_the_same_key_and_request_get_the_same_answer(client: StripeClient) -> None:
    first, again = pay(client, "k1"), pay(client, "k1")
    assert first.id == again.id
    assert again.last_response is not None
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert count(client) == 1
    assert pay(client, "k2").id != first.id


def test_another_request_with_the_same_key_is_an_error(client: StripeClient) -> None:
    pay(client, "k1")
    with pytest.raises(stripe.IdempotencyError):
        pay(client, "k1", amount=6_000)
    with pytest.raises(stripe.IdempotencyError):
        client.v1.customers.create({"email": "a@example.com"}, {"idempotency_key": "k1"})
    assert count(client) == 1


def test_a_key_is_an_accounts_own(client: StripeClient) -> None:
    school = client.v1.accounts.create({"type": "standard"})
    first = pay(client, "k1")
    theirs = client.v1.payment_intents.create(PAY, {"idempotency_key": "k1", "stripe_account": school.id})  # type: ignore[arg-type]
    assert theirs.id != first.id


def test_a_refusal_is_repeated_as_well(client: StripeClient) -> None:
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            pay(client, "k1", payment_method="pm_card_visa_chargeDeclined")
    assert count(client) == 1


def test_the_same_key_ten_times_at_once_charges_once(client: StripeClient, server: StripeServer) -> None:
    barrier, found = Barrier(10), []

    def once() -> None:
        own = client_of(server)
        barrier.wait()
        found.append(pay(own, "k1").id)

    threads = [Thread(target=once) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 10
    assert len(set(found)) == 1
    assert count(client) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [("down", stripe.APIError), ("fails_before", stripe.APIError), ("limited", stripe.RateLimitError)],
)
def test_what_fails_before_does_nothing_and_can_be_repeated(
    client: StripeClient, server: StripeServer, fault: str, error: type[Exception]
) -> None:
    steer(server, "faults", fault=fault, match="POST /v1/payment_intents")
    with pytest.raises(error):
        pay(client, "k1")
    assert count(client) == 0
    assert pay(client, "k1").status == "succeeded"


def test_an_answer_that_was_lost_comes_with_the_same_key(client: StripeClient, server: StripeServer) -> None:
    steer(server, "faults", fault="lost", match="POST /v1/payment_intents")
    with pytest.raises(stripe.APIConnectionError):
        pay(client, "k1")
    assert count(client) == 1
    assert pay(client, "k1").status == "succeeded"
    assert count(client) == 1


def test_what_fails_after_it_has_charged_goes_on_failing_with_its_key(
    client: StripeClient, server: StripeServer
) -> None:
    steer(server, "faults", fault="fails_after", match="POST /v1/payment_intents")
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            pay(client, "k1")
    found = client.v1.payment_intents.list().data
    assert [each.status for each in found] == ["succeeded"]


def test_the_sdk_repeats_by_itself(server: StripeServer) -> None:
    steer(server, "faults", fault="lost", match="POST /v1/payment_intents", times=2)
    client = client_of(server, max_network_retries=2)
    assert client.v1.payment_intents.create(PAY).status == "succeeded"  # type: ignore[arg-type]
    assert count(client) == 1


def test_a_slow_answer_comes_all_the_same(client: StripeClient, server: StripeServer) -> None:
    steer(server, "faults", fault="slow", match="GET /v1/payment_intents", seconds=0.2)
    assert count(client) == 0


def test_what_it_knows_outlives_it(tmp_path: Path) -> None:
    state = tmp_path / "stripe.json"
    with stripe_server(state=state) as server:
        client = client_of(server)
        made = pay(client, "k1")
        asked = intent(client)
    assert json.loads(state.read_text())["things"][made.id]["status"] == "succeeded"
    with stripe_server(state=state) as server:
        client = client_of(server)
        assert pay(client, "k1").id == made.id
        assert client.v1.payment_intents.confirm(asked.id, {"payment_method": "pm_card_visa"}).status == "succeeded"
        assert count(client) == 2
