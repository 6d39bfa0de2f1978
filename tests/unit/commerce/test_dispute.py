"""Disputes as the provider tells them, read and decided."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.commerce.errors import UnchargeableAmount
from lyceum.commerce.model import hook
from lyceum.commerce.model.dispute import DisputeStep, ToldDispute, decide, live, told_of
from lyceum.commerce.model.order import Access, Order, OrderState, Verdict
from lyceum.commerce.model.refund import Refund, RefundReason, RefundState, set_aside, succeed
from lyceum.commerce.model.told_refund import Booked
from tests.unit.commerce.samples import LATER, NOON, paid

ABOUT = {"id": "dp_1", "object": "dispute", "amount": 8_000, "currency": "thb", "status": "needs_response"}
PAID = paid(5_000, 3_000)
OPEN, LOST, WON = (ToldDispute("dp_1", 8_000, "THB", step) for step in DisputeStep)
OURS = "0CRFXXZA7WGMZYWZQMVWX0MZAH"
"""Our id of what dp_1 takes of the sample order: another one for the same would take it twice."""


def told(type: str = "charge.dispute.updated", **about: Any) -> ToldDispute | None:
    return told_of(hook.of({"id": "evt_1", "type": type, "data": {"object": ABOUT | about}}))


def lost(order: Order, told: ToldDispute = LOST) -> tuple[Order, Refund]:
    after, booked = decide(order, told, None, LATER)
    assert booked is not None
    assert booked.before is None
    return after, booked.after


@pytest.mark.parametrize(
    ("status", "type", "step"),
    [
        ("needs_response", "charge.dispute.created", DisputeStep.OPEN),
        ("under_review", "charge.dispute.updated", DisputeStep.OPEN),
        ("brand_new", "charge.dispute.updated", DisputeStep.OPEN),
        ("lost", "charge.dispute.closed", DisputeStep.LOST),
        ("lost", "charge.dispute.updated", DisputeStep.LOST),
        ("won", "charge.dispute.closed", DisputeStep.WON),
        ("won", "charge.dispute.updated", DisputeStep.WON),
        ("brand_new", "charge.dispute.closed", DisputeStep.WON),
    ],
)
def test_what_an_event_says_of_a_dispute(status: str, type: str, step: DisputeStep) -> None:
    assert told(type, status=status) == ToldDispute("dp_1", 8_000, "THB", step)


@pytest.mark.parametrize(
    "about",
    [
        {"status": "warning_needs_response"},
        {"status": "warning_under_review"},
        {"status": "warning_closed"},
        {"status": "prevented"},
        {"object": "charge"},
        {"id": None},
        {"id": ""},
        {"id": "d" * 101},
        {"amount": "8000"},
        {"currency": 7},
    ],
    ids=str,
)
def test_what_is_about_no_dispute_or_takes_no_money_says_nothing(about: dict[str, Any]) -> None:
    assert told(**about) is None


@pytest.mark.parametrize("length", [1, 100])
def test_an_id_is_as_long_as_can_be_kept(length: int) -> None:
    found = told(id="d" * length)
    assert found is not None
    assert found.id == "d" * length


def test_what_a_dispute_takes_has_one_id_of_ours() -> None:
    assert OPEN.refund_id(PAID) == OURS
    others = (replace(PAID, tenant="other"), replace(PAID, id="o2"))
    assert OURS not in {OPEN.refund_id(other) for other in others} | {replace(OPEN, id="dp_2").refund_id(PAID)}


def test_a_dispute_that_opens_suspends_access() -> None:
    after, booked = decide(PAID, OPEN, None, LATER)
    assert (after, booked) == (replace(PAID, disputes=frozenset({"dp_1"})), None)
    assert after.access("c0") is Access.SUSPENDED


def test_a_lost_dispute_gives_everything_back() -> None:
    after, refund = lost(PAID.disputed("dp_1").disputed("dp_2"))
    assert refund == Refund(
        OURS,
        "o1",
        {"c0": 5_000, "c1": 3_000},
        RefundReason.DISPUTE_LOST,
        by=None,
        at=LATER,
        state=RefundState.SUCCEEDED,
        settled_at=LATER,
    )
    assert (after.state, after.refunded, after.disputes) == (OrderState.REFUNDED, 8_000, {"dp_2"})
    assert after.verdicts == {"dp_1": Verdict.LOST}
    assert [(line.refunding, line.returned) for line in after.lines] == [(0, True)] * 2


def test_a_lost_dispute_takes_its_amount_and_never_more_than_is_left() -> None:
    after, refund = lost(PAID, replace(LOST, amount=800))
    assert (refund.amounts, after.state, live(after)) == ({"c0": 500, "c1": 300}, OrderState.PAID, ["c0", "c1"])
    part = Refund("r1", "o1", {"c0": 5_000}, RefundReason.REQUESTED, None, NOON)
    before, _ = succeed(set_aside(PAID, part), part, NOON)
    after, refund = lost(before)
    assert (refund.amounts, after.refunded) == ({"c1": 3_000}, 8_000)


def test_a_lost_dispute_counts_as_the_provider_does() -> None:
    """6 ISK are 600 to the provider."""
    _, refund = lost(paid(8, 4, currency="ISK"), ToldDispute("dp_1", 600, "ISK", DisputeStep.LOST))
    assert refund.amounts == {"c0": 4, "c1": 2}


def test_a_lost_dispute_takes_nothing_where_nothing_is_left() -> None:
    given_back, _ = lost(PAID)
    assert decide(given_back, replace(LOST, id="dp_2"), None, LATER) == (
        replace(given_back, verdicts={"dp_1": Verdict.LOST, "dp_2": Verdict.LOST}),
        None,
    )


def test_a_dispute_in_another_currency_is_none_of_this_order() -> None:
    with pytest.raises(UnchargeableAmount):
        decide(PAID, replace(LOST, currency="USD"), None, LATER)


def test_a_dispute_that_is_won_gives_access_again() -> None:
    assert decide(PAID.disputed("dp_1"), WON, None, LATER) == (replace(PAID, verdicts={"dp_1": Verdict.WON}), None)


def test_a_dispute_that_was_lost_and_is_won_after_all_gives_its_money_back() -> None:
    after, refund = lost(PAID)
    won, booked = decide(after, WON, refund, NOON)
    assert booked == Booked(refund, replace(refund, state=RefundState.FAILED, settled_at=NOON))
    assert (won.state, won.late, won.refunded, won.verdicts) == (OrderState.PAID, True, 0, {"dp_1": Verdict.WON})


@pytest.mark.parametrize("state", [RefundState.ASKED, RefundState.FAILED])
def test_what_was_never_taken_is_not_given_back(state: RefundState) -> None:
    refund = Refund(OURS, "o1", {"c0": 5_000}, RefundReason.DISPUTE_LOST, None, NOON, state=state)
    assert decide(PAID, WON, refund, LATER) == (replace(PAID, verdicts={"dp_1": Verdict.WON}), None)


@given(st.lists(st.sampled_from([OPEN, LOST, WON]), min_size=1, max_size=6))
def test_in_whatever_order_it_is_told_the_furthest_news_holds(steps: list[ToldDispute]) -> None:
    order, kept = PAID, None
    for step in steps:
        order, booked = decide(order, step, kept, LATER)
        kept = booked.after if booked is not None else kept
    furthest = max(step.step for step in steps)
    assert order.verdicts.get("dp_1") is [None, Verdict.LOST, Verdict.WON][furthest]
    assert order.disputes == (frozenset({"dp_1"}) if furthest is DisputeStep.OPEN else frozenset())
    assert order.refunded == (8_000 if furthest is DisputeStep.LOST else 0)


def test_a_course_that_was_given_back_is_not_live() -> None:
    assert (live(PAID), live(PAID.given_back("c0"))) == (["c0", "c1"], ["c1"])
