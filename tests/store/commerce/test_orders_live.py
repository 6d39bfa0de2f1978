"""Orders, payments, webhooks, expiry, fulfilment, refunds and reconciliation in any order, and more than once.

Each is ended in the midst of it, at a Stripe that fails: what must hold holds throughout, and in the end nothing is
half done.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import stripe as sdk
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from lyceum.commerce.errors import (
    AlreadyOwned,
    BannedFromCourse,
    CouponUsedByYou,
    CouponUsedUp,
    CourseFull,
    OrderNotPaid,
    RefundEmpty,
    RefundTooMuch,
)
from lyceum.commerce.errors import OrderDisputed as UnderDispute
from lyceum.commerce.expire_order import expire_order
from lyceum.commerce.model.order import Order, OrderState
from lyceum.kernel.ids import new_id
from tests.published_course import NOON
from tests.store.commerce.refunding import give_back
from tests.store.commerce.shop import BUYERS, EXECUTIONS, Shop, Wished, shop
from tests.store.commerce.test_fulfil_order import pay
from tests.unit.stripe_local.conftest import client_of
from tools.stripe_local.control import steer
from tools.stripe_local.faults import Fault
from tools.stripe_local.server import StripeServer

pytestmark = [pytest.mark.store, pytest.mark.timeout(1800)]

WHICH = st.integers(0, 30)
DIES = st.sampled_from((None, None, None, *range(10)))
"""After how many calls to the table and to Stripe the process ends."""
FAILS = st.sampled_from((None, None, None, *(fault for fault in Fault if fault is not Fault.SLOW)))
"""What goes wrong at Stripe: among it, that it has charged and answers 500, for ever."""


def where(kind: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Only where Stripe knows something of this kind, or somebody has ordered: no step is for nothing."""
    return precondition(lambda shop: bool(shop.things(kind) if kind != "order" else shop.wishes))


