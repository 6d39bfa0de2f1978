"""Refunds, full and by line; what fails, what happens elsewhere, and what a lost dispute takes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lyceum.commerce.errors import (
    LineNotFound,
    OrderDisputed,
    OrderNotPaid,
    RefundEmpty,
    RefundTooMuch,
    RefundWindowClosed,
    UnchargeableAmount,
)
from lyceum.commerce.model.order import Access, OrderState
from lyceum.commerce.model.refund import (
    Refund,
    RefundPolicy,
    RefundReason,
    RefundState,
    ask,
    elsewhere,
    fail,
    set_aside,
    succeed,
    whole,
)
from tests.unit.commerce.samples import LATER, NOON, SALES_TAX, order, paid

PAID = paid(5_000, 3_000, seats=True)


def refund(amounts: dict[str, int], id: str = "r1") -> Refund:
    return Refund(id, "o1", amounts, RefundReason.REQUESTED, by="staff", at=NOON)


def test_amounts_are_set_aside_before_the_provider_answers() -> None:
    part = refund({"c0": 2_000, "c1": 3_000})
    asked = ask(PAID, part)
    assert [(line.refunding, line.refunded, line.left) for line in asked.lines] == [(2_000, 0, 3_000), (3_000, 0, 0)]
    assert (asked.left, asked.refunded, part.total) == (3_000, 0, 5_000)
    assert asked.access("c1") is Access.LIVE
    assert (part.state, part.settled_at, part.note) == (RefundState.ASKED, None, None)


def test_a_line_that_is_given_back_whole_closes() -> None:
    part = refund({"c0": 2_000, "c1": 3_000})
    done, settled = succeed(ask(PAID, part), part, LATER)
    assert (settled.state, settled.settled_at) == (RefundState.SUCCEEDED, LATER)
    assert [(line.refunding, line.refunded, line.returned) for line in done.lines] == [
        (0, 2_000, False),
        (0, 3_000, True),
    ]
    assert (done.access("c0"), done.access("c1"), done.state) == (Access.LIVE, Access.NONE, OrderState.PAID)
    assert succeed(done, settled, LATER) == (done, settled)
    rest = refund({"c0": 3_000}, "r2")
    over, _ = succeed(ask(done, rest), rest, LATER)
    assert (over.state, over.refunded, over.captured) == (OrderState.REFUNDED, 8_000, 8_000)


@pytest.mark.parametrize(
    ("amounts", "refused"),
    [
        ({}, RefundEmpty),
        ({"c0": 0}, RefundEmpty),
        ({"c0": -1}, RefundEmpty),
        ({"c0": 5_001}, RefundTooMuch),
        ({"c0": 1, "c1": 3_001}, RefundTooMuch),
        ({"c9": 1}, LineNotFound),
    ],
)
def test_a_refund_that_cannot_be_is_refused_by_name(amounts: dict[str, int], refused: type[Exception]) -> None:
    with pytest.raises(refused):
        ask(PAID, refund(amounts))


def test_nothing_is_given_back_of_the_smallest_price_either() -> None:
    with pytest.raises(RefundEmpty):
        ask(paid(5_000, 1), refund({"c1": 0}))


def test_a_refusal_says_what_is_left() -> None:
    with pytest.raises(RefundTooMuch) as refusal:
        ask(ask(PAID, refund({"c0": 4_000})), refund({"c0": 1_001}, "r2"))
    assert refusal.value.facts == {"course": "c0", "left": "1000"}


def test_money_comes_back_in_steps_of_its_currency() -> None:
    dinars = paid(5_000, currency="KWD")
    with pytest.raises(UnchargeableAmount):
        ask(dinars, refund({"c0": 1_005}))
    assert ask(dinars, refund({"c0": 1_010})).left == 3_990


def test_only_what_was_paid_comes_back() -> None:
    with pytest.raises(OrderNotPaid) as refusal:
        ask(order(5_000), refund({"c0": 5_000}))
    assert refusal.value.facts == {"order": "o1", "state": "pending"}


def test_the_bank_decides_first() -> None:
    with pytest.raises(OrderDisputed) as refusal:
        ask(PAID.disputed("dp_1"), refund({"c0": 1}))
    assert refusal.value.facts == {"order": "o1"}
    ask(PAID.disputed("dp_1").dispute_closed("dp_1"), refund({"c0": 1}))


def test_what_cost_nothing_can_be_given_back_once() -> None:
    free = paid(5_000, 0)
    back = refund({"c1": 0})
    done, _ = succeed(ask(free, back), back, LATER)
    assert (done.access("c0"), done.access("c1"), done.state) == (Access.LIVE, Access.NONE, OrderState.PAID)
    with pytest.raises(RefundTooMuch):
        ask(done, refund({"c1": 0}, "r2"))
    other = refund({"c0": 1_000}, "r3")
    partly, _ = succeed(ask(free, other), other, LATER)
    assert partly.access("c1") is Access.LIVE  # it was in no refund


def test_everything_is_what_is_left_of_each_line() -> None:
    assert whole(PAID) == {"c0": 5_000, "c1": 3_000}
    assert whole(ask(PAID, refund({"c0": 2_000, "c1": 3_000}))) == {"c0": 3_000}
    free = paid(5_000, 0)
    assert whole(free) == {"c0": 5_000, "c1": 0}
    assert whole(free.given_back("c1")) == {"c0": 5_000}
    assert whole(paid(4_900, currency="USD", rate=SALES_TAX)) == {"c0": 5_304}  # its tax comes back with it


def test_a_refund_that_fails_can_be_asked_for_again() -> None:
    part = refund({"c0": 5_000})
    back, failed = fail(ask(PAID, part), part, LATER, "declined")
    assert back == replace(PAID, failed_refund="r1")
    assert (failed.state, failed.settled_at, failed.failure) == (RefundState.FAILED, LATER, "declined")
    assert fail(back, failed, LATER + timedelta(days=1)) == (back, failed)
    assert ask(back, refund({"c0": 5_000}, "r2")).left == 3_000


def test_a_refund_that_fails_after_it_had_succeeded_opens_the_lines_again() -> None:
    all_of_it = refund({"c0": 5_000, "c1": 3_000})
    done, settled = succeed(ask(PAID, all_of_it), all_of_it, NOON)
    back, failed = fail(done, settled, LATER)
    assert failed.state is RefundState.FAILED
    assert (back.state, back.late, back.refunded) == (OrderState.PAID, True, 0)
    assert [(line.returned, line.opened, line.held) for line in back.lines] == [(False, False, False)] * 2
    assert back.opened("c0").access("c0") is Access.LIVE


def test_a_partial_refund_that_fails_late_closes_nothing() -> None:
    part = refund({"c0": 1_000})
    done, settled = succeed(ask(PAID, part), part, NOON)
    back, _ = fail(done, settled, LATER)
    assert back == replace(PAID, failed_refund="r1")


def test_a_refund_that_had_failed_may_succeed_after_all() -> None:
    part = refund({"c0": 5_000})
    back, failed = fail(ask(PAID, part), part, NOON)
    done, settled = succeed(back, failed, LATER)
    assert (settled.state, settled.failure, done.failed_refund) == (RefundState.SUCCEEDED, None, None)
    assert (done.line("c0").refunded, done.line("c0").refunding, done.access("c0")) == (5_000, 0, Access.NONE)


def test_what_the_order_does_not_take_changes_none_of_its_lines() -> None:
    """Not even its state: the order may be given up."""
    pending = order(5_000)
    beside = Refund("r1", "o1", {}, RefundReason.UNWANTED, None, NOON, payment="pi_2", whole=5_000)
    gone, settled = succeed(pending, beside, NOON)
    assert (gone, settled.state, settled.total) == (pending, RefundState.SUCCEEDED, 5_000)
    back, failed = fail(gone, settled, LATER, "declined")
    assert back == replace(pending, failed_refund="r1")
    assert (failed.state, failed.failure) == (RefundState.FAILED, "declined")


def test_what_cost_nothing_stays_given_back_when_its_refund_fails() -> None:
    free = paid(5_000, 0)
    both = refund({"c0": 5_000, "c1": 0})
    done, settled = succeed(ask(free, both), both, NOON)
    back, _ = fail(done, settled, LATER)
    assert [line.returned for line in back.lines] == [False, True]
    assert (back.state, back.late) == (OrderState.PAID, True)


def test_a_refund_made_elsewhere_is_shared_out_over_what_is_left() -> None:
    assert elsewhere(PAID, 8_000) == {"c0": 5_000, "c1": 3_000}
    assert elsewhere(PAID, 800) == {"c0": 500, "c1": 300}
    assert elsewhere(ask(PAID, refund({"c0": 5_000})), 100) == {"c1": 100}
    with pytest.raises(RefundTooMuch) as refusal:
        elsewhere(PAID, 8_001)
    assert refusal.value.facts == {"order": "o1", "left": "8000"}
    assert elsewhere(paid(1_000, 2_000, currency="KWD"), 100) == {"c0": 30, "c1": 70}


def test_what_happened_at_the_provider_is_written_down_whatever_the_state() -> None:
    """A lost dispute: the order is disputed, and the money is gone all the same."""
    disputed = PAID.disputed("dp_1")
    lost = Refund("dp_1", "o1", elsewhere(disputed, 8_000), RefundReason.DISPUTE_LOST, None, LATER)
    done, _ = succeed(set_aside(disputed, lost), lost, LATER)
    assert done.dispute_closed("dp_1").state is OrderState.REFUNDED


@pytest.mark.parametrize(
    ("days", "after", "refused"),
    [
        (14, timedelta(days=14) - timedelta(seconds=1), False),
        (14, timedelta(days=14), True),
        (None, timedelta(days=4_000), False),
        (0, timedelta(0), True),
    ],
)
def test_a_school_gives_money_back_for_a_time(days: int | None, after: timedelta, refused: bool) -> None:
    policy = RefundPolicy(days)
    if refused:
        with pytest.raises(RefundWindowClosed) as refusal:
            policy.demand_open(PAID, NOON + after)
        assert refusal.value.facts == {"order": "o1", "days": str(days)}
    else:
        policy.demand_open(PAID, NOON + after)


def test_the_time_runs_from_the_payment() -> None:
    assert RefundPolicy() == RefundPolicy(14)
    free = order(0).paid_nothing(NOON + timedelta(days=3))
    RefundPolicy(1).demand_open(free, NOON + timedelta(days=3, hours=23))
    with pytest.raises(RefundWindowClosed):
        RefundPolicy(1).demand_open(order(5_000), NOON + timedelta(days=1))
