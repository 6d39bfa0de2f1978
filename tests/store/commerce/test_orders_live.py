"""Orders, payments, webhooks, expiry and fulfilment in any order, more than once: what must hold holds throughout."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
import stripe as sdk
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lyceum.commerce import breaker
from lyceum.commerce.errors import (
    AlreadyOwned,
    BannedFromCourse,
    CouponUsedByYou,
    CouponUsedUp,
    CourseFull,
    OrderClaimed,
    OrderNotPaid,
    PaymentProviderDown,
    RefundEmpty,
    RefundTooMuch,
)
from lyceum.commerce.errors import (
    OrderDisputed as UnderDispute,
)
from lyceum.commerce.events import DisputeClosed, OrderDisputed, OrderRefunded
from lyceum.commerce.expire_order import expire_order
from lyceum.commerce.model.order import Order, OrderState
from lyceum.commerce.model.reconciliation import FindingKind
from lyceum.commerce.model.refund import RefundReason, RefundState
from lyceum.commerce.reconcile import reconcile
from lyceum.commerce.store import orders, refunds
from lyceum.enrollment.end_purchase import end_purchase
from lyceum.enrollment.follow_dispute import resume_place, suspend_place
from lyceum.kernel.access import Caller
from lyceum.kernel.events import Tellable
from lyceum.kernel.ids import new_id
from tests.published_course import NOON, kept, learner
from tests.selling import for_sale, seats_of
from tests.store.commerce.buyers import order
from tests.store.commerce.discounts import coupon, uses, uses_of
from tests.store.commerce.fulfilment import fulfil
from tests.store.commerce.hooks import deliver, succeeded
from tests.store.commerce.refunding import give_back
from tests.store.commerce.test_fulfil_order import pay
from tests.unit.commerce.samples import percent
from tests.unit.stripe_local.conftest import client_of
from tools.stripe_local.control import steer
from tools.stripe_local.faults import Fault, Planned
from tools.stripe_local.server import StripeServer

pytestmark = [pytest.mark.store, pytest.mark.timeout(300)]

SEATS = 2
USES = 1
BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)
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
        with suppress(AlreadyOwned, BannedFromCourse, CourseFull):
            self.placed.append(order(self.buyers[who], self.course).order)

    @rule(who=st.sampled_from(BUYERS))
    def orders_with_the_coupon(self, who: str) -> None:
        with suppress(AlreadyOwned, BannedFromCourse, CourseFull, CouponUsedUp, CouponUsedByYou):
            self.placed.append(order(self.buyers[who], self.course, coupon=self.coupon).order)

    @rule(who=st.sampled_from(BUYERS))
    def buys(self, who: str) -> None:
        """All the way, so that much can happen to it."""
        with suppress(AlreadyOwned, BannedFromCourse, CourseFull):
            made = order(self.buyers[who], self.course).order
            self.placed.append(made)
            pay(self.stripe, made)
            self.charged.add(made.id)
            deliver(succeeded(made))
            fulfil(made)

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
        with suppress(OrderNotPaid, OrderClaimed, UnderDispute):
            fulfil(made, execution=execution)

    @rule(which=WHICH, part=st.sampled_from([None, 10_000]), dies=st.booleans())
    def staff_gives_back(self, which: int, part: int | None, dies: bool) -> None:
        """Or dies between setting the money aside and hearing the answer."""
        made = self.one(which)
        if made is None:
            return
        if dies:
            self.stripe.service.faults.plan(Planned(Fault.LIMITED, "POST /v1/refunds", times=2))
        with suppress(OrderNotPaid, UnderDispute, RefundTooMuch, RefundEmpty, PaymentProviderDown):
            give_back(made, {self.course: part}, at=NOON)
        self.stripe.service.faults.planned.clear()
        breaker.forget()

    @rule(which=WHICH)
    def somebody_gives_back_at_stripe(self, which: int) -> None:
        made = self.one(which)
        if made is not None and made.id in self.charged:
            client: Any = client_of(self.stripe)
            with suppress(sdk.InvalidRequestError):
                client.v1.refunds.create({"payment_intent": made.sale.intent, "amount": 5_000})

    @rule(which=WHICH)
    def a_refund_fails_after_all(self, which: int) -> None:
        books = self.stripe.service.books.things
        gone = [one for one in books.values() if one["object"] == "refund" and one["status"] == "succeeded"]
        if gone:
            steer(self.stripe.service, "refund", {"refund": gone[which % len(gone)]["id"], "succeeds": False})

    @rule(which=WHICH, won=st.sampled_from([None, True, False]))
    def the_bank_asks(self, which: int, won: bool | None) -> None:
        made = self.one(which)
        if made is None or made.id not in self.charged:
            return
        charge = next(
            one
            for one in self.stripe.service.books.things.values()
            if one["object"] == "charge" and one["payment_intent"] == made.sale.intent and one["status"] == "succeeded"
        )
        if charge["disputed"] or charge["amount_refunded"]:
            return
        dispute = steer(self.stripe.service, "dispute", {"charge": charge["id"]})
        if won is not None:
            steer(self.stripe.service, "verdict", {"dispute": dispute["id"], "won": won})

    @rule(which=WHICH)
    def stripe_tells_something_of_what_followed(self, which: int) -> None:
        """Any of it, whenever."""
        told = [
            one
            for one in self.stripe.service.books.things.values()
            if one["object"] == "event" and one["type"].startswith(("refund.", "charge."))
        ]
        if told:
            deliver(told[which % len(told)])

    @rule()
    def the_night_comes(self) -> None:
        """Afterwards the provider's list and the orders agree."""
        at = datetime.now(UTC) + timedelta(hours=2)
        reconcile(self.tenant, new_id(), since=BEFORE_ALL, by=None, at=at)
        again = reconcile(self.tenant, new_id(), since=BEFORE_ALL, by=None, at=at)
        assert [one for one in again.findings if one.repaired and one.kind is not FindingKind.UNFULFILLED] == []
        self.what_went_back_is_booked()

    def what_went_back_is_booked(self) -> None:
        """Given back by Stripe is what the orders say was given back; what disputes took is told apart."""
        back: dict[str, int] = {}
        for thing in self.stripe.service.books.things.values():
            if thing["object"] == "refund" and thing["status"] == "succeeded":
                back[thing["payment_intent"]] = back.get(thing["payment_intent"], 0) + thing["amount"]
        for made in self.placed:
            booked = [one for one in refunds.of_order(made) if one.state is RefundState.SUCCEEDED]
            given = sum(one.total for one in booked if one.reason is not RefundReason.DISPUTE_LOST)
            assert back.get(made.sale.intent or "", 0) == given
            assert sum(one.total for one in booked) == self.now(made).refunded

    @invariant()
    def money_and_access_agree(self) -> None:
        hear()
        found = [self.now(made) for made in self.placed]
        for one in found:
            if one.state in (OrderState.PAID, OrderState.REFUNDED):
                assert one.captured - one.refunded == sum(line.total - line.refunded for line in one.lines)
            assert all(0 <= line.refunded <= line.total for line in one.lines)
        for name, buyer in self.buyers.items():
            live = [
                one for one in found if one.buyer == buyer.person and one.lines[0].opened and not one.lines[0].returned
            ]
            assert (len(live), self.has_place(buyer)) in ((0, False), (1, True)), name
            if live:
                place = kept(self.tenant, "U", buyer.person, f"ENROLLMENT#{self.course}")
                assert (place["s"]["S"] == "suspended") == bool(live[0].disputes), name

    def has_place(self, buyer: Caller) -> bool:
        place = kept(self.tenant, "U", buyer.person, f"ENROLLMENT#{self.course}")
        return bool(place) and place["s"]["S"] != "withdrawn"

    @invariant()
    def no_seat_is_lost_or_sold_twice(self) -> None:
        left, held = seats_of(self.tenant, self.course)
        taken = sum(self.has_place(buyer) for buyer in self.buyers.values())
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


