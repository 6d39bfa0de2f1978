"""An order that nobody paid in time: nobody can pay it any more, then its seats are free."""

from datetime import timedelta
from typing import Any

import pytest

from lyceum.commerce.expire_order import AGAIN, expire_order
from lyceum.commerce.model.order import Order, OrderState, PayWith
from lyceum.commerce.store import orders
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from tests.published_course import NOON, kept, learner, told
from tests.selling import for_sale, intents, seats_of
from tests.store.commerce.buyers import order
from tests.store.commerce.hooks import deliver, succeeded
from tests.store.commerce.test_fulfil_order import pay
from tools.stripe_local.faults import Fault, Planned
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store
OVER = NOON + timedelta(minutes=30)


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


def found(order: Order) -> Order:
    return orders.find(order.tenant, order.id)


def sweep(made: Order) -> None:
    """As the sweep of timers does it."""
    change(made, "REMOVE due, GSI2PK, GSI2SK")


def change(made: Order, expression: str) -> None:
    key: Any = {"PK": {"S": f"T#{made.tenant}#O#{made.id}"}, "SK": {"S": "ORDER"}}
    dynamodb().update_item(TableName=settings().table, Key=key, UpdateExpression=expression)


@pytest.mark.parametrize("pay_with", list(PayWith))
def test_its_payment_first_then_its_seats(ada: Caller, stripe: StripeServer, pay_with: PayWith) -> None:
    course = for_sale(ada.tenant, seats=1)
    made = order(ada, course, pay_with=pay_with).order
    sweep(made)
    for _ in range(2):
        expire_order(ada.tenant, made.id, at=OVER)
    assert found(made).state is OrderState.CANCELLED
    assert told(kept(ada.tenant, "O", made.id, "ORDER")) == ["OrderCancelled"]
    assert seats_of(ada.tenant, course) == (1, 0)
    closed = {thing.get("status") for thing in stripe.service.books.things.values()} & {"canceled", "expired"}
    assert closed == {"canceled" if pay_with is PayWith.PAYMENT_ELEMENT else "expired"}


def test_not_before_its_time(ada: Caller, stripe: StripeServer) -> None:
    made = order(ada, for_sale(ada.tenant, seats=1)).order
    expire_order(ada.tenant, made.id, at=OVER - timedelta(milliseconds=1))
    assert found(made).state is OrderState.PENDING
    assert intents(stripe)[0]["status"] == "requires_payment_method"
    expire_order(ada.tenant, new_id(), at=OVER)  # and an order that nobody knows is no error


def test_one_that_was_paid_at_the_last_moment_is_left_to_its_webhook(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, seats=1)
    made = order(ada, course).order
    pay(stripe, made)
    sweep(made)

    expire_order(ada.tenant, made.id, at=OVER)

    assert found(made).state is OrderState.PENDING
    assert seats_of(ada.tenant, course) == (0, 1)
    assert kept(ada.tenant, "O", made.id, "ORDER")["due"] == {"S": iso(OVER + AGAIN)}
    deliver(succeeded(made))
    expire_order(ada.tenant, made.id, at=OVER + AGAIN)
    assert (found(made).state, found(made).late) == (OrderState.PAID, False)


def test_while_the_provider_is_down_the_seats_are_held(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, seats=1)
    made = order(ada, course).order
    sweep(made)
    stripe.service.faults.plan(Planned(Fault.DOWN, "/cancel", times=9))
    expire_order(ada.tenant, made.id, at=OVER)
    assert seats_of(ada.tenant, course) == (0, 1)
    assert kept(ada.tenant, "O", made.id, "ORDER")["due"] == {"S": iso(OVER + AGAIN)}
    stripe.service.faults.planned.clear()
    expire_order(ada.tenant, made.id, at=OVER + AGAIN)
    assert seats_of(ada.tenant, course) == (1, 0)


def test_a_payment_whose_id_was_never_kept_is_found_and_closed(ada: Caller, stripe: StripeServer) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    change(made, "REMOVE pi")
    expire_order(ada.tenant, made.id, at=OVER)
    assert [intent["status"] for intent in intents(stripe)] == ["canceled"]
    assert found(made).state is OrderState.CANCELLED


def test_one_that_was_cancelled_at_the_providers_is_given_up(ada: Caller, stripe: StripeServer) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    intents(stripe)[0]["status"] = "canceled"
    expire_order(ada.tenant, made.id, at=OVER)
    assert found(made).state is OrderState.CANCELLED