class Orders(Shop):
    """What happens to them."""

    def sends(self, wish: Wished, dies: int | None, fault: Fault | None) -> Order | None:
        def act() -> Order | None:
            with suppress(AlreadyOwned, BannedFromCourse, CourseFull, CouponUsedUp, CouponUsedByYou):
                return wish.send()
            return None

        return self.does("checkout", act, dies=dies, fault=fault)

    @rule(who=st.sampled_from(BUYERS), discounted=st.booleans(), dies=DIES, fault=FAILS)
    def somebody_orders(self, who: str, discounted: bool, dies: int | None, fault: Fault | None) -> None:
        wish = Wished(self.buyers[who], self.course, self.coupon if discounted else None, new_id())
        self.wishes.append(wish)
        self.sends(wish, dies, fault)

    @where("order")
    @rule(which=WHICH, dies=DIES, fault=FAILS)
    def somebody_orders_again(self, which: int, dies: int | None, fault: Fault | None) -> None:
        """Under the same key: who has heard nothing does so."""
        if self.wishes:
            self.sends(self.wishes[which % len(self.wishes)], dies, fault)

    @rule(who=st.sampled_from(BUYERS), dies=DIES)
    def somebody_buys(self, who: str, dies: int | None) -> None:
        """All the way, so that much can happen to it, or nearly."""
        wish = Wished(self.buyers[who], self.course, None, new_id())
        self.wishes.append(wish)
        made = self.sends(wish, None, None)
        if made is not None and made.state is OrderState.PENDING:
            pay(self.stripe, made)
            self.tells(self.things("event")[-1])
            self.fulfils(made, EXECUTIONS[0], dies=dies)

    @where("order")
    @rule(which=WHICH)
    def somebody_pays(self, which: int) -> None:
        made = self.one(which)
        if made is not None and self.books().get(made.sale.intent or "", {}).get("status") == "requires_payment_method":
            pay(self.stripe, made)

    @where("event")
    @rule(which=WHICH, times=st.integers(1, 3), dies=DIES)
    def stripe_tells(self, which: int, times: int, dies: int | None) -> None:
        """Any of what has happened there, whenever, and more than once."""
        events = self.things("event")
        if events:
            for _ in range(times):
                self.tells(events[which % len(events)], dies=dies)

    @where("event")
    @rule(dies=DIES)
    def stripe_tells_everything_backwards(self, dies: int | None) -> None:
        """What followed from a payment before the payment: it waits."""
        for event in reversed(self.things("event")):
            self.tells(event, dies=dies)

    @precondition(lambda shop: bool(shop.heard))
    @rule(which=WHICH, dies=DIES)
    def what_waits_is_looked_at_again(self, which: int, dies: int | None) -> None:
        heard = list(self.heard.values())
        if heard:
            self.looks_again(heard[which % len(heard)], dies=dies)

    @where("order")
    @rule(which=WHICH, minutes=st.sampled_from([31, 31, 5]), dies=DIES, fault=FAILS)
    def time_is_over(self, which: int, minutes: int, dies: int | None, fault: Fault | None) -> None:
        """Of an order that waits, rather than of one that does not."""
        found, at = self.placed(), NOON + timedelta(minutes=minutes)
        found = [one for one in found if one.state is OrderState.PENDING] or found
        if found:
            late = found[which % len(found)]
            self.does("expiry", lambda: expire_order(self.tenant, late.id, at=at), dies=dies, fault=fault)

    @where("order")
    @rule(which=WHICH, execution=st.sampled_from(EXECUTIONS), dies=DIES, fault=FAILS)
    def it_is_fulfilled(self, which: int, execution: str, dies: int | None, fault: Fault | None) -> None:
        made = self.one(which)
        if made is not None:
            self.fulfils(made, execution, dies=dies, fault=fault)

    @where("order")
    @rule(which=WHICH, part=st.sampled_from([None, 10_000]), dies=DIES, fault=FAILS)
    def staff_gives_back(self, which: int, part: int | None, dies: int | None, fault: Fault | None) -> None:
        made = self.one(which)
        if made is None:
            return

        def act() -> None:
            with suppress(OrderNotPaid, UnderDispute, RefundTooMuch, RefundEmpty):
                give_back(made, {self.course: part}, at=NOON)

        self.does("refund", act, dies=dies, fault=fault)

    @where("charge")
    @rule(which=WHICH)
    def somebody_gives_back_at_stripe(self, which: int) -> None:
        made = self.one(which)
        if made is not None and self.books().get(made.sale.intent or "", {}).get("status") == "succeeded":
            client: Any = client_of(self.stripe)
            with suppress(sdk.InvalidRequestError):
                client.v1.refunds.create({"payment_intent": made.sale.intent, "amount": 5_000})

    @where("refund")
    @rule(which=WHICH)
    def a_refund_fails_after_all(self, which: int) -> None:
        gone = [one for one in self.things("refund") if one["status"] == "succeeded"]
        if gone:
            steer(self.stripe.service, "refund", {"refund": gone[which % len(gone)]["id"], "succeeds": False})

    @where("charge")
    @rule(which=WHICH, won=st.sampled_from([None, True, False]))
    def the_bank_asks(self, which: int, won: bool | None) -> None:
        charges = [one for one in self.things("charge") if one["status"] == "succeeded"]
        charge = charges[which % len(charges)] if charges else None
        if charge is None or charge["disputed"] or charge["amount_refunded"]:
            return
        dispute = steer(self.stripe.service, "dispute", {"charge": charge["id"]})
        if won is not None:
            steer(self.stripe.service, "verdict", {"dispute": dispute["id"], "won": won})

    @where("order")
    @rule(dies=DIES, fault=FAILS)
    def the_night_comes(self, dies: int | None, fault: Fault | None) -> None:
        """Where it is not disturbed, everything agrees afterwards."""
        if dies is None and fault is None:
            self.night()
        else:
            self.does("reconcile", self.look_through, dies=dies, fault=fault)


def live(stripe: StripeServer, examples: int, steps: int) -> dict[str, int]:
    """What was going on → how often the process ended in the midst of it."""
    with shop(stripe) as process:
        effort = settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # No smaller one of those that fail: to look for it takes longer than a test may.
            phases=(Phase.reuse, Phase.generate),
        )
        run_state_machine_as_test(Orders, settings=effort)
    print(f"\nthe process ended in the midst of: {process.ends}")
    return process.ends


def test_orders_live_in_any_order(stripe: StripeServer) -> None:
    assert sum(live(stripe, examples=10, steps=25).values()) > 10


@pytest.mark.slow
def test_orders_live_long_in_any_order(stripe: StripeServer) -> None:
    ends = live(stripe, examples=45, steps=40)
    assert set(ends) >= {"checkout", "webhook", "expiry", "fulfil", "refund", "reconcile"}
