"""Disputes as Stripe tells them: access waits for the verdict and follows it, in whatever order all is heard."""

import itertools
import json
from typing import Any

import pytest

from lyceum.commerce.errors import OrderDisputed
from lyceum.commerce.fulfil_order import finish_order
from lyceum.commerce.model.order import Access, Order, OrderState, Verdict
from lyceum.commerce.model.refund import RefundReason
from lyceum.commerce.refund import refunds_of
from lyceum.enrollment.ban_learner import ban_learner
from lyceum.enrollment.follow_dispute import resume_place, suspend_place
from lyceum.kernel.access import Caller
from tests.published_course import NOON, kept, learner, told
from tests.selling import for_sale, seats_of
from tests.store.commerce.fulfilment import EXECUTION, fulfil
from tests.store.commerce.hooks import deliver, event
from tests.store.commerce.refunding import give_back, hear_refunded, staff
from tests.store.commerce.test_fulfil_order import found, paid, place
from tests.store.commerce.test_hear_refund import bought, things
from tests.store.commerce.test_stripe_webhook import state_of
from tools.stripe_local.control import steer
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


def news(stripe: StripeServer) -> list[dict[str, Any]]:
    return [each for each in things(stripe, "event") if each["type"].startswith("charge.dispute.")]


def dispute(stripe: StripeServer, made: Order) -> str:
    (charge,) = [each for each in things(stripe, "charge") if each["payment_intent"] == made.sale.intent]
    return str(steer(stripe.service, "dispute", {"charge": charge["id"]})["id"])


def order_item(made: Order) -> dict[str, Any]:
    return kept(made.tenant, "O", made.id, "ORDER")


def hear(item: dict[str, Any]) -> None:
    """Enrollment hears what the order's item tells."""
    hear_refunded(item)
    tenant = item["PK"]["S"].split("#")[1]
    for one in item["events"]["L"]:
        name, said = one["M"]["n"]["S"], json.loads(one["M"]["d"]["S"])
        follow = {"OrderDisputed": suspend_place, "DisputeClosed": resume_place}.get(name)
        if follow is not None:
            for course in said["courses"]:
                follow(tenant, said["order"], said["buyer"], course, at=NOON)


def test_access_waits_and_comes_back_where_it_is_won(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, seats=3)
    made = bought(ada, stripe, course)
    id = dispute(stripe, made)
    for _ in range(2):
        for each in news(stripe):
            deliver(each)
    opened = order_item(made)
    assert (told(opened), found(made).access(course)) == (["OrderDisputed"], Access.SUSPENDED)
    for _ in range(2):
        hear(opened)
    assert place(ada, course)["s"] == {"S": "suspended"}
    assert told(place(ada, course)) == ["LearnerBanned"]
    with pytest.raises(OrderDisputed):
        give_back(made)

    steer(stripe.service, "verdict", {"dispute": id, "won": True})
    for each in news(stripe):
        deliver(each)

    closed = order_item(made)
    assert (told(closed), found(made).access(course), found(made).refunded) == (["DisputeClosed"], Access.LIVE, 0)
    for each in (closed, opened, closed):
        hear(each)
    assert (place(ada, course)["s"], seats_of(ada.tenant, course)) == ({"S": "enrolled"}, (2, 0))


@pytest.mark.parametrize("late", [False, True])
def test_what_is_lost_is_as_refunded(ada: Caller, stripe: StripeServer, late: bool) -> None:
    one, two = for_sale(ada.tenant, 30_000, seats=3), for_sale(ada.tenant, 50_000)
    made = bought(ada, stripe, one, two)
    give_back(made, {one: 10_000})
    id = dispute(stripe, made)
    for each in news(stripe):
        deliver(each)
    opened = order_item(made)
    steer(stripe.service, "verdict", {"dispute": id, "won": False})
    for each in reversed(news(stripe)):
        deliver(each)
    closed = order_item(made)
    assert told(closed) == ["OrderRefunded", "DisputeClosed"]
    for each in (closed, opened) if late else (opened, closed, closed):
        hear(each)

    assert (found(made).state, found(made).refunded, found(made).disputes) == (OrderState.REFUNDED, 80_000, frozenset())
    lost = [each for each in refunds_of(staff(ada.tenant), made.id) if each.reason is RefundReason.DISPUTE_LOST]
    assert [each.total for each in lost] == [70_000]
    assert [place(ada, course)["s"]["S"] for course in (one, two)] == ["withdrawn"] * 2
    assert not any("bn" in place(ada, course) for course in (one, two))
    assert seats_of(ada.tenant, one) == (3, 0)
    again = bought(ada, stripe, one)
    assert again.lines[0].opened


