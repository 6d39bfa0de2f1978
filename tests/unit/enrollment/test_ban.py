"""Being shut out of a course, for a time or for good, and what is theirs when they are let in again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lyceum.enrollment.errors import BanTooShort, EnrollmentEnded
from lyceum.enrollment.model import Ban, Enrollment, Offer, Source, Status, WithdrawalReason
from lyceum.kernel.access import Caller

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
ADA = Caller("ada", "acme")
PLACE = Enrollment.begin(ADA, "c1", source=Source.SELF, at=NOON)


def shut_out(place: Enrollment = PLACE, *, until: datetime | None = None) -> Enrollment:
    return place.banned("noise", by="head", at=LATER, until=until)


def test_a_place_says_nothing_of_a_branch_a_reason_or_a_ban_that_there_is_not() -> None:
    assert (PLACE.withdrawn_at, PLACE.reason, PLACE.branch, PLACE.ban) == (None, None, None, None)
    assert PLACE.through("b1") == replace(PLACE, branch="b1")
    assert Offer(open=True, price=0, seats_left=None) == Offer(
        open=True, price=0, seats_left=None, waiting=0, title=None, version=None, branches_only=False
    )


@pytest.mark.parametrize("status", Status)
def test_who_is_let_in_again_has_the_place_as_it_was(status: Status) -> None:
    place = replace(PLACE, status=status)
    banned = shut_out(place)
    assert banned == replace(
        place, status=Status.SUSPENDED, ban=Ban("noise", by="head", at=LATER, until=None, before=status)
    )
    assert banned.ban is not None
    assert banned.letting_in(banned.ban) == place


def test_a_ban_replaces_an_earlier_one_and_remembers_what_was_before_the_first() -> None:
    again = shut_out(shut_out()).banned("more", by="dean", at=LATER, until=LATER + timedelta(days=1))
    assert again.ban == Ban("more", "dean", LATER, LATER + timedelta(days=1), Status.ENROLLED)


def test_who_completed_meanwhile_has_completed_when_they_are_let_in() -> None:
    done = shut_out().completed(LATER, progress_rev=7)
    assert (done.status, done.percent, done.completed_at, done.progress_rev) == (
        Status.SUSPENDED,
        Decimal(100),
        LATER,
        7,
    )
    assert done.ban is not None
    assert done.ban.before is Status.COMPLETED
    assert done.letting_in(done.ban).status is Status.COMPLETED
    newer = replace(shut_out(), progress_rev=9).completed(LATER, progress_rev=7)
    assert newer.progress_rev == 9


def test_who_had_no_place_is_kept_out_of_taking_one() -> None:
    kept = Enrollment.kept_out(ADA, "c1", "noise", by="head", at=NOON, until=None)
    assert kept == Enrollment(
        "acme",
        "ada",
        "c1",
        Source.ADMIN,
        Status.SUSPENDED,
        NOON,
        ban=Ban("noise", "head", NOON, None, None),
    )
    assert kept.ban is not None
    assert kept.letting_in(kept.ban).ban is None


@given(st.integers(0, 120))
@example(60)
def test_a_ban_lasts_a_minute_at_least(seconds: int) -> None:
    until = NOON + timedelta(seconds=seconds)
    acts: tuple[Callable[[], Enrollment], ...] = (
        lambda: PLACE.banned("noise", by="head", at=NOON, until=until),
        lambda: Enrollment.kept_out(ADA, "c1", "noise", by="head", at=NOON, until=until),
    )
    for act in acts:
        if seconds < 60:
            with pytest.raises(BanTooShort):
                act()
        else:
            found = act().ban
            assert found is not None
            assert found.until == until


def test_a_refused_withdrawal_names_the_course_and_its_state() -> None:
    with pytest.raises(EnrollmentEnded) as refusal:
        replace(PLACE, status=Status.COMPLETED).withdrawn(WithdrawalReason.TIME, NOON)
    assert refusal.value.facts == {"course": "c1", "state": "completed"}
