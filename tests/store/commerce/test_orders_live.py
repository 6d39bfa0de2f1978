"""Orders, payments, webhooks, expiry and fulfilment in any order, more than once: what must hold holds throughout."""

import secrets
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lyceum.commerce.errors import (
    AlreadyOwned,
    CouponUsedByYou,
    CouponUsedUp,
    CourseFull,
    OrderClaimed,
    OrderNotPaid,
)
from lyceum.commerce.expire_order import expire_order
from lyceum.commerce.model.order import Order, OrderState
from lyceum.commerce.store import orders
from lyceum.kernel.access import Caller
from tests.published_course import NOON, kept, learner
from tests.selling import for_sale, seats_of
from tests.store.commerce.buyers import order
from tests.store.commerce.discounts import coupon, uses, uses_of
from tests.store.commerce.fulfilment import fulfil
from tests.store.commerce.hooks import deliver, succeeded
from tests.store.commerce.test_fulfil_order import pay
from tests.unit.commerce.samples import percent
from tools.stripe_local.server import StripeServer

pytestmark = [pytest.mark.store, pytest.mark.timeout(300)]

SEATS = 2
USES = 1
BUYERS = ("ada", "bo", "chai")
WHICH = st.integers(0, 30)


class Orders(RuleBasedStateMachine):
    """A course with two seats, and three who want one."""

    stripe: ClassVar[StripeServer]

    @initialize()
    def open(self) -> None:
        self.tenant = f"o{secrets.token_hex(6)}"
        self.course = for_sale(self.tenant, seats=SEATS)
        self.buyers: dict[str, Caller] = {name: learner(self.tenant) for name in BUYERS}
        self.placed: list[Order] = []
        self.charged: set[str] = set()
        self.coupon = coupon(self.tenant, percent(20), limit=USES, per_person=1)

    def one(self, which: int) -> Order | None:
        return self.placed[which % len(self.placed)] if self.placed else None

    def now(self, of: Order) -> Order:
        return orders.find(self.tenant, of.id)

    @rule(who=st.sampled_from(BUYERS))
    def orders(self, who: str) -> None:
        with suppress(AlreadyOwned, CourseFull):
            self.placed.append(order(self.buyers[who], self.course).order)

    @rule(who=st.sampled_from(BUYERS))
    def orders_with_the_coupon(self, who: str) -> None:
        with suppress(AlreadyOwned, CourseFull, CouponUsedUp, CouponUsedByYou):
            self.placed.append(order(self.buyers[who], self.course, coupon=self.coupon).order)

    @rule(which=WHICH)
    def pays(self, which: int) -> None:
        made = self.one(which)
        if made is None or made.id in self.charged or self.intent(made)["status"] == "canceled":
            return
        pay(self.stripe, made)
        self.charged.add(made.id)

    def intent(self, made: Order) -> dict[str, Any]:
        return self.stripe.service.books.things[made.sale.intent or ""]

    @rule(which=WHICH, times=st.integers(1, 2))
    def stripe_tells(self, which: int, times: int) -> None:
        made = self.one(which)
        if made is None or made.id not in self.charged:
            return
        document = succeeded(made)
        for _ in range(times):
            deliver(document)

    @rule(which=WHICH, minutes=st.sampled_from([5, 31]))
    def time_is_over(self, which: int, minutes: int) -> None:
        made = self.one(which)
        if made is not None:
            expire_order(self.tenant, made.id, at=NOON + timedelta(minutes=minutes))

    @rule(which=WHICH, execution=st.sampled_from(["execution-1", "execution-2"]))
    def is_fulfilled(self, which: int, execution: str) -> None:
        made = self.one(which)
        if made is None:
            return
        with suppress(OrderNotPaid, OrderClaimed):
            fulfil(made, execution=execution)

    @invariant()
    def money_and_access_agree(self) -> None:
        found = [self.now(made) for made in self.placed]
        for one in found:
            if one.state in (OrderState.PAID, OrderState.REFUNDED):
                assert one.captured - one.refunded == sum(line.total - line.refunded for line in one.lines)
        for name, buyer in self.buyers.items():
            live = [
                one for one in found if one.buyer == buyer.person and one.lines[0].opened and not one.lines[0].returned
            ]
            place = kept(self.tenant, "U", buyer.person, f"ENROLLMENT#{self.course}")
            assert (len(live), bool(place)) in ((0, False), (1, True)), name

    @invariant()
    def no_seat_is_lost_or_sold_twice(self) -> None:
        left, held = seats_of(self.tenant, self.course)
        taken = sum(
            bool(kept(self.tenant, "U", buyer.person, f"ENROLLMENT#{self.course}")) for buyer in self.buyers.values()
        )
        assert (left >= 0, held >= 0, left + held + taken) == (True, True, SEATS)

    @invariant()
    def a_coupon_is_used_as_often_as_orders_say_and_no_more(self) -> None:
        found = [self.now(made) for made in self.placed]
        using = [one for one in found if one.coupon is not None and one.state is not OrderState.CANCELLED]
        assert uses(self.tenant, self.coupon) == len(using) <= USES
        for buyer in self.buyers.values():
            assert uses_of(buyer, self.coupon) == sum(one.buyer == buyer.person for one in using) <= 1
        for one in found:
            assert one.total == sum(line.price - line.discount + line.tax for line in one.lines)
            assert one.lines[0].discount == (10_000 if one.coupon else 0)

    @invariant()
    def what_was_charged_and_told_is_never_lost(self) -> None:
        """Given back by Stripe is what the orders say was given back."""
        back: dict[str, int] = {}
        for thing in self.stripe.service.books.things.values():
            if thing["object"] == "refund":
                back[thing["payment_intent"]] = back.get(thing["payment_intent"], 0) + thing["amount"]
        for made in self.placed:
            assert back.get(made.sale.intent or "", 0) == self.now(made).refunded


def test_orders_live_in_any_order(stripe: StripeServer) -> None:
    Orders.stripe = stripe
    few = settings(max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Orders, settings=few)
