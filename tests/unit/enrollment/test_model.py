"""What is true of enrollments and offers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.enrollment.errors import CourseFull, CourseNotFound, EnrollmentClosed, PaymentNeeded
from lyceum.enrollment.model import Enrollment, Offer, Source, Status, refusal
from lyceum.kernel.access import Caller
from lyceum.kernel.ids import parts_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ENROLLED = Enrollment.begin(Caller("ada", "acme"), "c1", source=Source.SELF, at=NOON)


@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        (None, CourseNotFound),
        (Offer(open=False, price=0, seats_left=None), EnrollmentClosed),
        (Offer(open=False, price=900, seats_left=0), EnrollmentClosed),
        (Offer(open=True, price=900, seats_left=0), PaymentNeeded),
        (Offer(open=True, price=0, seats_left=0), CourseFull),
        (Offer(open=True, price=0, seats_left=3, waiting=1), CourseFull),  # a free seat is for who waits
        (Offer(open=True, price=0, seats_left=None), type(None)),
        (Offer(open=True, price=0, seats_left=1), type(None)),
    ],
)
def test_an_offer_says_why_it_gives_no_seat(offer: Offer | None, expected: type) -> None:
    assert type(refusal(offer, "c1")) is expected


def test_the_first_progress_starts_the_course() -> None:
    assert ENROLLED.moved(Decimal(0), progress_rev=1).status is Status.ENROLLED
    assert ENROLLED.moved(Decimal(5), progress_rev=2).status is Status.IN_PROGRESS


def test_an_older_or_repeated_progress_changes_nothing() -> None:
    moved = ENROLLED.moved(Decimal(50), progress_rev=7)
    assert moved.moved(Decimal(25), progress_rev=6) == moved
    assert moved.moved(Decimal(75), progress_rev=7) == moved


def test_completing_counts_however_late_it_is_told() -> None:
    after = ENROLLED.moved(Decimal(100), progress_rev=9).completed(NOON, progress_rev=9)
    late = ENROLLED.moved(Decimal(100), progress_rev=9).completed(NOON, progress_rev=8)
    assert (after.status, after.percent, after.completed_at) == (Status.COMPLETED, Decimal(100), NOON)
    assert late == after


def test_who_withdrew_stays_withdrawn() -> None:
    withdrawn = replace(ENROLLED, status=Status.WITHDRAWN)
    assert withdrawn.completed(NOON, progress_rev=5) == withdrawn


TOLD = st.lists(st.tuples(st.integers(1, 6), st.booleans()), min_size=1, max_size=12)


@given(TOLD, st.randoms(use_true_random=False))
def test_events_in_any_order_lead_to_the_same_enrollment(told: list[tuple[int, bool]], random: object) -> None:
    """Learning tells percent 10 × rev, and completes with its last event; the bus keeps no order and repeats."""
    events = [*told, (7, True), (7, False)]
    expected = (Status.COMPLETED, Decimal(100))
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    enrollment = ENROLLED
    for rev, _ in shuffled:
        enrollment = enrollment.moved(Decimal(10 * rev), progress_rev=rev)
        if rev == 7:
            enrollment = enrollment.completed(NOON, progress_rev=rev)
    assert (enrollment.status, enrollment.percent) == expected


def test_a_place_begins_with_nothing_done() -> None:
    begun = Enrollment.begin(Caller("ada", "acme"), "c1", source=Source.PURCHASE, at=NOON)

    assert begun == Enrollment(
        tenant="acme",
        learner="ada",
        course="c1",
        source=Source.PURCHASE,
        status=Status.ENROLLED,
        enrolled_at=NOON,
        version=None,
        title=None,
        percent=Decimal(0),
        completed_at=None,
        progress_rev=0,
        rev=0,
    )
    assert parts_of(begun.id, 2) == ["ada", "c1"]


def test_an_offer_promises_nothing_that_it_does_not_say() -> None:
    offer = Offer(open=True, price=0, seats_left=None)
    assert (offer.waiting, offer.title, offer.version) == (0, None, None)


@pytest.mark.parametrize(
    "offer",
    [
        None,
        Offer(open=False, price=0, seats_left=None),
        Offer(open=True, price=1, seats_left=None),
        Offer(open=True, price=0, seats_left=-1),
        Offer(open=True, price=0, seats_left=0),
        Offer(open=True, price=0, seats_left=1, waiting=1),
    ],
)
def test_a_refusal_names_the_course(offer: Offer | None) -> None:
    refused = refusal(offer, "c1")
    assert refused is not None
    assert refused.facts == {"course": "c1"}


@given(st.decimals(0, 100, places=2), st.sampled_from(Status), st.integers(1, 9))
def test_a_newer_progress_is_taken_whole(percent: Decimal, status: Status, rev: int) -> None:
    moved = replace(ENROLLED, status=status).moved(percent, progress_rev=rev)

    assert (moved.percent, moved.progress_rev) == (percent, rev)
    starts = status is Status.ENROLLED and percent > 0
    assert moved.status is (Status.IN_PROGRESS if starts else status)


@given(st.integers(0, 9), st.integers(0, 9))
def test_completing_keeps_the_newest_progress(known: int, told: int) -> None:
    done = replace(ENROLLED, progress_rev=known).completed(NOON, progress_rev=told)

    assert done.progress_rev == max(known, told)
    assert done.completed(NOON + timedelta(days=1), progress_rev=99) == done
