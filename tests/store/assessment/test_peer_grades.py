"""Reviews in grades: as staff return the work, as the last review comes in, once, and several at once."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from lyceum.assessment.author_assignment import AssignmentChange, change_assignment
from lyceum.assessment.errors import GradedInTheMeantime, ReasonNeeded, SubmissionNotGraded
from lyceum.assessment.model.peer_review import PeerReviewSettings
from lyceum.assessment.model.submission import PeersPart, Submission, SubmissionId, SubmissionState
from lyceum.assessment.peer_reviews.errors import PeerReviewClosed
from lyceum.assessment.store import peer_reviews, submissions
from lyceum.assessment.store.peer_review_items import PeerReviewItem, peer_review_key
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy
from tests.store.assessment.reviewing import allocate, give, of, reviewed, reviewed_by, works
from tests.store.assessment.test_races import at_once
from tests.store.assessment.work import give_back, grade, hand, kept, told
from tests.store.assessment.world import World, events_of
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store


def case(world: World, tutor: Caller, count: int, weight: int, **more: Any) -> tuple[str, list[Caller], Submission]:
    """An assignment, its people, and the first one's work, which all others review."""
    settings = reviewed_by(count - 1, weight=weight)
    assignment, people = works(world, count, peer_review=settings, **more)
    allocate(tutor, assignment)
    return assignment, people, submissions.find(world.tenant, SubmissionId(people[0].person, assignment))


def test_reviews_have_their_part_when_the_work_is_returned(world: World, tutor: Caller) -> None:
    """On paper: 70 x 0.75 + (90 + 100) / 2 x 0.25 = 52.5 + 23.75 = 76.25."""
    assignment, (ada, bo, chai), work = case(world, tutor, 3, 25)
    give(bo, of(world, bo, ada), 90)
    give(chai, of(world, chai, ada), 100)
    graded = grade(tutor, work, 70)
    assert graded.demand_grade().points == 70
    returned = give_back(tutor, graded)
    assert (kept(world, returned), told(world, returned)) == (returned, ["SubmissionReturned"])
    assert (returned.demand_grade().points, returned.demand_grade().given) == (Decimal("76.25"), 70)
    assert returned.demand_grade().peers == PeersPart(Decimal(95), Decimal(25))
    assert give_back(tutor, returned) == returned
    with pytest.raises(PeerReviewClosed):
        give(bo, of(world, bo, ada), 10)
    assert sorted(reviewed(world, assignment, [ada])[ada.person].percents) == [90, 100]


def test_without_any_review_staffs_grade_counts_alone_and_reviews_close(world: World, tutor: Caller) -> None:
    _, (ada, bo), work = case(world, tutor, 2, 100)
    with pytest.raises(SubmissionNotGraded):
        give_back(tutor, work)
    returned = give_back(tutor, grade(tutor, work, 70))
    assert (returned.demand_grade().points, returned.demand_grade().peers) == (70, None)
    with pytest.raises(PeerReviewClosed):
        give(bo, of(world, bo, ada), 10)


def test_the_last_review_returns_the_work_where_they_make_all_of_the_grade(world: World, tutor: Caller) -> None:
    assignment, (ada, bo, chai), work = case(world, tutor, 3, 100)
    give(bo, of(world, bo, ada), 90)
    assert kept(world, work).state is SubmissionState.PENDING
    give(bo, of(world, bo, ada), 80)
    last = of(world, chai, ada)
    given = give(chai, last, 100)
    found = kept(world, work)
    assert (found.state, found.demand_grade().points, found.demand_grade().by) == (SubmissionState.RETURNED, 90, "")
    assert told(world, found) == ["SubmissionReturned"]
    assert events_of(world.tenant, PeerReviewItem, peer_review_key(world.tenant, chai.person, last)) == [
        "PeerReviewGiven"
    ]
    assert give(chai, last, 100) == given, "the same again changes nothing"
    assert kept(world, work) == found
    assert give_back(tutor, found) == found
    assert reviewed(world, assignment, [ada])[ada.person].closed_at is not None


def test_staff_return_what_some_have_reviewed_without_a_grade_of_their_own(world: World, tutor: Caller) -> None:
    _, (ada, bo, _), work = case(world, tutor, 3, 100)
    give(bo, of(world, bo, ada), 90)
    assert give_back(tutor, work).demand_grade().points == 90


def test_a_returned_grade_that_changes_keeps_the_reviews(world: World, tutor: Caller) -> None:
    """On paper: 60 x 0.75 + 90 x 0.25 = 67.5; with half of it 75; without reviews 50."""
    assignment, (ada, bo), work = case(world, tutor, 2, 25)
    give(bo, of(world, bo, ada), 90)
    returned = give_back(tutor, grade(tutor, work, 70))
    changed = grade(tutor, returned, 60, expected=returned.rev, reason="Counted again.")
    assert (changed.demand_grade().points, told(world, changed)) == (Decimal("67.5"), ["SubmissionReturned"])
    _weigh(world, assignment, reviewed_by(1, weight=50))
    again = grade(tutor, changed, 60, expected=changed.rev, reason="Reviews weigh more.", feedback="Better.")
    assert again.demand_grade().points == 75
    _weigh(world, assignment, None)
    alone = grade(tutor, again, 50, expected=again.rev, reason="Reviews were unfair.")
    assert (alone.demand_grade().points, alone.demand_grade().peers) == (50, None)


