"""Webhooks: the SDK judges every signature; they come late, twice, in another order, and again until answered."""

import json
import time

import pytest
import stripe
from stripe import StripeClient

from tests.unit.stripe_local.conftest import Ear
from tests.unit.stripe_local.test_giving_back import paid, steer
from tools.stripe_local.server import StripeServer


@pytest.fixture
def secret(client: StripeClient, ear: Ear) -> str:
    endpoint = client.v1.webhook_endpoints.create({"url": ear.url, "enabled_events": ["*"]})
    assert "secret" not in client.v1.webhook_endpoints.retrieve(endpoint.id)
    assert endpoint.secret is not None
    return endpoint.secret


def settled(server: StripeServer) -> None:
    assert steer(server, "settle")["settled"]


def types(ear: Ear) -> list[str]:
    return [str(json.loads(body)["type"]) for body, _ in ear.heard]


def test_the_sdk_believes_every_signature(client: StripeClient, server: StripeServer, ear: Ear, secret: str) -> None:
    made = paid(client)
    settled(server)
    assert sorted(types(ear)) == ["charge.succeeded", "payment_intent.created", "payment_intent.succeeded"]
    for body, signature in ear.heard:
        event = stripe.Webhook.construct_event(body, signature, secret)
        assert event.api_version == "2026-10-28.endive"
        assert event.data.object["id"] in (made.id, made.latest_charge)
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body + b" ", signature, secret)
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body, signature, "whsec_other")


def test_an_old_signature_is_not_believed(client: StripeClient, server: StripeServer, ear: Ear, secret: str) -> None:
    steer(server, "webhooks", age=301)
    paid(client)
    settled(server)
    for body, signature in ear.heard:
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body, signature, secret)


@pytest.mark.usefixtures("secret")
def test_what_is_not_answered_comes_again(client: StripeClient, server: StripeServer, ear: Ear) -> None:
    steer(server, "webhooks", retries=[0.05, 0.05, 0.05])
    ear.answers = [500, 404, 503]
    client.v1.payment_intents.create({"amount": 5_000, "currency": "thb"})
    settled(server)
    assert types(ear) == ["payment_intent.created"] * 4
    tries = steer(server, "deliveries")["deliveries"]
    assert [(each["attempt"], each["status"]) for each in tries] == [(1, 500), (2, 404), (3, 503), (4, 200)]


@pytest.mark.usefixtures("secret")
def test_at_last_it_gives_up(client: StripeClient, server: StripeServer, ear: Ear) -> None:
    steer(server, "webhooks", retries=[0.01])
    ear.answers = [500] * 5
    client.v1.payment_intents.create({"amount": 5_000, "currency": "thb"})
    settled(server)
    assert len(ear.heard) == 2


@pytest.mark.usefixtures("secret")
def test_events_come_several_times(client: StripeClient, server: StripeServer, ear: Ear) -> None:
    steer(server, "webhooks", repeat=3)
    client.v1.payment_intents.create({"amount": 5_000, "currency": "thb"})
    settled(server)
    assert len(ear.heard) == 3
    assert len({json.loads(body)["id"] for body, _ in ear.heard}) == 1


@pytest.mark.usefixtures("secret")
def test_events_come_late_and_backwards(client: StripeClient, server: StripeServer, ear: Ear) -> None:
    steer(server, "webhooks", hold=True)
    paid(client)
    assert ear.heard == []
    assert steer(server, "let-go", backwards=True) == {"sent": 3}
    settled(server)
    assert types(ear) == ["payment_intent.succeeded", "charge.succeeded", "payment_intent.created"]


@pytest.mark.usefixtures("secret")
def test_events_are_delayed_and_shuffled(client: StripeClient, server: StripeServer, ear: Ear) -> None:
    steer(server, "webhooks", delay=0.2, shuffle=True)
    started = time.monotonic()
    for _ in range(6):
        client.v1.payment_intents.create({"amount": 5_000, "currency": "thb"})
    settled(server)
    assert time.monotonic() - started >= 0.2
    made = [each.id for each in reversed(client.v1.payment_intents.list().data)]
    came = [json.loads(body)["data"]["object"]["id"] for body, _ in ear.heard]
    assert sorted(came) == sorted(made)
    assert came != made


@pytest.mark.usefixtures("secret")
def test_an_event_is_sent_once_more_when_asked(client: StripeClient, server: StripeServer, ear: Ear) -> None:
    client.v1.payment_intents.create({"amount": 5_000, "currency": "thb"})
    event = client.v1.events.list({"types": ["payment_intent.created"]}).data[0]
    assert client.v1.events.retrieve(event.id).type == "payment_intent.created"
    steer(server, "resend", event=event.id)
    settled(server)
    assert [json.loads(body)["id"] for body, _ in ear.heard] == [event.id, event.id]


def test_an_endpoint_hears_what_it_asked_for(client: StripeClient, server: StripeServer, ear: Ear) -> None:
    made = client.v1.webhook_endpoints.create({"url": ear.url, "enabled_events": ["charge.succeeded"]})
    paid(client)
    settled(server)
    assert types(ear) == ["charge.succeeded"]
    client.v1.webhook_endpoints.delete(made.id)
    paid(client)
    settled(server)
    assert len(ear.heard) == 1
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.webhook_endpoints.delete(made.id)


def test_a_connected_accounts_events_name_it(client: StripeClient, server: StripeServer, ear: Ear) -> None:
    steer(server, "endpoint", id="we_1", url=ear.url, secret="whsec_agreed")  # pragma: allowlist secret
    school = client.v1.accounts.create({"type": "standard"})
    client.v1.payment_intents.create({"amount": 5_000, "currency": "thb"}, {"stripe_account": school.id})
    client.v1.payment_intents.create({"amount": 5_000, "currency": "thb"})
    settled(server)
    events = [stripe.Webhook.construct_event(body, signature, "whsec_agreed") for body, signature in ear.heard]
    assert [event.to_dict().get("account") for event in events] == [school.id, None]
