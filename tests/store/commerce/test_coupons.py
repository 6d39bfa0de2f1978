"""Coupons and promotions at checkout: what is taken off, what is counted, what is given back, who is refused."""

from datetime import timedelta
from typing import Any

import pytest

from lyceum.commerce.errors import (
    CouponExpired,
    CouponGainsNothing,
    CouponNotForItems,
    CouponNotForYou,
    CouponNotYetValid,
    CouponUnknown,
    CouponUsedByYou,
    CouponUsedUp,
)
from lyceum.commerce.expire_order import expire_order
from lyceum.commerce.model.order import HOLD, OrderState
from lyceum.commerce.store import coupons, orders
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import DomainError
from tests.published_course import NOON, kept, learner
from tests.selling import for_sale, intents, seats_of
from tests.store.commerce.buyers import order
from tests.store.commerce.discounts import coupon, promote, uses, uses_of
from tests.store.commerce.hooks import deliver, succeeded
from tests.store.commerce.test_stripe_webhook import inbox
from tests.unit.commerce.samples import fixed, percent
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store
OVER = NOON + HOLD + timedelta(minutes=1)


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


def test_a_coupon_takes_its_share_off_each_line(ada: Caller, stripe: StripeServer) -> None:
    code, courses = coupon(ada.tenant), [for_sale(ada.tenant, price) for price in (50_000, 9_999)]
    made = order(ada, *courses, coupon=code).order
    assert [(line.price, line.discount, line.coupon) for line in made.lines] == [
        (50_000, 10_000, code),
        (9_999, 2_000, code),
    ]
    assert made.coupon == code
    assert [intent["amount"] for intent in intents(stripe)] == [made.total] == [47_999]


def test_an_amount_is_shared_out(ada: Caller) -> None:
    code = coupon(ada.tenant, fixed(10_000))
    made = order(ada, for_sale(ada.tenant, 30_000), for_sale(ada.tenant, 10_000), coupon=code).order
    assert [line.discount for line in made.lines] == [7_500, 2_500]


def test_what_costs_nothing_any_more_needs_no_stripe(ada: Caller, stripe: StripeServer) -> None:
    code = coupon(ada.tenant, percent(100), limit=1)
    done = order(ada, for_sale(ada.tenant), coupon=code)
    assert (done.order.state, done.order.total, done.payment) == (OrderState.PAID, 0, None)
    assert intents(stripe) == []
    assert uses(ada.tenant) == 1


def test_the_rule_of_stacking(ada: Caller) -> None:
    """Each line takes the largest of what its promotions and the coupon would take off, never two of them."""
    first, second, third = (for_sale(ada.tenant, 10_000) for _ in range(3))
    promote(
        ada.tenant,
        ("half", percent(50, courses=frozenset({first}))),
        ("tie", percent(20, courses=frozenset({second}))),
    )
    made = order(ada, first, second, third, coupon=coupon(ada.tenant)).order
    assert [(line.discount, line.promotion, line.coupon) for line in made.lines] == [
        (5_000, "half", None),
        (2_000, "tie", None),
        (2_000, None, "SPRING"),
    ]


def test_promotions_need_no_code_and_end(ada: Caller) -> None:
    course = for_sale(ada.tenant, 10_000)
    promote(ada.tenant, ("week", percent(10, ends_at=NOON + timedelta(days=7))))
    assert order(ada, course).order.total == 9_000
    assert order(learner(ada.tenant), course, at=NOON + timedelta(days=7)).order.total == 10_000


@pytest.mark.parametrize(
    ("terms", "more", "refused"),
    [
        (percent(20, starts_at=NOON + timedelta(seconds=1)), {}, CouponNotYetValid),
        (percent(20, ends_at=NOON), {}, CouponExpired),
        (percent(20), {"active": False}, CouponExpired),
        (percent(20), {"persons": frozenset({"somebody"})}, CouponNotForYou),
        (percent(20, courses=frozenset({"another"})), {}, CouponNotForItems),
        (fixed(1_000, "USD"), {}, CouponNotForItems),
    ],
)
def test_refused_by_name(ada: Caller, terms: Any, more: dict[str, Any], refused: type[DomainError]) -> None:
    code, course = coupon(ada.tenant, terms, limit=5, **more), for_sale(ada.tenant, seats=3)
    with pytest.raises(refused):
        order(ada, course, coupon=code)
    assert uses(ada.tenant) == 0
    assert seats_of(ada.tenant, course) == (3, 0)


def test_a_coupon_that_no_line_takes_is_not_used(ada: Caller) -> None:
    promote(ada.tenant, ("half", percent(50)))
    with pytest.raises(CouponGainsNothing):
        order(ada, for_sale(ada.tenant), coupon=coupon(ada.tenant, limit=1))
    assert uses(ada.tenant) == 0


def test_a_code_that_nobody_made_and_one_of_another_school(ada: Caller) -> None:
    coupon(f"{ada.tenant}b")
    for code in ("SPRING", "NONE"):
        with pytest.raises(CouponUnknown):
            order(ada, for_sale(ada.tenant), coupon=code)


def test_used_up_and_free_again_once_the_order_has_expired(ada: Caller) -> None:
    code, course, bo = coupon(ada.tenant, limit=1), for_sale(ada.tenant), learner(ada.tenant)
    made = order(ada, course, coupon=code).order
    assert uses(ada.tenant) == 1
    with pytest.raises(CouponUsedUp):
        order(bo, course, coupon=code)
    for _ in range(2):
        expire_order(ada.tenant, made.id, at=OVER)
    assert uses(ada.tenant) == 0
    assert order(bo, course, coupon=code).order.coupon == code
    assert uses(ada.tenant) == 1


