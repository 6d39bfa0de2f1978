"""Refunds as Stripe tells them: pending, made at its own site, failing later; repeated and in any order."""

import itertools
import threading
from typing import Any

import pytest

from lyceum.commerce.give_back import give_line_back, return_payment
from lyceum.commerce.model.order import Order, OrderState
from lyceum.commerce.model.refund import RefundReason, RefundState
from lyceum.commerce.refund import refunds_of
from lyceum.commerce.stripe_webhook import take_again
from lyceum.kernel.access import Caller
from tests.published_course import NOON, kept, learner, told
from tests.selling import for_sale, seats_of
from tests.store.commerce.buyers import order
from tests.store.commerce.fulfilment import EXECUTION, fulfil
from tests.store.commerce.hooks import deliver, event, succeeded
from tests.store.commerce.refunding import give_back, hear_refunded, pay_by, staff
from tests.store.commerce.test_fulfil_order import found, place
from tests.store.commerce.test_stripe_webhook import come_due, state_of
from tests.unit.stripe_local.conftest import client_of
from tools.stripe_local.control import steer
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


def bought(ada: Caller, stripe: StripeServer, *courses: str, card: str = "pm_card_visa") -> Order:
    made = order(ada, *courses).order
    pay_by(stripe, made, card)
    fulfil(found(made))
    return found(made)


def things(stripe: StripeServer, kind: str) -> list[dict[str, Any]]:
    return [thing for thing in stripe.service.books.things.values() if thing["object"] == kind]


def news(stripe: StripeServer, *types: str) -> list[dict[str, Any]]:
    """What Stripe has told of refunds until now."""
    return [
        each for each in things(stripe, "event") if each["type"] in types or (not types and "refund" in each["type"])
    ]


def states(made: Order) -> list[tuple[int, RefundState]]:
    return sorted((each.total, each.state) for each in refunds_of(staff(made.tenant), made.id))


def order_item(made: Order) -> dict[str, Any]:
    return kept(made.tenant, "O", made.id, "ORDER")


def at_provider(stripe: StripeServer, made: Order, amount: int) -> Any:
    client: Any = client_of(stripe)
    payment = found(made).payment
    assert payment is not None
    return client.v1.refunds.create({"payment_intent": payment.id, "amount": amount})


def test_one_that_is_pending_ends_when_it_is_told(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant), card="pm_card_pendingRefund")
    asked = give_back(made)
    assert (asked.state, found(made).lines[0].refunding) == (RefundState.ASKED, 50_000)
    for one in news(stripe):
        deliver(one)
    assert found(made).refunded == 0
    steer(stripe.service, "refund", {"refund": things(stripe, "refund")[0]["id"], "succeeds": True})

    for _ in range(2):
        for one in news(stripe):
            deliver(one)

    assert (found(made).state, found(made).refunded, found(made).lines[0].refunding) == (OrderState.REFUNDED, 50_000, 0)
    assert told(order_item(made)) == ["OrderRefunded"]
    assert states(made) == [(50_000, RefundState.SUCCEEDED)]


def test_one_that_is_pending_and_fails_is_told_to_staff(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant), card="pm_card_pendingRefund")
    give_back(made)
    steer(stripe.service, "refund", {"refund": things(stripe, "refund")[0]["id"], "succeeds": False})
    for one in reversed(news(stripe)):
        deliver(one)
    assert (found(made).left, found(made).state) == (50_000, OrderState.PAID)
    assert states(made) == [(50_000, RefundState.FAILED)]
    assert told(order_item(made)) == ["RefundFailed"]


def test_a_line_that_could_not_be_opened_is_given_back_when_it_is_told(ada: Caller, stripe: StripeServer) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    pay_by(stripe, made, "pm_card_pendingRefund")
    course = made.lines[0].course
    give_line_back(made.tenant, made.id, course, refusal="CourseFull", execution=EXECUTION, at=NOON)
    assert found(made).lines[0].refunding == 50_000
    steer(stripe.service, "refund", {"refund": things(stripe, "refund")[0]["id"], "succeeds": True})
    for one in news(stripe):
        deliver(one)
    assert (found(made).state, found(made).refunded) == (OrderState.REFUNDED, 50_000)


