"""GET /v1/{tenant}/webhooks, POST /v1/{tenant}/webhooks/{event}/replay."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from commerce.view_webhooks import handler
from lyceum.commerce.model.order import Order, OrderState
from lyceum.commerce.store import orders
from lyceum.kernel.access import Caller
from lyceum.kernel.ids import new_id
from tests.http import Answer, Person, person, request
from tests.published_course import learner
from tests.selling import for_sale
from tests.store.commerce.buyers import order
from tests.store.commerce.hooks import deliver, event, succeeded
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store
PLATFORM_REPLAY = "POST /v1/webhooks/{event}/replay"
LIST, REPLAY = "GET /v1/{tenant}/webhooks", "POST /v1/{tenant}/webhooks/{event}/replay"


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


@pytest.fixture
def admin(stripe: StripeServer, tenant: str) -> Person:
    return person("admin", tenant, "administrator")


def look(caller: Person, tenant: str, **query: str) -> Answer:
    return request(handler, LIST, caller=caller, tenant=tenant, query=query)


def again(caller: Person, tenant: str, event: str) -> Answer:
    return request(handler, REPLAY, caller=caller, tenant=tenant, event=event)


def refused(made: Order) -> dict[str, Any]:
    """A refund of more than there is."""
    about = {"id": "re_1", "object": "refund", "amount": 10_000, "currency": "usd", "status": "succeeded"}
    document = event("refund.created", about | {"payment_intent": made.sale.intent})
    deliver(document)
    return document


def test_what_was_told_newest_first_and_by_state(ada: Caller, admin: Person, tenant: str) -> None:
    made = order(ada, for_sale(tenant)).order
    paid = succeeded(made)
    deliver(paid)
    wrong = refused(made)
    listed = look(admin, tenant)
    assert {item["id"]: item["state"] for item in listed.json["items"]} == {paid["id"]: "done", wrong["id"]: "refused"}
    (one,) = look(admin, tenant, state="refused").json["items"]
    assert (one["id"], one["type"], one["error"]) == (wrong["id"], "refund.created", "unchargeable-amount")
    first = look(admin, tenant, limit="1")
    rest = look(admin, tenant, limit="1", cursor=first.json["next_cursor"])
    assert {page.json["items"][0]["id"] for page in (first, rest)} == {paid["id"], wrong["id"]}
    assert look(admin, tenant, state="done", cursor=first.json["next_cursor"]).status == 422


def test_a_replay_does_what_follows_now_and_nothing_twice(ada: Caller, admin: Person, tenant: str) -> None:
    made = order(ada, for_sale(tenant)).order
    paid = succeeded(made)
    deliver(paid)
    rev = orders.find(tenant, made.id).rev
    for _ in range(2):
        answer = again(admin, tenant, paid["id"])
        assert (answer.status, answer.json["state"]) == (200, "done"), answer.text
    assert orders.find(tenant, made.id).rev == rev


def test_what_was_refused_may_be_right_by_now(ada: Caller, admin: Person, tenant: str) -> None:
    made = order(ada, for_sale(tenant)).order
    wrong = succeeded(made, amount_received=made.total + 1)
    deliver(wrong)
    assert look(admin, tenant, state="refused").json["items"][0]["error"] == "payment-differs"
    assert again(admin, tenant, wrong["id"]).json["state"] == "refused"
    assert orders.find(tenant, made.id).state is OrderState.PENDING


def test_ten_replays_at_once(ada: Caller, admin: Person, tenant: str) -> None:
    made = order(ada, for_sale(tenant)).order
    paid = succeeded(made)
    deliver(paid)
    together, states = threading.Barrier(10), list[str]()

    def ask() -> None:
        together.wait()
        states.append(again(admin, tenant, paid["id"]).json["state"])

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(states) <= {"done", "waiting"}
    assert again(admin, tenant, paid["id"]).json["state"] == "done"
    assert orders.find(tenant, made.id).captured == made.total


def early(tenant: str, **more: Any) -> dict[str, Any]:
    """A payment of an order that is not there."""
    names = {"tenant": tenant, "order": new_id()}
    document = event("payment_intent.succeeded", {"id": "pi_1", "object": "payment_intent", "metadata": names}, **more)
    deliver(document)
    return document


def test_what_waits_for_its_order_is_seen_and_looked_at_again(admin: Person, tenant: str) -> None:
    document = early(tenant)
    (one,) = look(admin, tenant, state="waiting").json["items"]
    assert (one["id"], one["state"]) == (document["id"], "waiting")
    answer = again(admin, tenant, document["id"])
    assert (answer.status, answer.json["state"]) == (200, "waiting")


def test_operators_see_what_is_nobodys_and_have_it_looked_at_again(admin: Person, tenant: str) -> None:
    operator = Person(new_id(), "*=operator")
    nobodys, ours = early(tenant, account=f"acct_nobody_{tenant}"), early(tenant)
    first = request(handler, "GET /v1/webhooks", caller=operator, query={"state": "waiting", "limit": "100"})
    seen = {item["id"] for item in first.json["items"]}
    assert (nobodys["id"] in seen, ours["id"] in seen) == (True, False)
    answer = request(handler, PLATFORM_REPLAY, caller=operator, event=nobodys["id"])
    assert (answer.status, answer.json["state"]) == (200, "waiting"), answer.text
    assert request(handler, PLATFORM_REPLAY, caller=operator, event=ours["id"]).status == 404
    assert again(admin, tenant, nobodys["id"]).status == 404
    assert look(admin, tenant).json["items"][0]["id"] == ours["id"]


def test_what_is_not_there(admin: Person, tenant: str) -> None:
    assert again(admin, tenant, "evt_nowhere").status == 404
    assert again(admin, tenant, "evt.nowhere").status == 422


def test_the_sample_event_is_understood(stripe: StripeServer, tenant: str) -> None:
    sample = Path("events/commerce/view_webhooks.json").read_text(encoding="utf-8")
    assert handler(json.loads(sample.replace("demo", tenant)), None)["statusCode"] == 200
