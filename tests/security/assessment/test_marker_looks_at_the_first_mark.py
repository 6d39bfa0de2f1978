"""A second marker who would rather know what the first one gave, and a marker who would have the last word."""

import pytest

from tests.function.assessment.client import Client, problem
from tests.security.assessment.test_learner_grades_attempts import handed_in
from tests.store.assessment.world import WITH_ESSAY, World

pytestmark = [pytest.mark.store, pytest.mark.security]

TOLD_IN_CONFIDENCE = "Seven, at the most."
RULES = {"tolerance_percent": 10}


@pytest.fixture
def other(world: World) -> Client:
    """A colleague of the tutor's."""
    return Client(world.person("other", "instructor"), world.tenant)


def test_a_blind_marker_finds_neither_points_nor_words_before_their_own(
    world: World, ada: Client, tutor: Client, other: Client
) -> None:
    exam = world.live(WITH_ESSAY, second_marking=RULES)
    attempt = handed_in(ada, exam)
    assert tutor.grade(attempt, "essay", {"points": 6.125, "feedback": TOLD_IN_CONFIDENCE}).status == 200
    refused = other.grade(attempt, "essay", {"points": 11})
    stale = other.grade(attempt, "essay", {"points": 5}, headers={"If-Match": '"1"'})
    assert (refused.status, stale.status) == (422, 412)
    for answer in (other.view(attempt), other.queue(exam), refused, stale, ada.view(attempt)):
        assert TOLD_IN_CONFIDENCE not in answer.text
        assert "6.125" not in answer.text
        assert tutor.person.id not in answer.text


def test_a_marker_does_not_settle_a_difference_of_their_own(
    world: World, ada: Client, tutor: Client, other: Client
) -> None:
    attempt = handed_in(ada, world.live(WITH_ESSAY, second_marking=RULES))
    for client, points in ((tutor, 0), (other, 10)):
        client.grade(attempt, "essay", {"points": points})
    for client in (tutor, other):
        refused = client.grade(attempt, "essay", {"points": 9})
        assert (refused.status, problem(refused)) == (409, "marked-already")
    assert ada.view(attempt).json["state"] == "submitted"


def test_a_learner_sees_no_markers(world: World, ada: Client, tutor: Client, other: Client) -> None:
    attempt = handed_in(ada, world.live(WITH_ESSAY, second_marking=RULES | {"blind": False}))
    for client, points in ((tutor, 6), (other, 7)):
        client.grade(attempt, "essay", {"points": points})
    seen = ada.view(attempt)
    assert seen.json["results"][1]["points"] == "6.5"
    assert not [client for client in (tutor, other) if client.person.id in seen.text]
