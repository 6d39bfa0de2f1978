"""What selling may cost: the rows of docs/access-patterns/commerce.md."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lyceum.commerce.billing_profile import keep_billing, my_billing
from lyceum.commerce.expire_order import expire_order
from lyceum.commerce.forget_buyer import forget_buyer
from lyceum.commerce.fulfil_order import claim_order, finish_order, hold_seat, open_line
from lyceum.commerce.give_back import give_line_back, return_payment
from lyceum.commerce.manage_coupons import (
    coupon_of,
    list_coupons,
    promotions_of,
    set_coupon,
    set_promotions,
)
from lyceum.commerce.model.billing import Billing
from lyceum.commerce.model.prices import Others
from lyceum.commerce.model.reduction import Coupon, Promotion
from lyceum.commerce.price import course_prices, own_price, set_prices
from lyceum.commerce.reconcile import reconcile
from lyceum.commerce.reconciliations import report, reports
from lyceum.commerce.refund import refunds_of
from lyceum.commerce.store import orders, promotions
from lyceum.commerce.stripe_webhook import take_again
from lyceum.commerce.view_orders import my_orders, school_orders, view_order
from lyceum.commerce.view_webhooks import replay, webhooks
from lyceum.enrollment.enroll_buyer import enroll_buyer
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.ids import new_id
from lyceum.kernel.setting_catalogue import LIMIT_COURSES, REFUND_DAYS, STRIPE_ACCOUNT
from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from lyceum.kernel.tenant_settings import setting
from tests.access_patterns import assert_as_stated, assert_every_row_is_measured
from tests.meter import metered
from tests.published_course import NOON, enroll_by_hand, kept, learner
from tests.selling import for_sale
from tests.store.commerce.buyers import order
from tests.store.commerce.discounts import coupon
from tests.store.commerce.fulfilment import fulfil
from tests.store.commerce.hooks import deliver, event, succeeded
from tests.store.commerce.refunding import give_back, staff
from tests.store.commerce.test_expire_order import sweep
from tests.store.commerce.test_fulfil_order import late, paid, pay
from tests.store.commerce.test_stripe_webhook import come_due
from tests.unit.commerce.samples import percent
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    setting(tenant, LIMIT_COURSES)  # this process has asked for the school's settings in the last 50 s
    promotions.running(tenant)
    return learner(tenant)


def test_checking_out(ada: Caller) -> None:
    for seats, name in ((5, "check out, seats limited"), (None, "check out, seats unlimited")):
        course = for_sale(ada.tenant, seats=seats)
        with metered() as cost:
            order(ada, course)
        assert_as_stated("commerce", name, cost)


def test_checking_out_after_another_course(ada: Caller) -> None:
    first = for_sale(ada.tenant)
    course = for_sale(ada.tenant, rq={"S": first})
    enroll_by_hand(ada, first, status="completed")
    place = kept(ada.tenant, "U", ada.person, f"ENROLLMENT#{first}")
    dynamodb().put_item(TableName=settings().table, Item=place | {"done": {"S": "2026-03-01T00:00:00Z"}})
    with metered() as cost:
        order(ada, course)
    assert_as_stated("commerce", "check out, after another course", cost)


LIMITS: Sequence[tuple[dict[str, Any], str]] = (
    ({}, "check out, coupon without a limit"),
    ({"limit": 5}, "check out, coupon with a limit"),
    ({"limit": 5, "per_person": 1}, "check out, coupon with both limits"),
)


@pytest.mark.parametrize(("limits", "name"), LIMITS)
def test_checking_out_with_a_coupon(ada: Caller, limits: dict[str, Any], name: str) -> None:
    course, code = for_sale(ada.tenant), coupon(ada.tenant, **limits)
    with metered() as cost:
        order(ada, course, coupon=code)
    assert_as_stated("commerce", name, cost)


@pytest.mark.parametrize("others", [0, 15])
def test_checking_out_for_the_first_time(ada: Caller, others: int) -> None:
    course, code = for_sale(ada.tenant), coupon(ada.tenant, percent(10, first_purchase=True))
    for _ in range(others):
        order(ada, for_sale(ada.tenant))
    with metered() as cost:
        order(ada, course, coupon=code)
    assert_as_stated("commerce", "check out, first purchase", cost)


def test_expiring_with_a_coupon(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant), coupon=coupon(ada.tenant, limit=5)).order
    sweep(made)
    with metered() as cost:
        expire_order(ada.tenant, made.id, at=made.held_until)
    assert_as_stated("commerce", "expire an order with a coupon", cost)


def test_managing_coupons(ada: Caller) -> None:
    made = Coupon("SPRING", percent(10), limit=5)
    with metered() as cost:
        set_coupon(ada, made, expected=None, at=NOON)
    assert_as_stated("commerce", "make a coupon", cost)
    with metered() as cost:
        set_coupon(ada, replace(made, active=False), expected=None, at=NOON)
    assert_as_stated("commerce", "change a coupon", cost)
    with metered() as cost:
        coupon_of(ada, "SPRING")
    assert_as_stated("commerce", "a coupon", cost)
    for number in range(19):
        coupon(ada.tenant, code=f"C-{number:03}")
    with metered() as cost:
        assert len(list_coupons(ada, after=None, limit=20).items) == 20
    assert_as_stated("commerce", "coupons (20)", cost)
    with metered() as cost:
        set_promotions(ada, [Promotion("week", percent(10))], expected=None, at=NOON)
    assert_as_stated("commerce", "set promotions", cost)
    with metered() as cost:
        promotions_of(ada)
    assert_as_stated("commerce", "promotions", cost)


def test_checking_out_again(ada: Caller) -> None:
    course = for_sale(ada.tenant, seats=5)
    order(ada, course, key="key-number-1")
    with metered() as cost:
        order(ada, course, key="key-number-1")
    assert_as_stated("commerce", "check out, repeated", cost)


def test_checking_out_what_is_free(ada: Caller) -> None:
    course = for_sale(ada.tenant, 0, seats=5)
    with metered() as cost:
        order(ada, course)
    assert_as_stated("commerce", "check out, nothing to pay", cost)


@pytest.mark.parametrize("others", [0, 15])
def test_looking_at_orders(ada: Caller, others: int) -> None:
    made = [order(ada, for_sale(ada.tenant, 0)).order for _ in range(20)]
    for _ in range(others):
        order(learner(ada.tenant), for_sale(ada.tenant, 0))
    with metered() as cost:
        view_order(ada, made[0].id, at=NOON)
    assert_as_stated("commerce", "an order", cost)
    with metered() as cost:
        assert len(my_orders(ada, after=None, limit=20).items) == 20
    assert_as_stated("commerce", "my orders (20)", cost)
    with metered() as cost:
        assert len(school_orders(ada, buyer=None, after=None, limit=20).items) == 20
    assert_as_stated("commerce", "sold (20)", cost)


def test_prices(ada: Caller) -> None:
    course = for_sale(ada.tenant, seats=5)
    with metered() as cost:
        set_prices(ada, course, Others(by_currency={"USD": 1_500}), expected=None, at=NOON)
    assert_as_stated("commerce", "set prices", cost)
    with metered() as cost:
        course_prices(ada, course)
    assert_as_stated("commerce", "all prices of a course", cost)
    with metered() as cost:
        own_price(ada, course, country=None, currency="USD")
    assert_as_stated("commerce", "what a course costs me", cost)


def test_billing_addresses(ada: Caller) -> None:
    with metered() as cost:
        keep_billing(ada, Billing("Ada", "TH"), at=NOON)
    assert_as_stated("commerce", "keep a billing address", cost)
    with metered() as cost:
        my_billing(ada)
    assert_as_stated("commerce", "my billing address", cost)
    order(ada, for_sale(ada.tenant))
    with metered() as cost:
        assert forget_buyer(ada.tenant, ada.person, at=NOON) == 1
    assert_as_stated("commerce", "forget a buyer, with one order", cost)


def test_hearing_of_a_payment(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant, seats=5)).order
    document = succeeded(made)
    with metered() as cost:
        deliver(document)
    assert cost.write_units + cost.index_units <= 12  # DATA.md's ceiling of all together
    assert_as_stated("commerce", "webhook, payment succeeded", cost)
    with metered() as cost:
        deliver(document)
    assert_as_stated("commerce", "webhook, repeated", cost)


def test_hearing_of_something_else(ada: Caller) -> None:
    with metered() as cost:
        deliver(event("customer.created", {"id": "cus_1"}))
    assert_as_stated("commerce", "webhook, of no interest", cost)
    about = {"id": "pi_1", "object": "payment_intent", "metadata": {"tenant": ada.tenant, "order": new_id()}}
    early = event("payment_intent.succeeded", about)
    with metered() as cost:
        deliver(early)
    assert_as_stated("commerce", "webhook, before its order", cost)
    with metered() as cost:
        deliver(event("payment_intent.succeeded", about, account=f"acct_nobody_{ada.tenant}"))
    assert_as_stated("commerce", "webhook, before its order, of a connected account", cost)
    come_due(early)
    with metered() as cost:
        take_again(early["id"], at=NOON + timedelta(minutes=1))
    assert_as_stated("commerce", "webhook, looked at again", cost)


def test_webhooks(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    sent = [succeeded(made) for _ in range(25)]
    for document in sent:
        deliver(document)
    admin = staff(ada.tenant)
    with metered() as cost:
        assert len(webhooks(admin.tenant, state=None, after=None, limit=20).items) == 20
    assert_as_stated("commerce", "webhooks (20)", cost)
    with metered() as cost:
        replay(admin.tenant, sent[1]["id"], at=NOON)
    assert_as_stated("commerce", "webhook, replayed", cost)


def test_reconciling(ada: Caller, stripe: StripeServer) -> None:
    setting(ada.tenant, STRIPE_ACCOUNT)
    made = order(ada, for_sale(ada.tenant), at=now()).order
    pay(stripe, made)
    deliver(succeeded(made), at=now())
    fulfil(orders.find(ada.tenant, made.id))
    admin, id, later = staff(ada.tenant), new_id(), now() + timedelta(hours=2)
    with metered() as cost:
        assert not reconcile(ada.tenant, id, since=now() - timedelta(days=1), by=None, at=later).findings
    assert_as_stated("commerce", "reconcile, one order that agrees", cost)
    with metered() as cost:
        report(admin, id)
    assert_as_stated("commerce", "a report of a reconciliation", cost)
    with metered() as cost:
        reports(admin, after=None, limit=20)
    assert_as_stated("commerce", "reports of reconciliations", cost)


def test_fulfilling(ada: Caller, stripe: StripeServer) -> None:
    course, unlimited = for_sale(ada.tenant, seats=5), for_sale(ada.tenant)
    made = paid(ada, stripe, course)
    place = (ada.tenant, made.id)
    with metered() as cost:
        claim_order(*place, "execution-1", at=NOON)
    assert_as_stated("commerce", "claim an order", cost)
    with metered() as cost:
        hold_seat(*place, course, at=NOON)
    assert_as_stated("commerce", "hold a seat, held", cost)
    with metered() as cost:
        enroll_buyer(ada.tenant, ada.person, course, made.id, held=True, at=NOON)
    assert_as_stated("enrollment", "enroll a buyer, seat held", cost)
    with metered() as cost:
        open_line(*place, course, at=NOON)
    assert_as_stated("commerce", "open a line", cost)
    with metered() as cost:
        finish_order(*place, "execution-1", at=NOON)
    assert_as_stated("commerce", "finish an order", cost)
    other = paid(ada, stripe, unlimited)
    with metered() as cost:
        enroll_buyer(ada.tenant, ada.person, unlimited, other.id, held=False, at=NOON)
    assert_as_stated("enrollment", "enroll a buyer, seats unlimited", cost)


def test_giving_up(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, seats=5)
    again = late(ada, stripe, course)
    with metered() as cost:
        hold_seat(ada.tenant, again.id, course, at=NOON)
    assert_as_stated("commerce", "hold a seat, paid late", cost)
    with metered() as cost:
        give_line_back(ada.tenant, again.id, course, refusal="CourseFull", execution="execution-1", at=NOON)
    assert_as_stated("commerce", "give a line back", cost)
    with metered() as cost:
        return_payment(ada.tenant, again.id, "pi_another", amount=1, currency="THB", at=NOON)
    assert_as_stated("commerce", "return a payment", cost)
    waiting = order(ada, course).order
    sweep(waiting)
    with metered() as cost:
        expire_order(ada.tenant, waiting.id, at=waiting.held_until)
    assert_as_stated("commerce", "expire an order", cost)


def test_giving_back(ada: Caller, stripe: StripeServer) -> None:
    made = paid(ada, stripe, for_sale(ada.tenant))
    fulfil(made)
    setting(ada.tenant, REFUND_DAYS)
    with metered() as cost:
        give_back(made, key="refund-of-ada")
    assert_as_stated("commerce", "refund an order", cost)
    with metered() as cost:
        give_back(made, key="refund-of-ada")
    assert_as_stated("commerce", "refund an order, repeated", cost)
    other = paid(ada, stripe, for_sale(ada.tenant))
    about = {"id": "re_1", "object": "refund", "amount": 10_000, "currency": "thb", "status": "succeeded"}
    with metered() as cost:
        deliver(event("refund.created", about | {"payment_intent": other.sale.intent}))
    assert_as_stated("commerce", "webhook, a refund made at Stripe", cost)
    dispute = {"id": "dp_1", "object": "dispute", "amount": 40_000, "currency": "thb", "status": "needs_response"}
    with metered() as cost:
        deliver(event("charge.dispute.created", dispute | {"payment_intent": other.sale.intent}))
    assert_as_stated("commerce", "webhook, a dispute", cost)
    with metered() as cost:
        deliver(event("charge.dispute.closed", dispute | {"payment_intent": other.sale.intent, "status": "lost"}))
    assert_as_stated("commerce", "webhook, a dispute is lost", cost)
    with metered() as cost:
        refunds_of(staff(ada.tenant), made.id)
    assert_as_stated("commerce", "refunds of an order", cost)


def test_every_row_is_measured() -> None:
    assert_every_row_is_measured("commerce", __file__)