def test_what_is_given_back_at_stripe_is_booked_onto_the_order(ada: Caller, stripe: StripeServer) -> None:
    one, two = for_sale(ada.tenant, 30_000, seats=3), for_sale(ada.tenant, 50_000)
    made = bought(ada, stripe, one, two)
    at_provider(stripe, made, 8_000)
    for _ in range(2):
        for each in reversed(news(stripe)):
            deliver(each)
    assert [line.refunded for line in found(made).lines] == [3_000, 5_000]
    (booked,) = refunds_of(staff(ada.tenant), made.id)
    assert (booked.reason, booked.by, booked.state) == (RefundReason.AT_PROVIDER, None, RefundState.SUCCEEDED)

    at_provider(stripe, made, 72_000)
    for each in news(stripe):
        deliver(each)
    hear_refunded(order_item(made))

    assert (found(made).state, found(made).refunded) == (OrderState.REFUNDED, 80_000)
    assert [place(ada, course)["s"]["S"] for course in (one, two)] == ["withdrawn"] * 2
    assert seats_of(ada.tenant, one) == (3, 0)


def test_one_that_fails_after_it_had_gone_back_opens_the_course_again(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, seats=3)
    made = bought(ada, stripe, course)
    give_back(made)
    hear_refunded(order_item(made))
    assert (place(ada, course)["s"], seats_of(ada.tenant, course)) == ({"S": "withdrawn"}, (3, 0))
    steer(stripe.service, "refund", {"refund": things(stripe, "refund")[0]["id"], "succeeds": False})

    for each in news(stripe):
        deliver(each)

    assert (found(made).state, found(made).left, found(made).late) == (OrderState.PAID, 50_000, True)
    assert told(order_item(made)) == ["RefundFailed", "OrderReopened"]
    fulfil(found(made), execution="execution-2")
    assert (place(ada, course)["s"], seats_of(ada.tenant, course)) == ({"S": "enrolled"}, (2, 0))
    give_back(made)
    hear_refunded(order_item(made))
    assert (place(ada, course)["s"], seats_of(ada.tenant, course)) == ({"S": "withdrawn"}, (3, 0))
    assert states(made) == [(50_000, RefundState.FAILED), (50_000, RefundState.SUCCEEDED)]


def test_every_order_of_the_news_ends_the_same(ada: Caller, stripe: StripeServer) -> None:
    """Made at Stripe, answered well, failed later: three events and a repeat."""
    for number in range(6):
        made = bought(ada, stripe, for_sale(ada.tenant))
        before = len(news(stripe))
        refund = at_provider(stripe, made, 20_000)
        steer(stripe.service, "refund", {"refund": refund.id, "succeeds": False})
        fresh = news(stripe)[before:]
        assert [each["type"] for each in fresh] == ["refund.created", "charge.refunded", "refund.failed"]
        ordered = list(itertools.permutations(fresh))[number]
        for each in (*ordered, ordered[0]):
            deliver(each)
        assert (found(made).left, found(made).state) == (50_000, OrderState.PAID), [each["type"] for each in ordered]
        assert {state for _, state in states(made)} == {RefundState.FAILED}


def test_news_before_the_payment_waits_for_it(ada: Caller, stripe: StripeServer) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    client: Any = client_of(stripe)
    how = {"payment_method": "pm_card_visa", "return_url": "https://shop.example"}
    client.v1.payment_intents.confirm(made.sale.intent, how)
    client.v1.refunds.create({"payment_intent": made.sale.intent})
    (created,) = news(stripe, "refund.created")
    deliver(created)
    assert state_of(created) == ("waiting", "")
    deliver(succeeded(made))
    come_due(created)
    take_again(created["id"], at=NOON)
    assert (found(made).state, state_of(created)) == (OrderState.REFUNDED, ("done", ""))


