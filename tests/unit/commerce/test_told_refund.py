"""Refunds as the provider tells them, read and booked."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.commerce.errors import UnchargeableAmount
from lyceum.commerce.model import hook
from lyceum.commerce.model.order import Order
from lyceum.commerce.model.refund import Refund, RefundReason, RefundState, ask, unwanted_id
from lyceum.commerce.model.told_refund import Booked, Step, ToldRefund, book, told_by
from tests.unit.commerce.samples import LATER, NOON, paid

ABOUT = {"id": "re_1", "object": "refund", "amount": 2_000, "currency": "thb", "status": "succeeded"}
OWN = "01J9Z8Q4C0ABCDEFGHJKMNPQRS"
OURS = "1SF2TWKXS6R4K5AE627Y89DH9J"
"""Our id of re_1 in the sample order: another one for the same would give it back twice."""
PAID = paid(5_000, 3_000)


def told(type: str = "refund.created", **about: Any) -> list[ToldRefund]:
    return told_by(hook.of({"id": "evt_1", "type": type, "data": {"object": ABOUT | about}}))


def test_what_an_event_says() -> None:
    assert told() == [ToldRefund("re_1", 2_000, "THB", Step.SUCCEEDED, None, None)]
    (own,) = told(metadata={"refund": OWN}, status="pending")
    assert (own.own, own.step) == (OWN, Step.PENDING)
    (unwanted,) = told(metadata={"unwanted": "pi_1"}, status="canceled")
    assert (unwanted.unwanted, unwanted.step) == ("pi_1", Step.FAILED)


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"status": "failed", "failure_reason": "expired_or_canceled_card"}, "expired_or_canceled_card"),
        ({"status": "succeeded", "failure_reason": "expired_or_canceled_card"}, None),
        ({"status": "failed", "failure_reason": "Ask Ada <ada@example.org>"}, None),
        ({"status": "failed", "failure_reason": "x" * 61}, None),
        ({"status": "failed", "failure_reason": 7}, None),
        ({"status": "failed"}, None),
    ],
)
def test_why_a_refund_failed_is_one_word_of_the_providers(about: dict[str, Any], why: str | None) -> None:
    (said,) = told(**about)
    assert said.failure == why


@pytest.mark.parametrize("unwanted", [None, 5, "", "a#b", "x" * 256])
def test_a_payment_that_is_none_of_theirs(unwanted: object) -> None:
    (said,) = told(metadata={"unwanted": unwanted})
    assert said.unwanted is None


@pytest.mark.parametrize(
    "about",
    [
        {"amount": "2000"},
        {"id": 5},
        {"currency": None},
    ],
)
def test_what_says_nothing(about: dict[str, Any]) -> None:
    assert told(**about) == []


@pytest.mark.parametrize("names", [None, 5, {"refund": "a#b"}, {"refund": 7}, {"refund": "x" * 26}])
def test_a_name_that_is_none_of_ours(names: object) -> None:
    (one,) = told(metadata=names)
    assert one.own is None


@pytest.mark.parametrize("refunds", [None, [ABOUT], {}, {"data": None}, {"data": []}, {"data": [None]}], ids=range(6))
def test_a_charge_without_refunds_says_nothing(refunds: object) -> None:
    assert told("charge.refunded", object="charge", refunds=refunds) == []


def test_a_charge_names_its_refunds() -> None:
    other = ABOUT | {"id": "re_2"}
    (first,) = told()
    assert told("charge.refunded", object="charge", refunds={"data": [ABOUT, other]}) == [
        first,
        replace(first, id="re_2"),
    ]


@pytest.mark.parametrize(
    ("type", "object"),
    [("refund.updated", None), ("charge.refund.updated", "refund"), ("refund.failed", "refund")],
)
def test_a_refund_is_told_by_what_it_is_or_by_what_happened(type: str, object: str | None) -> None:
    assert told(type, object=object) == told()


@pytest.mark.parametrize(
    ("status", "step"),
    [
        ("succeeded", Step.SUCCEEDED),
        ("failed", Step.FAILED),
        ("canceled", Step.FAILED),
        ("pending", Step.PENDING),
        ("requires_action", Step.PENDING),
        (None, Step.PENDING),
    ],
)
def test_how_far_a_refund_has_come(status: str | None, step: Step) -> None:
    assert [each.step for each in told(status=status)] == [step]


def test_a_refund_made_elsewhere_has_one_id_of_ours() -> None:
    (said,) = told()
    assert said.known_as(PAID) == OURS
    others = (replace(PAID, tenant="other"), replace(PAID, id="o2"))
    assert OURS not in {said.known_as(other) for other in others} | {replace(said, id="re_2").known_as(PAID)}
    assert replace(said, own=OWN).known_as(PAID) == OWN
    assert replace(said, unwanted="pi_2").known_as(PAID) == unwanted_id("acme", "o1", "pi_2")
    assert replace(said, own=OWN, unwanted="pi_2").known_as(PAID) == OWN


@pytest.mark.parametrize(
    ("step", "amounts", "known"),
    [
        (Step.PENDING, {"c0": 1_250, "c1": 750}, {"state": RefundState.ASKED}),
        (Step.SUCCEEDED, {"c0": 1_250, "c1": 750}, {"state": RefundState.SUCCEEDED, "settled_at": LATER}),
        (Step.FAILED, {}, {"state": RefundState.FAILED, "settled_at": LATER, "whole": 2_000, "failure": "declined"}),
    ],
)
def test_a_refund_made_elsewhere_is_written_down(step: Step, amounts: dict[str, int], known: dict[str, Any]) -> None:
    (said,) = told()
    _, booked = book(PAID, replace(said, step=step, failure="declined"), None, LATER)
    expected = Refund(OURS, "o1", amounts, RefundReason.AT_PROVIDER, None, LATER, **known)
    assert (booked, expected.total) == (Booked(None, expected), 2_000)


@pytest.mark.parametrize(
    ("step", "known"),
    [
        (Step.PENDING, {"state": RefundState.ASKED}),
        (Step.SUCCEEDED, {"state": RefundState.SUCCEEDED, "settled_at": LATER}),
        (Step.FAILED, {"state": RefundState.FAILED, "settled_at": LATER}),
    ],
)
def test_what_the_order_does_not_take_goes_back_beside_its_lines(step: Step, known: dict[str, Any]) -> None:
    (said,) = told(metadata={"unwanted": "pi_2"}, currency="usd")
    after, booked = book(PAID, replace(said, step=step), None, LATER)
    id = unwanted_id("acme", "o1", "pi_2")
    more: dict[str, Any] = {"payment": "pi_2", "whole": 2_000, "currency": "USD"}
    expected = Refund(id, "o1", {}, RefundReason.UNWANTED, None, LATER, **more, **known)
    assert booked == Booked(None, expected)
    assert after == replace(PAID, failed_refund=id if step is Step.FAILED else None)


@pytest.mark.parametrize(
    ("step", "state"), [(Step.SUCCEEDED, RefundState.SUCCEEDED), (Step.FAILED, RefundState.FAILED)]
)
def test_a_refund_that_was_asked_for_here_is_settled_once(step: Step, state: RefundState) -> None:
    kept = Refund(OWN, "o1", {"c0": 2_000}, RefundReason.REQUESTED, "staff", NOON)
    (said,) = told(metadata={"refund": OWN})
    after, booked = book(ask(PAID, kept), replace(said, step=step), kept, LATER)
    done = replace(kept, state=state, settled_at=LATER)
    assert booked == Booked(kept, done)
    assert book(after, replace(said, step=step), done, LATER) == (after, None)


def test_a_refund_counts_as_the_provider_does() -> None:
    """6 ISK are 600 to the provider."""
    _, booked = book(paid(8, 4, currency="ISK"), ToldRefund("re_1", 600, "ISK", Step.PENDING, None, None), None, LATER)
    assert booked is not None
    assert booked.after.amounts == {"c0": 4, "c1": 2}


def test_a_refund_in_another_currency_is_none_of_this_order() -> None:
    (said,) = told(currency="usd")
    with pytest.raises(UnchargeableAmount):
        book(PAID, said, None, LATER)
    after, booked = book(PAID, replace(said, step=Step.FAILED), None, LATER)
    assert booked is not None
    assert (after.lines, booked.after.currency, booked.after.total) == (PAID.lines, "USD", 2_000)


STEPS = st.lists(st.sampled_from(list(Step)), min_size=1, max_size=6)


@given(steps=STEPS)
def test_whatever_order_it_is_told_in(steps: list[Step]) -> None:
    """A refund that was made at the provider's: in the end it is what the furthest news says."""
    order: Order = PAID
    kept: Refund | None = None
    (said,) = told()
    for step in steps:
        order, booked = book(order, replace(said, step=step), kept, LATER)
        kept = booked.after if booked is not None else kept
        assert kept is not None
    assert kept is not None
    expected = [RefundState.ASKED, RefundState.SUCCEEDED, RefundState.FAILED][max(steps)]
    assert kept.state is expected
    assert order.refunded == (2_000 if expected is RefundState.SUCCEEDED else 0)
    assert sum(line.refunding for line in order.lines) == (2_000 if expected is RefundState.ASKED else 0)
