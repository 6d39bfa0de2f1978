"""Works and their reviewers, for tests that need a table."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from lyceum.assessment.allocate_peer_reviews import allocate_peer_reviews
from lyceum.assessment.grade_submission import GradeWish
from lyceum.assessment.model.peer_review import PeerReviewSettings
from lyceum.assessment.model.peer_reviewing import PeerReview
from lyceum.assessment.model.peer_round import Reviewed, Round
from lyceum.assessment.peer_review import give_peer_review
from lyceum.assessment.store import peer_rounds
from lyceum.assessment.store.peer_review_items import DUTIES, PeerReviewItem
from lyceum.kernel.access import Caller
from lyceum.kernel.table import query, tenant_key
from tests.store.assessment.work import assign, hand
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON


def reviewed_by(count: int, **said: Any) -> PeerReviewSettings:
    return PeerReviewSettings(**{"reviewers": count} | said)


def works(world: World, count: int, **more: Any) -> tuple[str, list[Caller]]:
    """An assignment for which so many have handed in work; each is reviewed by two."""
    assignment = assign(world, **{"peer_review": reviewed_by(2)} | more)
    return assignment, [handed(world, assignment, f"learner-{number}") for number in range(count)]


def handed(world: World, assignment: str, name: str) -> Caller:
    """Somebody who has handed in."""
    learner = world.enrolled(name)
    hand(learner, assignment)
    return learner


def allocate(tutor: Caller, assignment: str, *, at: datetime = NOON) -> Round:
    """One call."""
    return allocate_peer_reviews(tutor, assignment, at=at)


def reviewed(world: World, assignment: str, authors: list[Caller]) -> dict[str, Reviewed]:
    """Who reviews whose work, by the works."""
    return peer_rounds.reviewed(world.tenant, assignment, [author.person for author in authors])


def duties(world: World, reviewer: Caller) -> dict[str, str]:
    """Id of a review → whose work it is of, by the reviewer's own partition."""
    page = query(PeerReviewItem, tenant_key(world.tenant, "U", reviewer.person), prefix=DUTIES, consistent=True)
    kept: list[Any] = list(page.items)
    return {item.sk.removeprefix(DUTIES): item.author for item in kept if item.taken_at is None}


def of(world: World, reviewer: Caller, author: Caller) -> str:
    """The id of one's review of the other's work."""
    return next(review for review, whose in duties(world, reviewer).items() if whose == author.person)


def give(
    reviewer: Caller,
    review: str,
    points: int | None = 80,
    *,
    at: datetime = NOON,
    expected: int | None = None,
    **wish: Any,
) -> PeerReview:
    """A review."""
    said: dict[str, Any] = {"version": 1, "points": Decimal(points) if points is not None else None} | wish
    return give_peer_review(reviewer, review, GradeWish(**said), expected_revision=expected, at=at)


def demand_consistent(world: World, assignment: str, people: list[Caller]) -> None:
    """What the works say of their reviewers is what the reviewers have."""
    by_work = {
        (reviewer, each.review, author)
        for author, found in reviewed(world, assignment, people).items()
        for reviewer, each in found.asked.items()
    }
    by_reviewer = {
        (person.person, review, author) for person in people for review, author in duties(world, person).items()
    }
    assert by_work == by_reviewer
    assert all(reviewer != author for reviewer, _, author in by_work)
