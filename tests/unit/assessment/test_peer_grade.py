"""What reviews make of a grade as the work is returned; figures worked on paper."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lyceum.assessment.errors import SubmissionNotGraded
from lyceum.assessment.model.course_assignment import AssignmentSettings
from lyceum.assessment.model.peer_grade import returned, with_peers
from lyceum.assessment.model.peer_review import PeerReviewSettings
from lyceum.assessment.model.submission import PeersPart, Submission, SubmissionState
from tests.unit.assessment.samples import NOON
from tests.unit.assessment.test_submission import grade, handed_in

GIVEN = [Decimal(90), Decimal(100)]
HUNDRED = Decimal(100)


def rules(weight: str | None, penalty: int = 0) -> AssignmentSettings:
    peers = PeerReviewSettings(reviewers=2, weight=Decimal(weight)) if weight is not None else None
    return AssignmentSettings(peer_review=peers, late_penalty_percent=Decimal(penalty))


def late(submission: Submission) -> Submission:
    return replace(submission, versions=(*submission.versions[:-1], replace(submission.newest, late=True)))


def back(
    submission: Submission, weight: str | None, percents: list[Decimal] | None = None, penalty: int = 0
) -> Submission:
    given = GIVEN if percents is None else percents
    return returned(submission, given, rules(weight, penalty), maximum=HUNDRED, at=NOON)


@pytest.mark.parametrize(
    ("weight", "is_late", "points"),
    [("25", False, "83.75"), ("100", False, "95"), ("25", True, "75.375"), ("0.01", False, "80.0015")],
    ids=["80 x 0.75 + 95 x 0.25", "95 alone", "83.75 less a tenth", "80 x 0.9999 + 95 x 0.0001"],
)
def test_staffs_grade_and_the_mean_of_the_reviews_make_one(weight: str, is_late: bool, points: str) -> None:
    """The reviews' mean is (90 + 100) / 2 = 95."""
    graded = handed_in().graded(grade())
    found = back(late(graded) if is_late else graded, weight, penalty=10)
    counted = found.demand_grade()
    assert (found.state, found.returned_at, found.earlier) == (SubmissionState.RETURNED, NOON, ())
    assert (counted.points, counted.given, counted.by) == (Decimal(points), 80, grade().by)
    assert counted.peers == PeersPart(Decimal(95), Decimal(weight))


@pytest.mark.parametrize(
    ("weight", "percents"),
    [(None, GIVEN), ("0", GIVEN), ("25", []), ("100", [])],
    ids=["no review", "0", "none", "all"],
)
def test_without_reviews_that_count_staffs_grade_counts_alone(weight: str | None, percents: list[Decimal]) -> None:
    found = back(handed_in().graded(grade()), weight, percents)
    assert (found.grade, found.state, found.returned_at) == (grade(), SubmissionState.RETURNED, NOON)
    with pytest.raises(SubmissionNotGraded):
        back(handed_in(), weight, percents)


def test_where_the_reviews_make_all_of_it_none_of_staffs_is_needed() -> None:
    """In time 95 of 100; late less a fifth: 76."""
    after = back(handed_in(), "100")
    assert (after.state, after.returned_at) == (SubmissionState.RETURNED, NOON)
    found = after.demand_grade()
    assert (found.given, found.points, found.maximum, found.by, found.version) == (95, 95, 100, "", 1)
    assert (found.percent, found.at, found.peers) == (95, NOON, PeersPart(Decimal(95), HUNDRED))
    punished = back(late(handed_in()), "100", penalty=20).demand_grade()
    assert (punished.given, punished.points) == (95, 76)
    with pytest.raises(SubmissionNotGraded):
        back(handed_in(), "99.99")


@pytest.mark.parametrize("weight", ["0.01", "25", "100"])
@pytest.mark.parametrize(("is_late", "points"), [(False, 80), (True, 72)])
def test_where_staff_decided_so_their_grade_holds_whatever_reviewers_gave(
    weight: str, is_late: bool, points: int
) -> None:
    """80; late less a tenth: 72. What reviewers gave is kept beside it and weighs nothing."""
    decided = handed_in().graded(replace(grade(), without_peers=True, reason="It was copied."))
    counted = back(late(decided) if is_late else decided, weight, penalty=10).demand_grade()
    assert (counted.points, counted.given, counted.peers) == (points, 80, PeersPart(Decimal(95), Decimal(0)))
    assert (counted.without_peers, counted.by) == (True, grade().by)
    assert not counted.says_the_same(replace(counted, without_peers=False))


def test_a_grade_of_an_earlier_version_makes_way_for_that_of_the_reviews() -> None:
    before = replace(handed_in().graded(grade()).returned(NOON), returned_at=NOON)
    newer = before.handed_in(replace(before.newest, number=2, id="2"), resubmissions=1)
    found = back(newer, "100")
    assert (found.demand_grade().version, [each.version for each in found.earlier]) == (2, [1])
    with pytest.raises(SubmissionNotGraded):
        back(newer, "50")


def test_what_was_returned_stays_as_it_is() -> None:
    before = back(handed_in().graded(grade()), "25")
    assert back(before, "50") is before


def test_a_grade_without_reviews_stays_as_it_is() -> None:
    assert with_peers(grade(), None, rules("50"), late=True) == grade()


def test_the_weight_is_that_of_the_settings() -> None:
    assert (rules(None).peer_weight, rules("25").peer_weight) == (0, 25)