def test_one_use_for_each_person(ada: Caller) -> None:
    code, bo = coupon(ada.tenant, per_person=1), learner(ada.tenant)
    made = order(ada, for_sale(ada.tenant), coupon=code).order
    with pytest.raises(CouponUsedByYou):
        order(ada, for_sale(ada.tenant), coupon=code)
    order(bo, for_sale(ada.tenant), coupon=code)
    assert (uses_of(ada), uses_of(bo), uses(ada.tenant)) == (1, 1, 0)  # without a limit in all nothing is counted
    expire_order(ada.tenant, made.id, at=OVER)
    assert uses_of(ada) == 0
    order(ada, for_sale(ada.tenant), coupon=code)


def test_the_same_wish_again_uses_it_once(ada: Caller) -> None:
    code, course = coupon(ada.tenant, limit=1, per_person=1), for_sale(ada.tenant)
    first = order(ada, course, coupon=code, key="my-only-order")
    assert order(ada, course, coupon=code, key="my-only-order").order.id == first.order.id
    assert (uses(ada.tenant), uses_of(ada)) == (1, 1)


def test_a_use_is_kept_by_who_pays(ada: Caller) -> None:
    code = coupon(ada.tenant, limit=1)
    made = order(ada, for_sale(ada.tenant), coupon=code).order
    deliver(succeeded(made))
    expire_order(ada.tenant, made.id, at=OVER)
    found = orders.find(ada.tenant, made.id)
    assert (found.state, found.captured, uses(ada.tenant)) == (OrderState.PAID, made.total, 1)


def test_paid_after_all_takes_the_use_again(ada: Caller) -> None:
    code = coupon(ada.tenant, limit=1, per_person=1)
    made = order(ada, for_sale(ada.tenant), coupon=code).order
    expire_order(ada.tenant, made.id, at=OVER)
    deliver(succeeded(made))
    found = orders.find(ada.tenant, made.id)
    assert (found.state, found.late, uses(ada.tenant), uses_of(ada)) == (OrderState.PAID, True, 1, 1)


def test_paid_after_all_goes_back_where_another_has_used_it_since(ada: Caller) -> None:
    code, course = coupon(ada.tenant, limit=1), for_sale(ada.tenant)
    made = order(ada, course, coupon=code).order
    expire_order(ada.tenant, made.id, at=OVER)
    order(learner(ada.tenant), course, coupon=code)
    document = succeeded(made)
    deliver(document)
    assert orders.find(ada.tenant, made.id).state is OrderState.CANCELLED
    kept_event = inbox(document)
    assert (kept_event["st"], kept_event["er"]) == ({"S": "refused"}, {"S": "coupon-used-up"})
    assert [one["M"]["n"]["S"] for one in kept_event["events"]["L"]] == ["PaymentUnwanted"]
    assert uses(ada.tenant) == 1


def test_a_first_purchase_is_one_order(ada: Caller) -> None:
    code = coupon(ada.tenant, percent(50, first_purchase=True))
    made = order(ada, for_sale(ada.tenant), coupon=code).order
    with pytest.raises(CouponNotForYou):
        order(ada, for_sale(ada.tenant), coupon=code)
    expire_order(ada.tenant, made.id, at=OVER)
    again = order(ada, for_sale(ada.tenant), coupon=code).order
    deliver(succeeded(again))
    with pytest.raises(CouponNotForYou):
        order(ada, for_sale(ada.tenant), coupon=code)


def test_who_has_bought_before_has_no_first_purchase(ada: Caller) -> None:
    code = coupon(ada.tenant, percent(50, first_purchase=True))
    order(ada, for_sale(ada.tenant, 0))  # what is free is not bought
    deliver(succeeded(order(ada, for_sale(ada.tenant)).order))
    with pytest.raises(CouponNotForYou):
        order(ada, for_sale(ada.tenant), coupon=code)
    assert order(learner(ada.tenant), for_sale(ada.tenant), coupon=code).order.coupon == code


def test_a_promotion_for_a_first_purchase_is_for_one_order(ada: Caller) -> None:
    promote(ada.tenant, ("welcome", percent(50, first_purchase=True)))
    first, second = (order(ada, for_sale(ada.tenant, 10_000)).order for _ in range(2))
    assert [(one.total, one.lines[0].promotion) for one in (first, second)] == [(5_000, "welcome"), (10_000, None)]
    expire_order(ada.tenant, first.id, at=OVER)
    assert order(ada, for_sale(ada.tenant, 10_000)).order.total == 5_000


def test_what_is_kept_comes_back(ada: Caller) -> None:
    terms = percent("12.5", starts_at=NOON, ends_at=OVER, courses=frozenset({"c", "a"}), first_purchase=True)
    code = coupon(ada.tenant, terms, limit=3, per_person=2, persons=frozenset({ada.person}))
    found = coupons.find(ada.tenant, code)
    assert found is not None
    assert (found.terms, found.limit, found.per_person, found.persons) == (terms, 3, 2, frozenset({ada.person}))


def test_other_terms_leave_uses_and_orders_as_they_are(ada: Caller) -> None:
    code = coupon(ada.tenant, limit=5)
    made = order(ada, for_sale(ada.tenant, 10_000), coupon=code).order
    coupon(ada.tenant, percent(90), limit=2)
    assert orders.find(ada.tenant, made.id).total == 8_000
    assert uses(ada.tenant) == 1
    assert order(learner(ada.tenant), for_sale(ada.tenant, 10_000), coupon=code).order.total == 1_000
    with pytest.raises(CouponUsedUp):
        order(learner(ada.tenant), for_sale(ada.tenant), coupon=code)
    assert "us" in kept(ada.tenant, "O", made.id, "ORDER")
