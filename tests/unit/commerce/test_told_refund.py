"""Refunds as the provider tells them, read and booked."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.commerce.model import hook
from lyceum.commerce.model.order import Order
from lyceum.commerce.model.refund import Refund, RefundState
from lyceum.commerce.model.told_refund import Step, ToldRefund, book, told_by
from tests.unit.commerce.samples import LATER, paid

ABOUT = {"id": "re_1", "object": "refund", "amount": 2_000, "currency": "thb", "status": "succeeded"}
OWN = "01J9Z8Q4C0ABCDEFGHJKMNPQRS"


def told(type: str = "refund.created", **about: Any) -> list[ToldRefund]:
    return told_by(hook.of({"id": "evt_1", "type": type, "data": {"object": ABOUT | about}}))


def test_what_an_event_says() -> None:
    assert told() == [ToldRefund("re_1", 2_000, "THB", Step.SUCCEEDED, None, is_unwanted=False)]
    (own,) = told(metadata={"refund": OWN}, status="pending")
    assert (own.own, own.step) == (OWN, Step.PENDING)
    (unwanted,) = told(metadata={"unwanted": "pi_1"}, status="canceled")
    assert (unwanted.is_unwanted, unwanted.step) == (True, Step.FAILED)


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


def test_a_charge_without_refunds_says_nothing() -> None:
    assert told("charge.refunded", object="charge") == []
    assert told("charge.refunded", object="charge", refunds={"data": [ABOUT]}) == told()


STEPS = st.lists(st.sampled_from(list(Step)), min_size=1, max_size=6)


@given(steps=STEPS)
def test_whatever_order_it_is_told_in(steps: list[Step]) -> None:
    """A refund that was made at the provider's: in the end it is what the furthest news says."""
    order: Order = paid(5_000, 3_000)
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
