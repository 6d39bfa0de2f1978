import pytest

from tests.function.assessment.client import Client, problem
from tests.http import person
from tests.security.assessment.work import handed_in, open_assignment
from tests.store.assessment.reviewing import duties, reviewed_by
from tests.store.assessment.world import World

pytestmark = [pytest.mark.store, pytest.mark.security]


def test_learners_give_out_no_reviews(world: World, ada: Client, mallory: Client) -> None:
    assignment = open_assignment(world, peer_review=reviewed_by(1))
    for client in (ada, mallory):
        handed_in(client, assignment)
        assert client.allocate(assignment).status == 403
    assert duties(world, world.caller("ada")) == {}


def test_a_grader_of_another_school_finds_nothing(world: World, ada: Client) -> None:
    assignment = open_assignment(world, peer_review=reviewed_by(1))
    foreign = person("tutor", f"{world.tenant}x", "instructor")
    ours, theirs = (Client(foreign, tenant) for tenant in (world.tenant, f"{world.tenant}x"))
    assert ours.allocate(assignment).status == 403
    refused = theirs.allocate(assignment)
    assert (refused.status, problem(refused)) == (404, "course-assignment-not-found")
