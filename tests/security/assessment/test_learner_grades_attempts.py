import pytest

from tests.function.assessment.client import Client
from tests.store.assessment.world import WITH_ESSAY, World

pytestmark = [pytest.mark.store, pytest.mark.security]

FULL = {"points": 10, "feedback": "Excellent!"}


def handed_in(client: Client, exam: str) -> str:
    attempt = str(client.start(exam).json["id"])
    client.save(attempt, "essay", {"response": {"text": "Words."}, "revision": 1})
    client.submit(attempt)
    return attempt


def test_learners_neither_grade_nor_look_into_the_queue_or_the_gradebook(
    world: World, ada: Client, mallory: Client
) -> None:
    exam = world.live(WITH_ESSAY)
    attempt = handed_in(ada, exam)
    for client in (ada, mallory):
        assert client.grade(attempt, "essay", FULL).status == 403
        assert client.queue(exam).status == 403
        assert client.gradebook(world.course).status == 403


def test_staff_who_learn_do_not_grade_themselves_or_see_the_keys_of_their_own_attempt(world: World) -> None:
    world.enrolled("both")
    both = Client(world.person("both", "learner", "instructor"), world.tenant)
    attempt = handed_in(both, world.live(WITH_ESSAY, max_attempts=2))
    refused = both.grade(attempt, "essay", FULL)
    assert (refused.status, refused.json["type"].rsplit("/", 1)[1]) == (403, "own-attempt")
    assert [result for result in both.view(attempt).json["results"] if result.get("correct")] == []


def test_an_open_attempt_is_not_graded(world: World, ada: Client, tutor: Client) -> None:
    attempt = ada.start(world.live(WITH_ESSAY)).json["id"]
    assert tutor.grade(attempt, "essay", FULL).status == 409
