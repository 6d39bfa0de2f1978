"""POST /v1/{tenant}/orders."""

import json
from pathlib import Path
from typing import Any

import pytest

from commerce.checkout import handler
from lyceum.kernel.ids import new_id
from tests.http import Answer, Person, person, request
from tests.selling import for_sale, intents
from tools.stripe_local.faults import Fault, Planned
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store
ROUTE = "POST /v1/{tenant}/orders"


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Person:
    return person("ada", tenant, "learner")


def wish(*courses: str, **more: Any) -> dict[str, Any]:
    return {"items": [{"course": course} for course in courses], "pay_with": "payment_element", **more}


def ask(caller: Person, tenant: str, body: Any, key: str | None = None) -> Answer:
    headers = {"Idempotency-Key": key} if key else {}
    return request(handler, ROUTE, caller=caller, tenant=tenant, body=body, headers=headers)


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status, str(answer.json["type"].rsplit("/", 1)[1])


def test_an_order_and_how_to_pay_it(ada: Person, tenant: str) -> None:
    course = for_sale(tenant, 50_000)
    answer = ask(ada, tenant, wish(course))
    assert answer.status == 201
    made = answer.json
    assert answer.headers["Location"] == f"/v1/{tenant}/orders/{made['id']}"
    assert {name: made[name] for name in ("state", "buyer", "currency", "total")} == {
        "state": "pending",
        "buyer": ada.id,
        "currency": "THB",
        "total": 50_000,
    }
    assert [line["course"] for line in made["lines"]] == [course]
    assert made["lines"][0]["title"]["en"] == "Building serverless systems"
    assert made["payment"]["client_secret"].startswith("pi_")
    assert made["payment"]["publishable_key"] == "pk_test_local"


def test_a_hosted_page(ada: Person, tenant: str) -> None:
    made = ask(ada, tenant, wish(for_sale(tenant), pay_with="hosted")).json
    assert made["payment"]["url"].startswith("http://127.0.0.1:")
    assert "client_secret" not in made["payment"] or made["payment"]["client_secret"] is None


def test_what_is_free_is_paid_at_once(ada: Person, tenant: str) -> None:
    made = ask(ada, tenant, wish(for_sale(tenant, 0))).json
    assert (made["state"], made.get("payment")) == ("paid", None)


def test_the_same_key_and_body_is_the_same_order(ada: Person, tenant: str) -> None:
    body = wish(for_sale(tenant))
    first = ask(ada, tenant, body, "a-key-of-mine")
    assert ask(ada, tenant, body, "a-key-of-mine").json == first.json
    other = wish(for_sale(tenant))
    assert refusal(ask(ada, tenant, other, "a-key-of-mine")) == (422, "idempotency-key-reused")


@pytest.mark.parametrize(
    "change",
    [
        {"price": 1},
        {"total": 1},
        {"items": []},
        {"items": [{"course": "x"}]},
        {"items": [{"course": "01J9Z8Q4C0ABCDEFGHJKMNPQRS", "price": 1}]},
        {"items": [{"course": "01J9Z8Q4C0ABCDEFGHJKMNPQRS", "quantity": -1}]},
        {"items": [{"course": "01J9Z8Q4C0ABCDEFGHJKMNPQRS", "quantity": 10**30}]},
        {"pay_with": "cash"},
        {"currency": "thb"},
        {"billing": {"name": "Ada"}},
        {"billing": {"name": "\u202eAda", "country": "TH"}},
    ],
)
def test_a_body_says_what_is_bought_and_nothing_else(ada: Person, tenant: str, change: dict[str, Any]) -> None:
    assert refusal(ask(ada, tenant, wish(for_sale(tenant)) | change)) == (422, "invalid-request")


def test_refusals_have_their_names(ada: Person, tenant: str, stripe: StripeServer) -> None:
    assert refusal(ask(ada, tenant, wish(new_id()))) == (404, "course-not-found")
    assert refusal(ask(ada, tenant, wish(for_sale(tenant, seats=0)))) == (409, "course-full")
    wrong = {"name": "Ada", "country": "TH", "tax_id": "1234567890123"}
    assert refusal(ask(ada, tenant, wish(for_sale(tenant), billing=wrong))) == (422, "invalid-tax-id")
    nowhere = {"name": "Ada", "country": "XX"}
    assert refusal(ask(ada, tenant, wish(for_sale(tenant), billing=nowhere))) == (422, "unknown-country")
    stripe.service.faults.plan(Planned(Fault.DOWN, "payment_intents", times=9))
    down = ask(ada, tenant, wish(for_sale(tenant)))
    assert refusal(down) == (503, "payment-provider-down")
    assert down.headers["Retry-After"] == "5"


def test_the_sample_event_is_understood(stripe: StripeServer, tenant: str) -> None:
    sample = Path("events/commerce/checkout.json").read_text(encoding="utf-8")
    event = json.loads(sample.replace("demo", tenant))  # a school of its own, in which nobody made anything
    assert handler(event, None)["statusCode"] == 404  # there is no such course
    assert intents(stripe) == []
