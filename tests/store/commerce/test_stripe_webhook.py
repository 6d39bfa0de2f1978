"""The provider's events: each acts once, in whichever order, and none that is wrong does harm."""

import json
import secrets
import threading
from datetime import timedelta
from typing import Any

import pytest

from lyceum.commerce.errors import OrderNotFound, UnreadableWebhook, WebhookUnsigned
from lyceum.commerce.model.hook import PAUSES
from lyceum.commerce.model.order import Order, OrderState
from lyceum.commerce.store import orders
from lyceum.commerce.stripe_webhook import take_again, take_webhook
from lyceum.kernel.access import Caller
from lyceum.kernel.ids import new_id
from lyceum.kernel.setting_catalogue import STRIPE_ACCOUNT
from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from tests.published_course import NOON, kept, learner, told
from tests.selling import WEBHOOK_SECRET, for_sale, seats_of
from tests.store.commerce.buyers import order
from tests.store.commerce.hooks import deliver, event, succeeded
from tests.store.commerce.settings import set_by_hand
from tools.stripe_local.books import PLATFORM
from tools.stripe_local.delivery import signature
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


def found(order: Order) -> Order:
    return orders.find(order.tenant, order.id)


def inbox(document: dict[str, Any]) -> Any:
    key = {"PK": {"S": f"HOOK#stripe#{document['id']}"}, "SK": {"S": "EVENT"}}
    return dynamodb().get_item(TableName=settings().table, Key=key, ConsistentRead=True).get("Item", {})


def come_due(document: dict[str, Any]) -> None:
    """As the sweep of timers does it."""
    item = inbox(document)
    kept = {name: value for name, value in item.items() if name not in ("due", "GSI2PK", "GSI2SK")}
    dynamodb().put_item(TableName=settings().table, Item=kept)


def state_of(document: dict[str, Any]) -> tuple[str, str]:
    item = inbox(document)
    return item["st"]["S"], item.get("er", {"S": ""})["S"]


def test_a_payment_pays_its_order_and_tells_so(ada: Caller) -> None:
    course = for_sale(ada.tenant, 50_000, seats=3)
    made = order(ada, course).order
    document = succeeded(made)

    deliver(document)

    paid = found(made)
    assert (paid.state, paid.captured, paid.late) == (OrderState.PAID, 50_000, False)
    item = kept(ada.tenant, "O", made.id, "ORDER")
    assert told(item) == ["OrderPaid"]
    assert "GSI2PK" not in item
    assert seats_of(ada.tenant, course) == (2, 1)
    assert kept(ada.tenant, "O", made.id, f"PAYMENT#{made.sale.intent}")["a"] == {"N": "50000"}
    assert state_of(document) == ("done", "")
    assert inbox(document)["GSI1PK"] == {"S": f"T#{ada.tenant}#WEBHOOKS"}


def test_the_same_event_ten_times_at_once(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant, seats=3)).order
    document, together = succeeded(made), threading.Barrier(10)

    def send() -> None:
        together.wait()
        deliver(document)

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found(made).state is OrderState.PAID
    item = kept(ada.tenant, "O", made.id, "ORDER")
    assert (told(item), item["rev"]) == (["OrderPaid"], {"N": "3"})  # placed, the payment's id, paid: nothing twice


