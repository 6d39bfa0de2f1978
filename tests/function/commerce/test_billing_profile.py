"""GET and PUT /v1/{tenant}/me/billing."""

import json
from pathlib import Path
from typing import Any

import pytest

from commerce.billing_profile import handler
from commerce.checkout import handler as checkout
from tests.http import Answer, Person, person, request
from tests.selling import for_sale
from tests.store.commerce.settings import set_by_hand
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store
THAI = {"name": "Ada Example", "country": "TH", "address": ["1 Rama IV Road", "Bangkok"], "tax_id": "1-1017-00203-45-0"}


@pytest.fixture
def ada(table: str, tenant: str) -> Person:
    return person("ada", tenant, "learner")


def ask(method: str, caller: Person, tenant: str, body: Any = None) -> Answer:
    return request(handler, f"{method} /v1/{{tenant}}/me/billing", caller=caller, tenant=tenant, body=body)


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status, str(answer.json["type"].rsplit("/", 1)[1])


def test_an_address_is_kept_in_its_plain_form(ada: Person, tenant: str) -> None:
    assert refusal(ask("GET", ada, tenant)) == (404, "billing-not-found")
    kept = ask("PUT", ada, tenant, THAI).json
    assert kept == THAI | {"tax_id": "1101700203450"}
    assert ask("GET", ada, tenant).json == kept
    other = {"name": "Ada GmbH", "country": "DE", "address": []}
    assert ask("PUT", ada, tenant, other).status == 200
    assert ask("GET", ada, tenant).json["country"] == "DE"


def test_a_tax_id_is_of_its_countrys_form(ada: Person, tenant: str) -> None:
    assert refusal(ask("PUT", ada, tenant, THAI | {"tax_id": "1101700203451"})) == (422, "invalid-tax-id")
    assert refusal(ask("PUT", ada, tenant, THAI | {"country": "XX"})) == (422, "unknown-country")
    assert refusal(ask("PUT", ada, tenant, THAI | {"name": " "})) == (422, "invalid-request")


def test_an_order_without_an_address_takes_it(ada: Person, stripe: StripeServer, tenant: str) -> None:
    set_by_hand(tenant, "commerce.taxes", "TH")
    ask("PUT", ada, tenant, THAI)
    body = {"items": [{"course": for_sale(tenant, 10_700)}], "pay_with": "payment_element"}
    made = request(checkout, "POST /v1/{tenant}/orders", caller=ada, tenant=tenant, body=body).json
    assert made["lines"][0]["included_tax"] == 700


def test_the_sample_event_is_understood(table: str, tenant: str) -> None:
    sample = Path("events/commerce/billing_profile.json").read_text(encoding="utf-8")
    assert handler(json.loads(sample.replace("demo", tenant)), None)["statusCode"] == 200
