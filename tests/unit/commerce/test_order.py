"""The life of an order: pending, paid once, given up, disputed; what it opens."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lyceum.commerce.errors import (
    LineNotFound,
    OrderNotOpen,
    OrderStillHeld,
    PaidTwice,
    PaymentDiffers,
)
from lyceum.commerce.model.order import Access, Order, OrderState, Payment, PayWith, Sale
from tests.unit.commerce.samples import LATER, NOON, order, paid, payment

PENDING = order(5_000, 3_000, seats=True)


def test_a_new_order_waits_and_holds_its_seats() -> None:
    assert PENDING.state is OrderState.PENDING
    assert [(line.seat, line.held, line.opened, line.returned) for line in PENDING.lines] == [
        (True, True, False, False)
    ] * 2
    assert (PENDING.late, PENDING.declines, PENDING.disputes, PENDING.closed_at, PENDING.rev) == (
        False,
        0,
        frozenset(),
        None,
        0,
    )
    assert (PENDING.billing, PENDING.sale) == (
        None,
        Sale(PayWith.PAYMENT_ELEMENT, account=None, intent=None, session=None),
    )
    assert [line.title for line in PENDING.lines] == [None, None]
    assert PENDING.access("c0") is Access.NONE
    assert [line.held for line in order(5_000).lines] == [False]
    assert [line.seat for line in PENDING.holding({"c1"}).lines] == [False, True]
    assert [line.held for line in PENDING.holding({"c1"}).lines] == [False, True]


def test_an_order_is_paid_once() -> None:
    once = PENDING.paid(payment(PENDING, at=LATER))
    assert once == replace(PENDING, state=OrderState.PAID, payment=payment(PENDING, at=LATER), closed_at=LATER)
    assert once.paid(payment(PENDING, at=LATER + timedelta(days=1))) is once
    with pytest.raises(PaidTwice) as refusal:
        once.paid(payment(PENDING, "pi_2"))
    assert refusal.value.facts == {"order": "o1"}
    assert (once.captured, once.total, once.left) == (8_000, 8_000, 8_000)


@pytest.mark.parametrize(("amount", "currency"), [(7_999, "THB"), (8_001, "THB"), (8_000, "USD"), (0, "THB")])
def test_what_does_not_match_pays_nothing(amount: int, currency: str) -> None:
    with pytest.raises(PaymentDiffers) as refusal:
        PENDING.paid(Payment("pi_1", amount, currency, NOON))
    assert refusal.value.facts == {"order": "o1"}


def test_nobody_pays_for_what_was_free() -> None:
    free = order(0, 0)
    done = free.paid_nothing(LATER)
    assert done == replace(free, state=OrderState.PAID, closed_at=LATER)
    assert done.payment is None
    with pytest.raises(OrderNotOpen) as refusal:
        done.paid_nothing(LATER)
    assert refusal.value.facts == {"order": "o1", "state": "paid"}
    with pytest.raises(PaymentDiffers) as owed:
        PENDING.paid_nothing(LATER)
    assert owed.value.facts == {"order": "o1"}
    with pytest.raises(PaymentDiffers):
        done.paid(Payment("pi_1", 0, "THB", NOON))


def test_an_order_expires_when_its_hold_ends_and_not_before() -> None:
    with pytest.raises(OrderStillHeld) as refusal:
        PENDING.expired(PENDING.held_until - timedelta(microseconds=1))
    assert refusal.value.facts == {"order": "o1"}
    gone = PENDING.expired(PENDING.held_until)
    assert (gone.state, gone.closed_at) == (OrderState.CANCELLED, PENDING.held_until)
    assert [(line.seat, line.held) for line in gone.lines] == [(True, False)] * 2
    assert gone.expired(LATER) is gone


def test_what_is_paid_does_not_expire() -> None:
    once = PENDING.paid(payment(PENDING))
    assert once.expired(PENDING.held_until + timedelta(days=9)) is once


def test_a_buyer_may_give_up_before_they_pay() -> None:
    gone = PENDING.cancelled(LATER)
    assert (gone.state, gone.closed_at, [line.held for line in gone.lines]) == (
        OrderState.CANCELLED,
        LATER,
        [False, False],
    )
    assert gone.cancelled(LATER) is gone
    with pytest.raises(OrderNotOpen) as refusal:
        PENDING.paid(payment(PENDING)).cancelled(LATER)
    assert refusal.value.facts == {"order": "o1", "state": "paid"}


def test_a_payment_that_comes_too_late_is_taken_all_the_same() -> None:
    late = PENDING.cancelled(NOON).paid(payment(PENDING, at=LATER))
    assert (late.state, late.late, late.closed_at) == (OrderState.PAID, True, LATER)
    assert [line.held for line in late.lines] == [False, False]


def test_a_declined_payment_leaves_the_order_open() -> None:
    again = PENDING.declined().declined()
    assert again == replace(PENDING, declines=2)
    once = PENDING.paid(payment(PENDING))
    assert once.declined() is once


def test_a_line_opens_when_its_buyer_is_enrolled() -> None:
    once = PENDING.paid(payment(PENDING))
    assert once.access("c0") is Access.NONE
    opened = once.opened("c0")
    assert (opened.access("c0"), opened.access("c1")) == (Access.LIVE, Access.NONE)
    assert [(line.opened, line.held) for line in opened.lines] == [(True, False), (False, True)]
    with pytest.raises(OrderNotOpen) as refusal:
        PENDING.opened("c0")
    assert refusal.value.facts == {"order": "o1", "state": "pending"}
    with pytest.raises(LineNotFound) as missing:
        once.opened("c9")
    assert missing.value.facts == {"course": "c9"}


def test_what_was_given_back_opens_nothing_and_frees_its_seat() -> None:
    one = PENDING.paid(payment(PENDING)).opened("c0").given_back("c0")
    assert (one.state, one.access("c0")) == (OrderState.PAID, Access.NONE)
    assert [(line.returned, line.held) for line in one.lines] == [(True, False), (False, True)]
    with pytest.raises(OrderNotOpen):
        one.opened("c0")
    both = one.given_back("c1")
    assert (both.state, [line.held for line in both.lines]) == (OrderState.REFUNDED, [False, False])
    gone = PENDING.cancelled(NOON).given_back("c0").given_back("c1")
    assert gone.state is OrderState.CANCELLED


def test_a_dispute_suspends_until_it_is_closed() -> None:
    disputed = paid(5_000).disputed("dp_1").disputed("dp_2").disputed("dp_2")
    assert disputed.access("c0") is Access.SUSPENDED
    assert disputed.dispute_closed("dp_1").access("c0") is Access.SUSPENDED
    assert disputed.dispute_closed("dp_1").dispute_closed("dp_2").access("c0") is Access.LIVE
    assert disputed.dispute_closed("dp_9") == disputed
    unopened = paid(5_000, opened=[]).disputed("dp_1")
    assert unopened.access("c0") is Access.NONE


def test_changing_lines_leaves_the_others_alone() -> None:
    changed = PENDING.with_amounts({"c1": 7}, lambda line, amount: replace(line, refunding=amount))
    assert [line.refunding for line in changed.lines] == [0, 7]
    assert isinstance(changed, Order)


def test_nothing_is_left_below_zero() -> None:
    line = replace(PENDING.lines[0], refunded=4_000, refunding=2_000)
    assert line.left == 0
    assert replace(line, refunding=400).left == 600
