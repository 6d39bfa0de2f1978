"""GET /v1/{tenant}/orders, /orders/{order} and /me/orders."""

import json
from pathlib import Path
from typing import Any

import pytest

from commerce.checkout import handler as checkout
from commerce.view_orders import handler
from lyceum.kernel.ids import new_id
from tests.http import Answer, Person, person, request
from tests.selling import for_sale
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store
SOLD, ONE, MINE = (f"GET /v1/{{tenant}}/{path}" for path in ("orders", "orders/{order}", "me/orders"))


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Person:
    return person("ada", tenant, "learner")


@pytest.fixture
def clerk(stripe: StripeServer, tenant: str) -> Person:
    return person("clerk", tenant, "finance")


def buy(caller: Person, tenant: str, price: int = 0) -> str:
    body = {"items": [{"course": for_sale(tenant, price)}], "pay_with": "payment_element"}
    answer = request(checkout, "POST /v1/{tenant}/orders", caller=caller, tenant=tenant, body=body)
    assert answer.status == 201, answer.text
    return str(answer.json["id"])


def look(route: str, caller: Person, tenant: str, query: Any = None, **path: Any) -> Answer:
    return request(handler, route, caller=caller, tenant=tenant, query=query, **path)


def ids(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.text
    return [str(item["id"]) for item in answer.json["items"]]


def test_my_orders_newest_first_paid_or_not(ada: Person, tenant: str) -> None:
    made = [buy(ada, tenant), buy(ada, tenant, 50_000)]
    assert ids(look(MINE, ada, tenant)) == made[::-1]
    first = look(MINE, ada, tenant, {"limit": "1"})
    assert ids(first) == made[1:]
    assert ids(look(MINE, ada, tenant, {"limit": "1", "cursor": first.json["next_cursor"]})) == made[:1]


def test_the_school_sees_what_it_sold(ada: Person, clerk: Person, tenant: str) -> None:
    paid, pending = buy(ada, tenant), buy(ada, tenant, 50_000)
    assert ids(look(SOLD, clerk, tenant)) == [paid]
    assert set(ids(look(SOLD, clerk, tenant, {"buyer": ada.id}))) == {paid, pending}
    assert ids(look(SOLD, clerk, tenant, {"buyer": new_id()})) == []


def test_an_order_for_its_buyer_and_for_staff(ada: Person, clerk: Person, tenant: str) -> None:
    made = buy(ada, tenant, 50_000)
    for caller in (ada, clerk):
        seen = look(ONE, caller, tenant, order=made)
        assert (seen.status, seen.json["id"], seen.json["total"]) == (200, made, 50_000)
        assert seen.json.get("payment") is None  # the secret to pay with is told to who ordered, then
    assert look(ONE, ada, tenant, order=new_id()).status == 404


def test_the_sample_event_is_understood(stripe: StripeServer, tenant: str) -> None:
    sample = Path("events/commerce/view_orders.json").read_text(encoding="utf-8")
    assert handler(json.loads(sample.replace("demo", tenant)), None)["statusCode"] == 200