_told: list[tuple[str, Tellable]] = []
"""What commerce told, and enrollment has not heard."""


def hear() -> None:
    """Enrollment hears it, the last first: the bus keeps no order."""
    while _told:
        tenant, event = _told.pop()
        if isinstance(event, OrderRefunded):
            for course in event.returned:
                free = course in event.freed
                end_purchase(tenant, event.order, event.buyer, course, seat_is_free=free, at=NOON)
        if isinstance(event, OrderDisputed | DisputeClosed):
            follow = suspend_place if isinstance(event, OrderDisputed) else resume_place
            for course in event.courses:
                follow(tenant, event.order, event.buyer, course, at=NOON)


def test_orders_live_in_any_order(stripe: StripeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    Orders.stripe = stripe
    kept_save = orders._save

    def save(before: Order, after: Order, at: datetime, actor: str, events: Sequence[Tellable], *more: Any) -> None:
        kept_save(before, after, at, actor, events, *more)
        _told.extend((after.tenant, event) for event in events)

    kept_release = orders.release

    def release(tenant: str, order: str, execution: str, *, at: datetime, events: Sequence[Tellable] = ()) -> None:
        kept_release(tenant, order, execution, at=at, events=events)
        _told.extend((tenant, event) for event in events)

    monkeypatch.setattr(orders, "_save", save)
    monkeypatch.setattr(orders, "release", release)
    few = settings(max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Orders, settings=few)