@pytest.mark.parametrize("won", [False, True])
def test_every_order_of_the_news_ends_the_same(ada: Caller, stripe: StripeServer, won: bool) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    id = dispute(stripe, made)
    steer(stripe.service, "verdict", {"dispute": id, "won": won})
    for ordered in list(itertools.permutations(news(stripe)))[::5]:
        made = bought(ada, stripe, for_sale(ada.tenant))
        for each in (*ordered, ordered[0]):
            data = {"object": each["data"]["object"] | {"payment_intent": made.sale.intent, "id": f"{id}{made.id}"}}
            deliver(each | {"data": data, "id": f"{each['id']}{made.id}"})
        assert found(made).disputes == frozenset()
        assert found(made).verdicts == {f"{id}{made.id}": Verdict.WON if won else Verdict.LOST}
        assert found(made).state is (OrderState.PAID if won else OrderState.REFUNDED)


def told_of(made: Order, status: str, type: str = "charge.dispute.updated", **more: Any) -> dict[str, Any]:
    about = {"id": "dp_1", "object": "dispute", "amount": 50_000, "currency": "thb", "status": status}
    return event(type, about | {"payment_intent": made.sale.intent} | more)


def test_what_was_lost_and_is_won_after_all_is_opened_again(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, seats=3)
    made = bought(ada, stripe, course)
    deliver(told_of(made, "lost", "charge.dispute.closed"))
    hear(order_item(made))
    assert place(ada, course)["s"] == {"S": "withdrawn"}
    deliver(told_of(made, "won", "charge.dispute.funds_reinstated"))
    assert told(order_item(made)) == ["DisputeClosed", "OrderReopened"]
    fulfil(found(made), execution="execution-2")
    deliver(told_of(made, "lost", "charge.dispute.closed"))  # once more, late
    assert (place(ada, course)["s"], found(made).refunded, seats_of(ada.tenant, course)) == (
        {"S": "enrolled"},
        0,
        (2, 0),
    )


@pytest.mark.parametrize("status", ["warning_needs_response", "warning_closed", "prevented"])
def test_a_question_of_the_banks_changes_nothing(ada: Caller, stripe: StripeServer, status: str) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    document = told_of(made, status)
    deliver(document)
    assert (state_of(document), found(made)) == (("ignored", ""), made)


def test_a_state_of_tomorrow_is_open_until_it_is_closed(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    deliver(told_of(made, "pondered"))
    assert found(made).disputes == {"dp_1"}
    deliver(told_of(made, "pondered", "charge.dispute.closed"))
    assert (found(made).disputes, found(made).state) == (frozenset(), OrderState.PAID)


def test_another_account_is_not_believed_and_another_payment_left_alone(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    foreign = told_of(made, "lost") | {"account": "acct_other"}
    other = told_of(made, "lost", payment_intent="pi_other", metadata={"tenant": made.tenant, "order": made.id})
    strange = told_of(made, "lost", currency="usd")
    for document in (foreign, other, strange):
        deliver(document)
    assert (state_of(foreign), state_of(other)) == (("refused", "foreign-account"), ("ignored", ""))
    assert state_of(strange) == ("refused", "unchargeable-amount")
    assert (found(made).refunded, found(made).verdicts) == (0, {})


def test_staffs_own_ban_outlives_the_dispute(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant)
    made = bought(ada, stripe, course)
    member = {"PK": {"S": f"T#{ada.tenant}#U#{ada.person}"}, "SK": {"S": "MEMBER"}, "s": {"S": "active"}}
    from lyceum.kernel.settings import settings
    from lyceum.kernel.table.client import dynamodb

    dynamodb().put_item(TableName=settings().table, Item=member)
    deliver(told_of(made, "needs_response"))
    hear(order_item(made))
    ban_learner(staff(ada.tenant), course, ada.person, reason="Copied", until=None, at=NOON)
    deliver(told_of(made, "won", "charge.dispute.closed"))
    hear(order_item(made))
    assert (place(ada, course)["s"], place(ada, course)["bn"]["M"]["r"]) == ({"S": "suspended"}, {"S": "Copied"})


def test_a_place_that_comes_about_during_a_dispute_hears_of_it(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant)
    made = paid(ada, stripe, course)
    deliver(told_of(made, "needs_response"))
    hear(order_item(made))
    fulfil(found(made))
    assert told(order_item(made)) == ["OrderFulfilled", "OrderDisputed"]
    finish_order(ada.tenant, made.id, EXECUTION, at=NOON)
    hear(order_item(made))
    assert place(ada, course)["s"] == {"S": "suspended"}