def test_a_charge_of_an_older_version_names_its_refunds(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    refund = {"id": "re_1", "object": "refund", "amount": 10_000, "currency": "thb", "status": "succeeded"}
    about = {"id": "ch_1", "object": "charge", "payment_intent": made.sale.intent, "refunds": {"data": [refund, 5, {}]}}
    deliver(event("charge.refunded", about))
    deliver(event("refund.created", refund | {"payment_intent": made.sale.intent}))
    assert found(made).refunded == 10_000


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"amount": 50_001}, "refund-too-much"),
        ({"currency": "usd"}, "unchargeable-amount"),
    ],
)
def test_what_cannot_be_is_refused_by_name(ada: Caller, stripe: StripeServer, changed: Any, why: str) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    about = {"id": "re_1", "object": "refund", "amount": 10_000, "currency": "thb", "status": "succeeded"}
    document = event("refund.created", about | {"payment_intent": made.sale.intent} | changed)
    deliver(document)
    assert (state_of(document), found(made).refunded) == (("refused", why), 0)


def test_another_account_is_not_believed_and_another_payment_left_alone(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    names = {"tenant": made.tenant, "order": made.id}
    about = {"id": "re_1", "object": "refund", "amount": 10_000, "currency": "thb", "status": "succeeded"}
    foreign = event("refund.created", about | {"payment_intent": made.sale.intent}, account="acct_other")
    other = event("refund.created", about | {"payment_intent": "pi_other", "metadata": names})
    for document in (foreign, other):
        deliver(document)
    assert (state_of(foreign), state_of(other)) == (("refused", "foreign-account"), ("ignored", ""))
    assert found(made).refunded == 0


def test_money_that_no_order_took_and_that_comes_back_is_told_to_staff(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    client: Any = client_of(stripe)
    names = {"tenant": made.tenant, "order": made.id}
    how = {"payment_method": "pm_card_pendingRefund", "return_url": "https://shop.example", "confirm": True}
    other = client.v1.payment_intents.create({"amount": 50_000, "currency": "thb", "metadata": names, **how})
    return_payment(made.tenant, made.id, other.id, amount=50_000, currency="THB", at=NOON)
    steer(stripe.service, "refund", {"refund": things(stripe, "refund")[-1]["id"], "succeeds": False})
    for each in news(stripe):
        deliver(each)
    assert told(order_item(made)) == ["RefundFailed"]
    for each in news(stripe):
        deliver(each)  # and again, in other words: nothing is told twice
    assert (found(made).left, found(made).refunded) == (50_000, 0)
    (failed,) = refunds_of(staff(made.tenant), made.id)
    assert (failed.state, failed.failure, failed.payment) == (
        RefundState.FAILED,
        "expired_or_canceled_card",
        other.id,
    )
    assert found(made).failed_refund == failed.id


def test_the_answer_and_the_news_at_once_book_it_once(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant), card="pm_card_pendingRefund")
    give_back(made, key="refund-of-ada")
    steer(stripe.service, "refund", {"refund": things(stripe, "refund")[0]["id"], "succeeds": True})
    everything, together = news(stripe) * 2, threading.Barrier(7)

    def hear(document: dict[str, Any]) -> None:
        together.wait()
        deliver(document)

    def ask() -> None:
        together.wait()
        give_back(made, key="refund-of-ada")

    threads = [threading.Thread(target=hear, args=(each,)) for each in everything] + [threading.Thread(target=ask)]
    assert len(threads) == 7
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found(made).state, found(made).refunded, found(made).lines[0].refunding) == (OrderState.REFUNDED, 50_000, 0)
    assert len(things(stripe, "refund")) == 1
