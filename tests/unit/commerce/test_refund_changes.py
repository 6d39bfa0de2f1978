"""Why and of what a refund is asked for, and which courses it gives back or opens again."""

import pytest

from lyceum.commerce.errors import LineNotFound
from lyceum.commerce.model.order import Order
from lyceum.commerce.model.refund import Refund, RefundReason, ask, freed, reopened, returned, wanted
from tests.unit.commerce.samples import NOON, paid

PAID = paid(5_000, 3_000, 2_000, seats=True)


def back(order: Order, *courses: str) -> Order:
    for course in courses:
        order = order.given_back(course)
    return order


def test_what_follows_from_a_course_that_could_not_be_opened_nobody_asked_for() -> None:
    assert {reason for reason in RefundReason if not reason.is_asked_for} == {
        RefundReason.FULL_AFTER_ALL,
        RefundReason.NOT_ADMITTED,
        RefundReason.WITHDRAWN_COURSE,
        RefundReason.UNWANTED,
    }


def test_a_refund_is_wanted_of_everything_or_of_named_lines() -> None:
    partly = ask(PAID, Refund("r1", "o1", {"c0": 1_000}, RefundReason.REQUESTED, "staff", NOON))
    assert wanted(partly, None) == {"c0": 4_000, "c1": 3_000, "c2": 2_000}
    assert wanted(partly, {"c0": None, "c1": 500}) == {"c0": 4_000, "c1": 500}
    assert wanted(partly, {}) == {}
    with pytest.raises(LineNotFound) as refusal:
        wanted(partly, {"c9": None})
    assert refusal.value.facts == {"course": "c9"}


def test_courses_are_given_back_and_opened_again_once() -> None:
    before, after = back(PAID, "c0"), back(PAID, "c0", "c2")
    assert (returned(before, after), returned(PAID, after), returned(after, after)) == (["c2"], ["c0", "c2"], [])
    assert (reopened(after, before), reopened(after, PAID), reopened(before, after)) == (["c2"], ["c0", "c2"], [])


def test_a_seat_is_freed_only_where_it_was_still_held() -> None:
    """An enrolled buyer's seat is freed with their place."""
    before = paid(5_000, 3_000, 2_000, seats=True, opened=["c0"])
    assert freed(before, back(before, "c0", "c2")) == ["c2"]
    assert freed(before, before) == []
