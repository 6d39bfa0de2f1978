"""A place that was bought: its payment is disputed, its money goes back, or it is bought once more."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.enrollment.model import Ban, Enrollment, Offer, Source, Status, WithdrawalReason
from lyceum.kernel.access import Caller

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
ADA = Caller("ada", "acme")
BOUGHT = Enrollment.begin(ADA, "c1", source=Source.PURCHASE, at=NOON)
KEPT = Enrollment.kept_out(ADA, "c1", "noise", by="head", at=NOON, until=None)


def shut_out(place: Enrollment) -> Enrollment:
    return place.banned("noise", by="head", at=NOON, until=None)


def let_in(place: Enrollment) -> Enrollment:
    return place if place.ban is None else place.letting_in(place.ban)


def test_an_offer_requires_no_course_that_it_does_not_name() -> None:
    assert Offer(open=True, price=0, seats_left=None).required == ()


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.WITHDRAWN])
def test_a_disputed_payment_suspends_the_place_until_it_is_settled(status: Status) -> None:
    place = replace(BOUGHT, status=status)
    disputed = place.disputed("o1", by="bank", at=LATER)
    assert disputed == replace(
        place, status=Status.SUSPENDED, ban=Ban("Payment disputed", "bank", LATER, None, status, "o1")
    )
    assert let_in(disputed) == place


@pytest.mark.parametrize("place", [shut_out(BOUGHT), KEPT, replace(BOUGHT, status=Status.WITHDRAWN)])
def test_a_disputed_payment_changes_nothing_of_who_is_out_already(place: Enrollment) -> None:
    assert place.disputed("o1", by="bank", at=LATER) == place
    assert shut_out(BOUGHT).ban == Ban("noise", "head", NOON, None, Status.ENROLLED, order=None)


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.WITHDRAWN])
def test_a_place_whose_money_went_back_is_withdrawn_whatever_it_was(status: Status) -> None:
    place = replace(BOUGHT, status=status, percent=Decimal(40))
    back = place.bought_back(LATER)
    assert back == replace(place, status=Status.WITHDRAWN, withdrawn_at=LATER, reason=WithdrawalReason.REFUNDED)
    assert back.bought_back(LATER + timedelta(days=1)) == back


def test_who_gave_a_place_up_did_so_for_their_own_reason() -> None:
    left = BOUGHT.withdrawn(WithdrawalReason.TIME, NOON)
    assert left.bought_back(LATER) == left


def test_who_is_shut_out_stays_so_when_their_money_goes_back() -> None:
    place = shut_out(BOUGHT)
    back = place.bought_back(LATER)
    assert back == replace(
        place,
        withdrawn_at=LATER,
        reason=WithdrawalReason.REFUNDED,
        ban=Ban("noise", "head", NOON, None, Status.WITHDRAWN),
    )
    assert back.bought_back(LATER + timedelta(days=1)) == back
    assert let_in(back) == BOUGHT.bought_back(LATER)


def test_who_never_had_a_place_gives_none_back() -> None:
    assert KEPT.bought_back(LATER) == KEPT


MEANWHILE: list[Callable[[Enrollment], Enrollment]] = [
    lambda place: place.completed(LATER, progress_rev=7),
    lambda place: place.bought_back(LATER),
    lambda place: place.bought_back(NOON),
]


@given(
    st.sampled_from([status for status in Status if status is not Status.SUSPENDED]),
    st.lists(st.sampled_from(MEANWHILE), max_size=4),
    st.integers(0, 4),
)
def test_a_ban_changes_nothing_of_what_is_told_meanwhile(
    status: Status, told: list[Callable[[Enrollment], Enrollment]], banned_after: int
) -> None:
    free = barred = replace(BOUGHT, status=status)
    for place, tell in enumerate(told):
        free, barred = tell(free), tell(shut_out(barred) if place == banned_after else barred)
    assert let_in(barred) == free


@pytest.mark.parametrize(
    ("done", "status"),
    [
        ({}, Status.ENROLLED),
        ({"percent": Decimal("0.01")}, Status.IN_PROGRESS),
        ({"percent": Decimal(100), "completed_at": NOON}, Status.COMPLETED),
    ],
)
def test_a_place_that_is_bought_once_more_goes_on_where_it_was(done: dict[str, Any], status: Status) -> None:
    left = replace(BOUGHT, version=3, progress_rev=5, rev=9, branch="b1", **done).withdrawn(WithdrawalReason.TIME, NOON)
    again = Enrollment.begin(ADA, "c1", source=Source.ADMIN, at=LATER).through("b2")
    assert left.taken_again(again) == replace(
        left,
        source=Source.ADMIN,
        status=status,
        enrolled_at=LATER,
        withdrawn_at=None,
        reason=None,
        branch="b2",
    )
