import pytest

from tests.function.assessment.client import Client, problem
from tests.http import person
from tests.security.assessment.work import handed_in, open_assignment
from tests.store.assessment.reviewing import duties, reviewed_by
from tests.store.assessment.world import World

pytestmark = [pytest.mark.store, pytest.mark.security]
OWN = "/peer-reviews/{peer_review}"
REVIEW = {"number": 1, "points": 100, "comment": "The best."}


@pytest.fixture
def review(world: World, ada: Client, mallory: Client, tutor: Client) -> str:
    """Ada's, of Mallory's work."""
    assignment = open_assignment(world, peer_review=reviewed_by(1))
    for client in (ada, mallory):
        handed_in(client, assignment)
    assert tutor.allocate(assignment).status == 200
    (found,) = duties(world, world.caller("ada"))
    return found


def refused(client: Client, review: str) -> set[tuple[int, str]]:
    answers = [client.review(f"GET {OWN}", peer_review=review), client.review(f"PUT {OWN}", REVIEW, peer_review=review)]
    return {(answer.status, problem(answer)) for answer in answers}


def test_anothers_review_is_not_found(review: str, mallory: Client) -> None:
    """Nor is the review of one's own work, whose id somebody has guessed or been told."""
    assert refused(mallory, review) == {(404, "peer-review-not-found")}


def test_staff_give_no_review_in_anothers_place(world: World, review: str) -> None:
    both = Client(world.person("both", "learner", "instructor"), world.tenant)
    assert refused(both, review) == {(404, "peer-review-not-found")}


def test_a_member_of_another_school_finds_nothing(world: World, review: str) -> None:
    foreign = person("ada", f"{world.tenant}x", "learner")
    assert refused(Client(foreign, f"{world.tenant}x"), review) == {(404, "peer-review-not-found")}
    assert {status for status, _ in refused(Client(foreign, world.tenant), review)} == {403}


def test_a_reviewer_learns_neither_who_the_author_is_nor_what_others_gave(
    world: World, review: str, ada: Client
) -> None:
    author = world.caller("mallory").person
    for answer in (ada.review(f"GET {OWN}", peer_review=review), ada.review("GET /me/peer-reviews")):
        assert answer.status == 200
        assert author not in answer.text