def test_both_kinds_of_event_of_one_payment_pay_once(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    page = {
        "id": "cs_1",
        "object": "checkout.session",
        "payment_status": "paid",
        "payment_intent": made.sale.intent,
        "amount_total": made.total,
        "currency": "thb",
        "metadata": {"tenant": made.tenant, "order": made.id},
    }
    deliver(event("checkout.session.completed", page))
    document = succeeded(made)
    deliver(document)
    assert (found(made).state, state_of(document)) == (OrderState.PAID, ("done", ""))


def test_a_page_that_is_completed_without_money_pays_nothing(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    page = {"id": "cs_1", "object": "checkout.session", "payment_status": "unpaid", "payment_intent": "pi_1"}
    deliver(event("checkout.session.completed", page | {"metadata": {"tenant": made.tenant, "order": made.id}}))
    assert found(made).state is OrderState.PENDING


def test_a_decline_changes_nothing_but_its_count(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant, seats=1)).order
    document = succeeded(made) | {"type": "payment_intent.payment_failed"}
    deliver(document)
    deliver(document)
    assert (found(made).state, found(made).declines) == (OrderState.PENDING, 1)
    assert seats_of(ada.tenant, found(made).lines[0].course) == (0, 1)


def test_a_payment_that_was_cancelled_gives_the_seats_back(ada: Caller) -> None:
    course = for_sale(ada.tenant, seats=1)
    made = order(ada, course).order
    deliver(succeeded(made) | {"type": "payment_intent.canceled"})
    assert found(made).state is OrderState.CANCELLED
    assert told(kept(ada.tenant, "O", made.id, "ORDER")) == ["OrderCancelled"]
    assert seats_of(ada.tenant, course) == (1, 0)


def test_another_payment_of_the_order_that_was_cancelled_is_no_matter(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    deliver(succeeded(made, id="pi_whose_answer_was_lost") | {"type": "payment_intent.canceled"})
    assert found(made).state is OrderState.PENDING


def test_a_payment_after_the_order_was_given_up_is_late(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant, seats=1)).order
    deliver(succeeded(made) | {"type": "payment_intent.canceled"})
    deliver(succeeded(made))
    assert (found(made).state, found(made).late) == (OrderState.PAID, True)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"amount_received": 1}, "payment-differs"),
        ({"currency": "usd"}, "payment-differs"),
        ({"amount_received": 10**30}, "payment-differs"),
        ({"amount_received": -50_000}, "payment-differs"),
        ({"amount_received": 50_000.5}, "unchargeable-amount"),
        ({"amount_received": "50000"}, "unchargeable-amount"),
        ({"amount_received": None}, "unchargeable-amount"),
        ({"currency": None}, "unchargeable-amount"),
    ],
)
def test_money_that_the_order_does_not_take_goes_back(ada: Caller, changed: dict[str, Any], why: str) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    document = succeeded(made, **changed)
    deliver(document)
    assert found(made).state is OrderState.PENDING
    assert state_of(document) == ("refused", why)
    assert told(inbox(document)) == ["PaymentUnwanted"]


def test_a_second_payment_goes_back(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    deliver(succeeded(made))
    document = succeeded(made, id="pi_another")
    deliver(document)
    assert found(made).payment is not None
    assert state_of(document) == ("refused", "paid-twice")
    assert told(inbox(document)) == ["PaymentUnwanted"]


def test_a_payment_of_another_order_pays_no_second_one_and_is_seen(ada: Caller) -> None:
    """Somebody has changed at Stripe which order it names."""
    one, two = order(ada, for_sale(ada.tenant)).order, order(ada, for_sale(ada.tenant)).order
    deliver(succeeded(one))
    wrong = succeeded(two, id=one.sale.intent)
    deliver(wrong)
    assert state_of(wrong) == ("refused", "payment-of-another-order")
    assert "events" not in inbox(wrong)  # it does not go back: it pays the first
    assert inbox(wrong)["GSI1PK"] == {"S": f"T#{ada.tenant}#WEBHOOKS"}
    assert (found(one).state, found(two).state) == (OrderState.PAID, OrderState.PENDING)
    assert kept(ada.tenant, "O", two.id, f"PAYMENT#{one.sale.intent}") == {}
    deliver(succeeded(two))  # its own payment is taken all the same
    assert found(two).state is OrderState.PAID
    twice = succeeded(two, id=one.sale.intent)
    deliver(twice)
    assert (state_of(twice), "events" in inbox(twice)) == (("refused", "payment-of-another-order"), False)


def test_where_the_pointer_is_the_orders_own_it_is_paid(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    item = {"PK": {"S": f"HOOK#stripe#obj#{made.sale.intent}"}, "SK": {"S": "POINTER"}}
    known = {"t": {"S": ada.tenant}, "o": {"S": made.id}, "kind": {"S": "pointer"}, "v": {"N": "1"}, "rev": {"N": "1"}}
    dynamodb().put_item(TableName=settings().table, Item=item | known)
    deliver(succeeded(made))
    assert found(made).state is OrderState.PAID


def test_another_account_pays_nobodys_order(ada: Caller) -> None:
    """Whoever has an account of their own can name any order in a payment to themselves."""
    made = order(ada, for_sale(ada.tenant)).order
    document = succeeded(made) | {"account": "acct_of_mallory"}
    deliver(document)
    assert found(made).state is OrderState.PENDING
    assert state_of(document) == ("refused", "foreign-account")
    assert "events" not in inbox(document)  # and no money of ours goes there


def test_a_school_of_its_own_account_is_paid_there(ada: Caller, stripe: StripeServer) -> None:
    books = stripe.service.books
    account = books.add("acct", "account", PLATFORM, charges_enabled=True)["id"]
    set_by_hand(ada.tenant, STRIPE_ACCOUNT, account)
    made = order(ada, for_sale(ada.tenant)).order
    assert books.owners[made.sale.intent or ""] == account
    deliver(succeeded(made))
    assert found(made).state is OrderState.PENDING  # the platform's account did not get it
    deliver(succeeded(made) | {"account": account})
    assert found(made).state is OrderState.PAID


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"id": "pi_1", "object": "payment_intent"},
        {"id": "pi_1", "object": "payment_intent", "metadata": {"tenant": "acme"}},
        {"id": "pi_1", "object": "payment_intent", "metadata": {"tenant": "a#b", "order": "c"}},
        {"id": "pi_1", "object": "payment_intent", "metadata": {"tenant": "acme", "order": "not-an-id"}},
        {"id": "pi_1", "object": "payment_intent", "metadata": [1]},
        {"id": 7, "object": "payment_intent"},
    ],
)
def test_payments_that_were_not_begun_here_are_nobodys(ada: Caller, about: dict[str, Any]) -> None:
    document = event("payment_intent.succeeded", about)
    deliver(document)
    assert state_of(document) == ("ignored", "")


