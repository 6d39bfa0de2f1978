"""A shop that everything happens to: what its orders, Stripe and the places of its course must agree on throughout."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from lyceum.commerce import breaker
from lyceum.commerce.errors import OrderClaimed, OrderNotFound, OrderNotPaid, PaymentProviderDown
from lyceum.commerce.errors import OrderDisputed as UnderDispute
from lyceum.commerce.events import DisputeClosed, OrderDisputed, OrderRefunded
from lyceum.commerce.expire_order import expire_order
from lyceum.commerce.model.order import Line, Order, OrderState
from lyceum.commerce.model.reconciliation import FindingKind, Reconciliation
from lyceum.commerce.model.refund import RefundReason, RefundState
from lyceum.commerce.reconcile import reconcile
from lyceum.commerce.store import orders, refunds
from lyceum.commerce.store.items import OrderItem, order_key
from lyceum.commerce.stripe_webhook import take_again
from lyceum.enrollment.end_purchase import end_purchase
from lyceum.enrollment.follow_dispute import resume_place, suspend_place
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.events import Tellable
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import get
from tests.published_course import NOON, kept, learner
from tests.selling import for_sale, seats_of
from tests.store.commerce.buyers import order
from tests.store.commerce.discounts import coupon, uses, uses_of
from tests.store.commerce.fulfilment import fulfil
from tests.store.commerce.hooks import deliver
from tests.store.commerce.mortal import Process, mortal
from tests.store.commerce.test_stripe_webhook import come_due, inbox
from tests.unit.commerce.samples import percent
from tools.stripe_local.faults import Fault, Planned
from tools.stripe_local.server import StripeServer

SEATS, USES, PRICE = 2, 1, 50_000
BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)
BUYERS = ("ada", "bo", "chai")
EXECUTIONS = ("execution-1", "execution-2")
NIGHTS = 4
"""A refund that is given up at last makes room for those at Stripe that were too much beside it."""

PATIENCE = 8
"""Rounds of what is repeated by itself, until one changes nothing: at most."""


@dataclass(frozen=True)
class Wished:
    """An order that somebody sends, under a key that makes its repeat the same order."""

    buyer: Caller
    course: str
    coupon: str | None
    key: str

    @property
    def id(self) -> str:
        """The order's, whether or not it was ever placed."""
        who = self.buyer
        return Creation.of(self.key, tenant=who.tenant, caller=who.person, operation="order", body=self.course).id

    def send(self) -> Order:
        """Place it. Raises what refuses it."""
        more: dict[str, Any] = {"coupon": self.coupon} if self.coupon else {}
        return order(self.buyer, self.course, key=self.key, **more).order