def test_staff_override_a_grade_of_the_reviews_alone_with_a_reason(world: World, tutor: Caller) -> None:
    """Reviews make all of it: 90. Staff's 40 has no part in that, until they say that it holds alone."""
    assignment, (ada, bo), work = case(world, tutor, 2, 100)
    give(bo, of(world, bo, ada), 90)
    returned = kept(world, work)
    assert returned.demand_grade().points == 90
    with pytest.raises(GradedInTheMeantime):
        grade(tutor, returned, 40, without_peers=True, reason="It was copied.")
    with pytest.raises(ReasonNeeded):
        grade(tutor, returned, 40, expected=returned.rev, without_peers=True)
    beside = grade(tutor, returned, 40, expected=returned.rev, reason="It was copied.")
    assert beside.demand_grade().points == 90, "as the settings say"
    alone = grade(tutor, beside, 40, expected=beside.rev, without_peers=True, reason="It was copied.")
    assert (alone.demand_grade().points, told(world, alone)) == (40, ["SubmissionReturned"])
    assert (kept(world, alone), alone.demand_grade().peers) == (alone, PeersPart(Decimal(90), Decimal(0)))
    again = grade(tutor, alone, 40, expected=beside.rev, without_peers=True, reason="It was copied.")
    assert again == alone, "the same again changes nothing"
    back = grade(tutor, alone, 40, expected=alone.rev, reason="It was not copied.")
    assert (back.demand_grade().points, back.demand_grade().peers) == (90, PeersPart(Decimal(90), Decimal(100)))
    assert reviewed(world, assignment, [ada])[ada.person].closed_at is not None


def test_what_staff_decided_holds_when_the_work_is_returned(world: World, tutor: Caller) -> None:
    """On paper: 40 whatever the weight is; without the decision 40 x 0.75 + 90 x 0.25 = 52.5."""
    _, (ada, bo), work = case(world, tutor, 2, 25)
    give(bo, of(world, bo, ada), 90)
    with pytest.raises(ReasonNeeded):
        grade(tutor, work, 40, without_peers=True)
    returned = give_back(tutor, grade(tutor, work, 40, without_peers=True, reason="Reviews were unfair."))
    assert (returned.demand_grade().points, returned.demand_grade().peers) == (40, PeersPart(Decimal(90), Decimal(0)))
    changed = grade(tutor, returned, 40, expected=returned.rev, reason="They were fair.")
    assert changed.demand_grade().points == Decimal("52.5")


def test_the_last_review_returns_the_work_with_what_staff_decided(world: World, tutor: Caller) -> None:
    _, (ada, bo), work = case(world, tutor, 2, 100)
    grade(tutor, work, 40, without_peers=True, reason="It was copied.")
    give(bo, of(world, bo, ada), 90)
    found = kept(world, work)
    assert (found.state, found.demand_grade().points) == (SubmissionState.RETURNED, 40)
    assert found.demand_grade().by == tutor.person


def test_a_newer_version_has_the_reviews_of_the_earlier_one(world: World, tutor: Caller) -> None:
    """On paper: 80 x 0.5 + 90 x 0.5 = 85."""
    assignment, (ada, bo), work = case(world, tutor, 2, 50, resubmissions=1)
    give(bo, of(world, bo, ada), 90)
    give_back(tutor, grade(tutor, work, 70))
    newer = hand(ada, assignment, "Better.")
    with pytest.raises(PeerReviewClosed):
        give(bo, of(world, bo, ada), 100, version=2)
    assert give_back(tutor, grade(tutor, newer, 80)).demand_grade().points == 85


def test_the_last_reviews_at_once_return_the_work_once(world: World, tutor: Caller) -> None:
    _, (ada, *others), work = case(world, tutor, 4, 100)
    at_once([partial(give, each, of(world, each, ada), 30 * place) for place, each in enumerate(others, 1)])
    found = kept(world, work)
    assert (found.state, found.demand_grade().points, found.earlier) == (SubmissionState.RETURNED, 60, ())
    assert found.rev == work.rev + 1


def test_a_review_that_is_given_as_staff_return_the_work_is_in_the_grade_or_refused(
    world: World, tutor: Caller
) -> None:
    _, (ada, bo), work = case(world, tutor, 2, 50)
    graded = grade(tutor, work, 70)
    review = of(world, bo, ada)
    given, _ = at_once([partial(give, bo, review, 90), partial(give_back, tutor, graded)])
    expected = 70 if isinstance(given, Exception) else 80
    assert kept(world, work).demand_grade().points == expected


def test_a_review_that_was_not_written_returns_nothing(
    world: World, tutor: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Review, what stands beside the work, and the grade are one write: the reviewer asks again, and it is done."""
    _, (ada, bo), work = case(world, tutor, 2, 100)
    review, real = of(world, bo, ada), peer_reviews.give

    def lost(*_: object, **__: object) -> None:
        raise Busy

    monkeypatch.setattr(peer_reviews, "give", lost)
    with pytest.raises(Busy):
        give(bo, review, 90)
    assert kept(world, work) == work
    monkeypatch.setattr(peer_reviews, "give", real)
    give(bo, review, 90)
    assert kept(world, work).demand_grade().points == 90


def _weigh(world: World, assignment: str, settings: PeerReviewSettings | None) -> None:
    wish = AssignmentChange(content={}, settings={"peer_review": settings}, place={})
    author = world.caller("author", "instructor")
    change_assignment(author, world.course, assignment, wish, expected_revision=None, at=NOON)