@pytest.mark.parametrize("type", ["payment_intent.created", "customer.created", "galaxy.collided"])
def test_events_of_no_interest_are_kept(ada: Caller, type: str) -> None:
    document = event(type, {"id": "x"}, api_version="2031-01-01.future", brand_new={"field": [1, 2]})
    deliver(document)
    assert state_of(document) == ("ignored", "")


def test_an_event_of_a_future_version_says_what_it_still_says(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    deliver(succeeded(made) | {"api_version": "2031-01-01.future", "brand_new": {"field": [1, 2]}})
    assert found(made).state is OrderState.PAID


def test_an_event_before_its_order_waits_and_acts_then(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    item = kept(ada.tenant, "O", made.id, "ORDER")
    remove(item)
    document = succeeded(made)
    deliver(document)
    deliver(document)  # and again: no error, no second timer
    waiting = inbox(document)
    assert (waiting["st"]["S"], waiting["n"]["N"]) == ("waiting", "1")
    assert waiting["GSI2SK"]["S"].startswith("2026-03-02T12:01:00.000Z#commerce.WebhookDue#*#")

    take_again(document["id"], at=NOON)  # too early: another delivery of what was acted upon
    assert inbox(document)["n"]["N"] == "1"
    come_due(document)
    take_again(document["id"], at=NOON + PAUSES[0])
    assert inbox(document)["n"]["N"] == "2"
    dynamodb().put_item(TableName=settings().table, Item=item)
    come_due(document)
    take_again(document["id"], at=NOON + PAUSES[1])
    take_again(document["id"], at=NOON + PAUSES[1])

    assert (found(made).state, state_of(document)) == (OrderState.PAID, ("done", ""))
    assert "GSI2PK" not in inbox(document)


def test_an_event_whose_order_never_comes_is_nobodys_in_the_end(ada: Caller) -> None:
    about = {"id": "pi_1", "object": "payment_intent", "metadata": {"tenant": ada.tenant, "order": new_id()}}
    document = event("payment_intent.succeeded", about)
    deliver(document)
    for pause in PAUSES:
        assert state_of(document)[0] == "waiting"
        come_due(document)
        take_again(document["id"], at=NOON + pause)
    assert state_of(document) == ("unmatched", "")
    assert "GSI2PK" not in inbox(document)


def remove(item: dict[str, Any]) -> None:
    key = {name: item[name] for name in ("PK", "SK")}
    dynamodb().delete_item(TableName=settings().table, Key=key)
    with pytest.raises(OrderNotFound):
        orders.find(item["PK"]["S"].split("#")[1], item["PK"]["S"].split("#")[3])


def test_nothing_is_parsed_that_was_not_signed(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    payload = json.dumps(succeeded(made)).encode()
    now = int(NOON.timestamp())
    stale = signature(payload, WEBHOOK_SECRET, now - 301)
    for header in ("", "t=1", f"t={now},v1=00", signature(payload, "whsec_another", now), stale):
        with pytest.raises(WebhookUnsigned):
            take_webhook(payload, header, at=NOON)
    with pytest.raises(WebhookUnsigned):
        take_webhook(b"{" * 100_000, "", at=NOON)
    with pytest.raises(UnreadableWebhook):
        take_webhook(b"{", signature(b"{", WEBHOOK_SECRET, now), at=NOON)
    assert found(made).state is OrderState.PENDING


def test_a_large_event_lies_in_the_bucket(ada: Caller, monkeypatch: pytest.MonkeyPatch, emulator: str) -> None:
    from tests.store.commerce.buckets import content_bucket

    bucket = content_bucket(emulator, monkeypatch)
    about = {"id": "pi_1", "object": "payment_intent", "metadata": {"tenant": ada.tenant, "order": new_id()}}
    document = event("payment_intent.succeeded", about, noise=secrets.token_hex(4_000))
    deliver(document)
    item = inbox(document)
    assert "doc" not in item
    assert bucket.read(item["f"]["S"]) == document
    come_due(document)
    take_again(document["id"], at=NOON + timedelta(minutes=1))
    assert inbox(document)["n"]["N"] == "2"
