"""One review: what it comes to, when it is the same again, and until when it is open."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment.model.peer_reviewing import GivenReview, PeerReview
from lyceum.assessment.model.submission import SubmissionId
from lyceum.assessment.peer_reviews.errors import PeerReviewClosed
from lyceum.kernel.clock import iso
from tests.unit.assessment.samples import NOON

INSTANT = timedelta(milliseconds=1)
WORK = SubmissionId("a", "x")


def given(points: str = "8", maximum: str = "10") -> GivenReview:
    return GivenReview(version=1, points=Decimal(points), maximum=Decimal(maximum), at=NOON)


def review(due: Any = NOON) -> PeerReview:
    return PeerReview(id="r", reviewer="b", of=WORK, course="c", title={"en": "Essay"}, due_at=due)


def test_before_it_is_given_there_is_nothing() -> None:
    assert (review().given, review().rev) == (None, 0)
    assert (given().comment, given().marks) == ("", {})


@pytest.mark.parametrize(
    ("points", "maximum", "expected"),
    [("8", "10", "80"), ("1", "3", "33.33"), ("2", "3", "66.67"), ("0.2", "0.5", "40"), ("0", "0", "100")],
    ids=["8/10", "1/3", "2/3", "less than a point", "nothing to earn"],
)
def test_the_percentage_is_that_worked_on_paper(points: str, maximum: str, expected: str) -> None:
    assert given(points, maximum).percent == Decimal(expected)


def test_the_same_again_is_the_same_whenever_it_is_said() -> None:
    assert given().says_the_same(replace(given(), at=NOON + INSTANT))
    assert not given().says_the_same(None)
    others: list[dict[str, Any]] = [
        {"version": 2},
        {"points": Decimal(7)},
        {"maximum": Decimal(9)},
        {"comment": "Good."},
        {"marks": {"a": "b"}},
    ]
    assert not any(given().says_the_same(replace(given(), **other)) for other in others)


def test_it_is_open_until_it_is_due() -> None:
    review().demand_open(None, NOON)
    review(None).demand_open(None, NOON)
    assert review().is_open(None, NOON)
    assert not review().is_open(None, NOON + INSTANT)
    with pytest.raises(PeerReviewClosed) as late:
        review().demand_open(None, NOON + INSTANT)
    assert late.value.facts == {"closed_at": iso(NOON)}


def test_it_is_closed_once_the_work_has_its_grade() -> None:
    assert not review().is_open(NOON, NOON - INSTANT)
    for due in (NOON, None):
        with pytest.raises(PeerReviewClosed) as closed:
            review(due).demand_open(NOON - INSTANT, NOON)
        assert closed.value.facts == {"closed_at": iso(NOON - INSTANT)}
