"""POST /v1/webhooks/stripe, and what waits."""

import json
from pathlib import Path
from typing import Any

import pytest

from commerce.retry_webhook import handler as retry
from commerce.stripe_webhook import handler
from lyceum.commerce.store import orders
from lyceum.kernel.clock import now
from tests.http import Answer, Person, person, request
from tests.published_course import learner
from tests.selling import WEBHOOK_SECRET, for_sale
from tests.store.commerce.buyers import order
from tests.store.commerce.hooks import event, succeeded
from tools.stripe_local.delivery import signature
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Person:
    return person("ada", tenant, "learner")


def send(document: Any, *, secret: str = WEBHOOK_SECRET, encoded: bool = False) -> Answer:
    payload = json.dumps(document, ensure_ascii=False).encode()
    signed = {"Stripe-Signature": signature(payload, secret, int(now().timestamp()))}
    body = payload if encoded else payload.decode()
    headers = {**signed, "Content-Type": "application/json; charset=utf-8"}
    return request(handler, "POST /v1/webhooks/stripe", raw_body=body, headers=headers)


@pytest.mark.parametrize("encoded", [False, True])
def test_the_body_is_what_was_signed_to_the_byte(ada: Person, tenant: str, encoded: bool) -> None:
    made = order(learner(tenant, ada.id), for_sale(tenant), at=now()).order
    answer = send(succeeded(made) | {"noise": "ชำระเงิน \u20ac"}, encoded=encoded)
    assert (answer.status, answer.json) == (200, {"received": True})
    assert orders.find(tenant, made.id).state == "paid"


def test_what_is_not_signed_is_refused(ada: Person) -> None:
    answer = send(event("payment_intent.succeeded", {}), secret="whsec_another")
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (403, "webhook-unsigned")
    unsigned = request(handler, "POST /v1/webhooks/stripe", raw_body="{}")
    assert unsigned.status == 403


def test_the_sample_event_is_understood(ada: Person) -> None:
    sample = json.loads(Path("events/commerce/stripe_webhook.json").read_text(encoding="utf-8"))
    assert handler(sample, None)["statusCode"] == 403  # its signature is nobody's


def test_an_event_that_waits_for_nothing_is_left_alone(ada: Person) -> None:
    retry(json.loads(Path("events/commerce/retry_webhook.json").read_text(encoding="utf-8")), None)
