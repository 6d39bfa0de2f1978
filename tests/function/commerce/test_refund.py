"""POST and GET /v1/{tenant}/orders/{order}/refunds."""

import json
from pathlib import Path
from typing import Any

import pytest

from commerce.refund import handler
from lyceum.kernel.ids import new_id
from tests.function.commerce.test_view_orders import buy
from tests.http import Answer, Person, person, request
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store
MAKE, LIST = (f"{method} /v1/{{tenant}}/orders/{{order}}/refunds" for method in ("POST", "GET"))
ALL = {"reason": "requested"}


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Person:
    return person("ada", tenant, "learner")


@pytest.fixture
def clerk(stripe: StripeServer, tenant: str) -> Person:
    return person("clerk", tenant, "finance")


def give_back(caller: Person, tenant: str, order: str, body: Any = ALL, key: str | None = None) -> Answer:
    headers = {"Idempotency-Key": key} if key else {}
    return request(handler, MAKE, caller=caller, tenant=tenant, order=order, body=body, headers=headers)


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status, str(answer.json["type"].rsplit("/", 1)[1])


def test_an_order_that_cost_nothing_is_given_back(ada: Person, clerk: Person, tenant: str) -> None:
    order = buy(ada, tenant)
    done = give_back(clerk, tenant, order, ALL | {"note": "She moved away."}, key="refund-of-ada")
    assert done.status == 201, done.text
    assert done.headers["Location"] == f"/v1/{tenant}/orders/{order}/refunds"
    assert (done.json["state"], done.json["total"], done.json["by"]) == ("succeeded", 0, clerk.id)
    again = give_back(clerk, tenant, order, ALL | {"note": "She moved away."}, key="refund-of-ada")
    assert (again.status, again.json["id"]) == (201, done.json["id"])
    assert refusal(give_back(clerk, tenant, order, key="refund-of-ada")) == (422, "idempotency-key-reused")
    listed = request(handler, LIST, caller=clerk, tenant=tenant, order=order)
    assert [item["id"] for item in listed.json["items"]] == [done.json["id"]]


def test_refusals_have_names(ada: Person, clerk: Person, tenant: str) -> None:
    waiting = buy(ada, tenant, 50_000)
    assert refusal(give_back(clerk, tenant, waiting)) == (409, "order-not-paid")
    assert refusal(give_back(clerk, tenant, new_id())) == (404, "order-not-found")
    free = buy(ada, tenant)
    line = {"course": new_id()}
    assert refusal(give_back(clerk, tenant, free, ALL | {"lines": [line]})) == (404, "line-not-found")
    assert refusal(give_back(clerk, tenant, free, ALL | {"lines": [line, line]})) == (422, "refund-empty")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reason": "dispute_lost"},
        ALL | {"lines": []},
        ALL | {"lines": [{"course": "01J9Z8Q4C0ABCDEFGHJKMNPQRS", "amount": -1}]},
        ALL | {"lines": [{"course": "01J9Z8Q4C0ABCDEFGHJKMNPQRS", "amount": 2**53}]},
        ALL | {"lines": [{"course": "01J9Z8Q4C0ABCDEFGHJKMNPQRS", "amount": True}]},
        ALL | {"amount": 5},
    ],
)
def test_what_is_no_wish(clerk: Person, tenant: str, body: Any) -> None:
    assert give_back(clerk, tenant, new_id(), body).status == 422


def test_the_sample_event_is_understood(stripe: StripeServer, tenant: str) -> None:
    sample = Path("events/commerce/refund.json").read_text(encoding="utf-8")
    assert handler(json.loads(sample.replace("demo", tenant)), None)["statusCode"] == 404
