"""What peer review costs, against docs/access-patterns/peer-reviews.md."""

import pytest

from lyceum.assessment.model.peer_review import allocated
from lyceum.assessment.model.peer_round import Round, Step
from lyceum.assessment.model.submission import SubmissionId
from lyceum.assessment.peer_review import my_peer_reviews, reviews_of_work, view_peer_review
from lyceum.assessment.store import submissions
from lyceum.assessment.store.peer_review_items import PeerRoundItem, round_item, round_of
from lyceum.kernel.access import Caller
from lyceum.kernel.ids import new_id
from tests.access_patterns import assert_as_stated, assert_every_row_is_measured
from tests.meter import metered
from tests.store.assessment.reviewing import allocate, give, of, reviewed_by, works
from tests.store.assessment.work import give_back, grade
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store
CONTEXT = "peer-reviews"


def test_every_row_is_measured() -> None:
    assert_every_row_is_measured(CONTEXT, __file__)


def test_giving_works_to_reviewers(world: World, tutor: Caller) -> None:
    assignment, _ = works(world, 10)
    with metered() as cost:
        assert allocate(tutor, assignment).is_complete
    assert_as_stated(CONTEXT, "give 10 works to 2 reviewers each", cost)
    with metered() as cost:
        allocate(tutor, assignment)
    assert_as_stated(CONTEXT, "nothing is missing, 10 works", cost)


def test_reviewing(world: World, tutor: Caller) -> None:
    assignment, (ada, bo, chai) = works(world, 3)
    allocate(tutor, assignment)
    review = of(world, ada, bo)
    with metered() as cost:
        my_peer_reviews(ada, after=None, limit=20)
    assert_as_stated(CONTEXT, "my peer reviews, 20", cost)
    with metered() as cost:
        view_peer_review(ada, review, at=NOON)
    assert_as_stated(CONTEXT, "a work to review", cost)
    with metered() as cost:
        give(ada, review, feedback="Well argued.")
    assert_as_stated(CONTEXT, "give a review", cost)
    give(chai, of(world, chai, bo))
    work = submissions.find(world.tenant, SubmissionId(bo.person, assignment))
    with metered() as cost:
        assert len(reviews_of_work(tutor, str(work.id), at=NOON).reviews) == 2
    assert_as_stated(CONTEXT, "reviews of a work, for staff", cost)
    graded = grade(tutor, work)
    with metered() as cost:
        give_back(tutor, graded)
    assert_as_stated(CONTEXT, "return a reviewed work", cost)
    with metered() as cost:
        assert len(reviews_of_work(bo, str(work.id), at=NOON).reviews) == 2
    assert_as_stated(CONTEXT, "reviews of a work, for its author", cost)


def test_the_last_review_of_all(world: World, tutor: Caller) -> None:
    assignment, (ada, bo) = works(world, 2, peer_review=reviewed_by(1, weight=100))
    allocate(tutor, assignment)
    review = of(world, ada, bo)
    with metered() as cost:
        give(ada, review)
    assert_as_stated(CONTEXT, "give the last review, which makes the grade", cost)


@pytest.mark.parametrize(("count", "wanted", "most"), [(2000, 3, 64 * 1024), (5000, 10, 350_000)])
def test_the_largest_rounds_fit_into_an_item(count: int, wanted: int, most: int) -> None:
    people = [new_id() for _ in range(count)]
    found = allocated(wanted, people, seed="s")
    round = Round(assignment="a", first_at=NOON, steps=tuple(Step(author, found[author]) for author in found))
    item = PeerRoundItem.from_wire(
        {**round_item("t", round).to_wire(), "v": {"N": "1"}, "rev": {"N": "1"}, "kind": {"S": "peer_round"}}
    )
    assert len(PeerRoundItem.steps.serialize(item.steps)) < most
    assert round_of("a", item).steps == round.steps