class Shop(RuleBasedStateMachine):
    """A course with two seats, a coupon for one, and three who want a place."""

    stripe: ClassVar[StripeServer]
    process: ClassVar[Process]

    @initialize()
    def open(self) -> None:
        for of_others in (self.books(), self.stripe.service.books.owners, self.stripe.service.books.answered):
            of_others.clear()
        _told.clear()
        self.tenant = f"o{secrets.token_hex(6)}"
        self.course = for_sale(self.tenant, PRICE, seats=SEATS)
        self.buyers: dict[str, Caller] = {name: learner(self.tenant) for name in BUYERS}
        self.wishes: list[Wished] = []
        self.heard: dict[str, dict[str, Any]] = {}
        """Events that were delivered, by id."""
        self.coupon = coupon(self.tenant, percent(20), limit=USES, per_person=1)

    def books(self) -> dict[str, Any]:
        """What Stripe knows, by id."""
        return self.stripe.service.books.things

    def things(self, kind: str) -> list[dict[str, Any]]:
        """What Stripe knows of a kind, the oldest first."""
        return [one for one in list(self.books().values()) if one["object"] == kind]

    def placed(self) -> list[Order]:
        """Every order, as it is now."""
        found = []
        for wish in self.wishes:
            with suppress(OrderNotFound):
                found.append(orders.find(self.tenant, wish.id))
        return found

    def one(self, which: int) -> Order | None:
        """Some order, as it is now."""
        found = self.placed()
        return found[which % len(found)] if found else None

    def does[R](
        self, what: str, act: Callable[[], R], *, dies: int | None = None, fault: Fault | None = None
    ) -> R | None:
        """What `act` answers; None where its process ends, or Stripe fails, in the midst of it."""
        faults = self.stripe.service.faults
        if fault is not None:
            faults.plan(Planned(fault, "POST /v1/", times=2))
        try:
            with suppress(PaymentProviderDown):
                return self.process.does(what, act, calls=dies)
            return None
        finally:
            faults.planned.clear()

    def tells(self, event: dict[str, Any], *, dies: int | None = None) -> None:
        """Stripe sends an event, as it sends it until it is answered."""
        self.heard[event["id"]] = event
        self.does("webhook", lambda: deliver(event), dies=dies)

    def looks_again(self, event: dict[str, Any], *, dies: int | None = None) -> None:
        """An event that waits comes due."""
        if inbox(event).get("st", {}).get("S") == "waiting":
            come_due(event)
            self.does("take_again", lambda: take_again(event["id"], at=NOON), dies=dies)

    def fulfils(self, made: Order, execution: str, *, dies: int | None = None, fault: Fault | None = None) -> None:
        """An execution of the workflow."""

        def act() -> None:
            with suppress(OrderNotPaid, OrderClaimed, UnderDispute):
                fulfil(made, execution=execution)

        self.does("fulfil", act, dies=dies, fault=fault)

    def look_through(self) -> Reconciliation:
        """A run of the reconciliation, two hours from now."""
        at = datetime.now(UTC) + timedelta(hours=2)
        return reconcile(self.tenant, new_id(), since=BEFORE_ALL, by=None, at=at)

    def night(self) -> None:
        """Afterwards the provider's list and the orders agree: what one run puts right may make room for the next."""
        runs = [self.look_through(), self.look_through()]
        while runs[-1].findings != runs[-2].findings:
            assert len(runs) <= NIGHTS, f"found something else again and again: {[run.findings for run in runs]}"
            runs.append(self.look_through())
        again = [one for one in runs[-1].findings if one.repaired and one.kind is not FindingKind.UNFULFILLED]
        assert again == [], "put right again and again"
        self.what_went_back_is_booked()

    def what_went_back_is_booked(self) -> None:
        """Given back by Stripe is what the orders say was given back; what disputes took is told apart."""
        back: dict[str, int] = {}
        for thing in self.things("refund"):
            if thing["status"] == "succeeded":
                back[thing["payment_intent"]] = back.get(thing["payment_intent"], 0) + thing["amount"]
        for made in self.placed():
            booked = [one for one in refunds.of_order(made) if one.state is RefundState.SUCCEEDED]
            given = sum(one.total for one in booked if one.reason is not RefundReason.DISPUTE_LOST)
            assert back.pop(made.payment.id if made.payment else "", 0) == given
            assert sum(one.total for one in booked) == made.refunded
        assert back == {}, "money went back that no order knows of"

    @invariant()
    def money_and_access_agree(self) -> None:
        """Also in the midst of everything: a place that an order is about to open is that order's."""
        hear()
        found = self.placed()
        for one in found:
            if one.state in (OrderState.PAID, OrderState.REFUNDED):
                assert one.captured - one.refunded == sum(line.total - line.refunded for line in one.lines)
            assert all(0 <= line.refunded <= line.total for line in one.lines)
        for name, buyer in self.buyers.items():
            own = [one for one in found if one.buyer == buyer.person]
            live = [one for one in own if live_line(one)]
            opening = [one for one in own if opening_line(one)]
            assert len(live) <= 1, name
            assert not live or self.has_place(buyer), name
            assert not self.has_place(buyer) or live or opening, name
            if live and not self.is_claimed(live[0]):
                # What an execution opens while a bank asks hears of that at the execution's end.
                assert (self.place(buyer)["s"]["S"] == "suspended") == bool(live[0].disputes), name

    def is_claimed(self, one: Order) -> bool:
        """Whether an execution fulfils it, or died while it did and is to be repeated."""
        item = get(OrderItem, order_key(self.tenant, one.id), consistent=True)
        return item is not None and item.claim is not None

    def place(self, buyer: Caller) -> dict[str, Any]:
        """Their enrollment's item."""
        return kept(self.tenant, "U", buyer.person, f"ENROLLMENT#{self.course}")

    def has_place(self, buyer: Caller) -> bool:
        """Whether they are let in, or were until a bank asked."""
        place = self.place(buyer)
        return bool(place) and place["s"]["S"] != "withdrawn"

    @invariant()
    def nobody_can_pay_what_was_given_up(self) -> None:
        for one in self.placed():
            if one.state is OrderState.CANCELLED and one.sale.intent:
                assert self.books()[one.sale.intent]["status"] == "canceled"

    @invariant()
    def no_seat_is_lost_or_sold_twice(self) -> None:
        """A seat is held until the line is open: one that is about to be is both held and taken."""
        left, held = seats_of(self.tenant, self.course)
        found = self.placed()
        taken = [buyer.person for buyer in self.buyers.values() if self.has_place(buyer)]
        opened = {one.buyer for one in found if live_line(one)}
        opening = sum(one.buyer in taken and one.buyer not in opened and one.lines[0].held for one in found)
        both = min(opening, len([person for person in taken if person not in opened]))
        assert held == sum(one.lines[0].held for one in found)
        assert (left >= 0, left + held + len(taken) - both) == (True, SEATS)

    @invariant()
    def a_coupon_is_used_as_often_as_orders_say_and_no_more(self) -> None:
        found = self.placed()
        using = [one for one in found if one.coupon is not None and one.state is not OrderState.CANCELLED]
        assert uses(self.tenant, self.coupon) == len(using) <= USES
        for buyer in self.buyers.values():
            assert uses_of(buyer, self.coupon) == sum(one.buyer == buyer.person for one in using) <= 1
        for one in found:
            assert one.total == sum(line.price - line.discount + line.tax for line in one.lines)
            assert one.lines[0].discount == (10_000 if one.coupon else 0)

    def teardown(self) -> None:
        """Everything that is repeated by itself has been: then nothing is left half done."""
        if not hasattr(self, "coupon"):
            return
        rounds = [self.at_rest()]
        while len(rounds) < 2 or rounds[-1] != rounds[-2]:
            assert len(rounds) <= PATIENCE, f"something is repeated for ever: {rounds[-2:]}"
            self.repeats()
            rounds.append(self.at_rest())
        for one in self.placed():
            assert one.state is not OrderState.PENDING
            if one.state is OrderState.PAID and not one.disputes:
                assert all(line.opened != line.returned for line in one.lines), "paid, and neither open nor given back"
        for buyer in self.buyers.values():
            owns = [one for one in self.placed() if one.buyer == buyer.person and live_line(one)]
            disputed = [one for one in self.placed() if one.buyer == buyer.person and one.disputes]
            assert disputed or (len(owns), self.has_place(buyer)) in ((0, False), (1, True))
        self.every_charge_is_an_orders()

    def at_rest(self) -> list[Order]:
        """What must change no more; an execution that looks once more writes that it did."""
        return [replace(one, rev=0) for one in self.placed()]

    def repeats(self) -> None:
        """Timers, Stripe's repeats, the workflow's, and a night."""
        for made in self.placed():
            expire_order(self.tenant, made.id, at=NOON + timedelta(minutes=31))
        for event in self.things("event"):
            self.tells(event)
        for event in self.heard.values():
            self.looks_again(event)
        hear()
        for made in self.placed():
            for execution in EXECUTIONS:
                self.fulfils(made, execution)
        self.night()
        self.money_and_access_agree()
        self.nobody_can_pay_what_was_given_up()

    def every_charge_is_an_orders(self) -> None:
        """What Stripe took and has not given back is what the orders say was paid and not given back."""
        paid = {made.payment.id: made for made in self.placed() if made.payment is not None}
        charged = {one["id"]: one for one in self.things("payment_intent") if one["status"] == "succeeded"}
        assert set(charged) == set(paid)
        for id, made in paid.items():
            assert charged[id]["amount_received"] == made.captured


def live_line(one: Order) -> bool:
    """Whether it says that its buyer is enrolled."""
    return one.lines[0].opened and not one.lines[0].returned


def opening_line(one: Order) -> bool:
    """Whether it may be on the way to open: paid, and not yet said what became of it."""
    line: Line = one.lines[0]
    return one.state is OrderState.PAID and not line.opened and not line.returned


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


@contextmanager
def shop(stripe: StripeServer) -> Iterator[Process]:
    """Where everything may happen: what orders tell is heard, and the process may end."""
    kept_save, kept_release = orders._save, orders.release

    def save(before: Order, after: Order, at: datetime, actor: str, events: Sequence[Tellable], *more: Any) -> None:
        kept_save(before, after, at, actor, events, *more)
        _told.extend((after.tenant, event) for event in events)

    def release(tenant: str, order: str, execution: str, *, at: datetime, events: Sequence[Tellable] = ()) -> None:
        kept_release(tenant, order, execution, at=at, events=events)
        _told.extend((tenant, event) for event in events)

    with mortal() as process, pytest.MonkeyPatch.context() as patch:
        patch.setattr(orders, "_save", save)
        patch.setattr(orders, "release", release)
        Shop.stripe, Shop.process = stripe, process
        breaker.forget()
        yield process
