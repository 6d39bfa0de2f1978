"""Orders, payments, refunds, expiry and disputes in any order: money and access never disagree."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from lyceum.commerce.model.dispute import DisputeStep, ToldDispute, decide
from lyceum.commerce.model.order import Access, Order, OrderState, Payment
from lyceum.commerce.model.refund import (
    Refund,
    RefundReason,
    RefundState,
    ask,
    elsewhere,
    fail,
    set_aside,
    succeed,
    whole,
)
from lyceum.kernel.errors import DomainError
from tests.unit.commerce.samples import NOON, SALES_TAX, order

courses = st.sampled_from(["c0", "c1", "c2"])


class OrdersInAnyOrder(RuleBasedStateMachine):
    """One order; what its seats, its money and its access are, whatever happens."""

    refunds = Bundle("refunds")

    @initialize(prices=st.lists(st.sampled_from([0, 1_000, 2_500, 9_990]), min_size=1, max_size=3))
    def begin(self, prices: list[int]) -> None:
        if 0 < sum(prices) < 1_000:
            prices = [1_000]
        self.order: Order = order(*prices, rate=SALES_TAX, seats=True)
        self.kept: dict[str, Refund] = {}
        self.now: datetime = NOON
        self.wrong: list[Payment] = []

    def attempt(self, change: Any, *arguments: Any) -> None:
        """Do it, or be refused by name, which changes nothing."""
        with suppress(DomainError):
            self.order = change(*arguments)

    @rule(minutes=st.integers(0, 40))
    def time_goes_by(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(payment=st.sampled_from(["pi_1", "pi_2"]), more=st.sampled_from([0, 0, 0, 1, -1]))
    def pay(self, payment: str, more: int) -> None:
        if self.order.total + more > 0:
            self.attempt(self.order.paid, Payment(payment, self.order.total + more, "THB", self.now))

    @rule()
    def pay_nothing(self) -> None:
        self.attempt(self.order.paid_nothing, self.now)

    @rule()
    def expire(self) -> None:
        self.attempt(self.order.expired, self.now)

    @rule()
    def give_up(self) -> None:
        self.attempt(self.order.cancelled, self.now)

    @rule(course=courses)
    def enroll(self, course: str) -> None:
        self.attempt(self.order.opened, course)

    @rule(target=refunds, amounts=st.dictionaries(courses, st.integers(0, 11_000), min_size=1))
    def ask_for_a_part(self, amounts: dict[str, int]) -> str:
        return self.asked(amounts)

    @rule(target=refunds)
    def ask_for_everything(self) -> str:
        return self.asked(whole(self.order))

    def asked(self, amounts: dict[str, int]) -> str:
        refund = Refund(f"r{len(self.kept)}", "o1", amounts, RefundReason.REQUESTED, "staff", self.now)
        try:
            self.order = ask(self.order, refund)
        except DomainError:
            return ""
        self.kept[refund.id] = refund
        return refund.id

    @rule(target=refunds, amount=st.integers(1, 9_000))
    def refund_elsewhere(self, amount: int) -> str:
        if self.order.payment is None:
            return ""
        try:
            amounts = elsewhere(self.order, amount)
        except DomainError:
            return ""
        refund = Refund(f"x{len(self.kept)}", "o1", amounts, RefundReason.AT_PROVIDER, None, self.now)
        self.order, self.kept[refund.id] = succeed(set_aside(self.order, refund), refund, self.now)
        return refund.id

    @rule(refund=refunds)
    def provider_gives_back(self, refund: str) -> None:
        if refund and self.kept[refund].state is not RefundState.FAILED:
            self.order, self.kept[refund] = succeed(self.order, self.kept[refund], self.now)

    @rule(refund=refunds)
    def provider_does_not(self, refund: str) -> None:
        if refund:
            self.order, self.kept[refund] = fail(self.order, self.kept[refund], self.now)

    @rule(dispute=st.sampled_from(["dp_1", "dp_2"]))
    def dispute(self, dispute: str) -> None:
        self.order = self.order.disputed(dispute)

    @rule(dispute=st.sampled_from(["dp_1", "dp_2"]))
    def close_dispute(self, dispute: str) -> None:
        self.order = self.order.dispute_closed(dispute)

    @rule(
        dispute=st.sampled_from(["dp_3", "dp_4"]),
        step=st.sampled_from(list(DisputeStep)),
        amount=st.sampled_from([1, 2_500, 30_000]),
    )
    def hear_of_dispute(self, dispute: str, step: DisputeStep, amount: int) -> None:
        if self.order.payment is None:
            return
        told = ToldDispute(dispute, amount, "THB", step)
        taken = self.kept.get(told.refund_id(self.order))
        self.order, booked = decide(self.order, told, taken, self.now)
        if booked is not None:
            self.kept[booked.after.id] = booked.after

    @invariant()
    def a_verdict_stands(self) -> None:
        assert not set(self.order.verdicts) & self.order.disputes

    @invariant()
    def money_adds_up(self) -> None:
        if self.order.state in (OrderState.PAID, OrderState.REFUNDED):
            owed = sum(line.price - line.discount + line.tax - line.refunded for line in self.order.lines)
            assert self.order.captured - self.order.refunded == owed
            gone = sum(refund.total for refund in self.kept.values() if refund.state is RefundState.SUCCEEDED)
            assert self.order.refunded == gone
        else:
            assert self.order.captured == self.order.refunded == 0

    @invariant()
    def no_line_gives_back_more_than_it_cost(self) -> None:
        for line in self.order.lines:
            assert line.refunded >= 0
            assert line.refunding >= 0
            assert line.refunded + line.refunding <= line.total

    @invariant()
    def access_follows_money(self) -> None:
        for line in self.order.lines:
            access = self.order.access(line.course)
            if self.order.state is not OrderState.PAID or line.returned:
                assert access is Access.NONE
            elif line.opened:
                assert access is (Access.SUSPENDED if self.order.disputes else Access.LIVE)
            if line.total and line.returned:
                assert line.refunded == line.total
            if line.total and line.refunded == line.total:
                assert line.returned

    @invariant()
    def a_seat_is_held_taken_or_free(self) -> None:
        for line in self.order.lines:
            taken = self.order.access(line.course) is not Access.NONE
            assert not (line.held and taken)
            if self.order.state is OrderState.PENDING:
                assert line.held
            if self.order.state in (OrderState.CANCELLED, OrderState.REFUNDED):
                assert not line.held

    @invariant()
    def refunded_means_every_line(self) -> None:
        all_back = all(line.returned for line in self.order.lines)
        assert (self.order.state is OrderState.REFUNDED) == (all_back and self.order.state is not OrderState.CANCELLED)


TestOrdersInAnyOrder = OrdersInAnyOrder.TestCase
TestOrdersInAnyOrder.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
