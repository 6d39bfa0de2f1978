"""Accommodations over HTTP."""

from datetime import timedelta

import pytest

from assessment import extend_attempts
from lyceum.kernel.clock import now
from tests.function.assessment.client import Client, problem
from tests.function.assessment.test_consumers import event
from tests.store.assessment.world import World

pytestmark = pytest.mark.store


def test_granted_during_an_attempt_and_seen_by_its_learner(world: World, ada: Client, tutor: Client) -> None:
    exam = world.live(time_limit_minutes=30)
    begun = ada.start(exam).json
    assert begun["time_factor"] == "1"
    wish = {"time_factor": "1.5", "extra_attempts": 1, "due_at": "2030-01-01T00:00:00.000Z"}
    granted = tutor.accommodate(world.course, ada.person.id, wish, assessment=exam)
    assert granted.status == 200
    assert {name: granted.json[name] for name in wish} == wish
    assert granted.headers["ETag"] == '"1"'
    seen = tutor.accommodation(world.course, ada.person.id, assessment=exam)
    assert (seen.json, seen.headers["ETag"]) == (granted.json, '"1"')
    attempt = ada.view(begun["id"]).json
    assert attempt["time_factor"] == "1.5"
    assert attempt["deadline"] > begun["deadline"]
    assert ada.my_accommodations().json["items"] == [granted.json]
    assert tutor.accommodations(world.course).json["items"] == [granted.json]


def test_in_a_whole_course(world: World, ada: Client, tutor: Client) -> None:
    granted = tutor.accommodate(world.course, ada.person.id, {"time_factor": 2})
    assert granted.json["time_factor"] == "2"
    assert "assessment" not in granted.json or granted.json["assessment"] is None
    assert tutor.accommodation(world.course, ada.person.id).json == granted.json
    stale = tutor.accommodate(world.course, ada.person.id, {}, headers={"if-match": '"9"'})
    assert (stale.status, problem(stale)) == (412, "changed-in-the-meantime")
    taken_back = tutor.accommodate(world.course, ada.person.id, {}, headers={"if-match": '"1"'})
    assert (taken_back.json["time_factor"], taken_back.headers["ETag"]) == ("1", '"2"')


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ({"time_factor": "0.5"}, "invalid-accommodation"),
        ({"time_factor": "10.5"}, "invalid-request"),
        ({"time_factor": "1.555"}, "invalid-request"),
        ({"extra_attempts": -1}, "invalid-request"),
        ({"extra_attempts": 100}, "invalid-request"),
        ({"due_at": "2030-01-01T00:00:00Z", "available_from": "2031-01-01T00:00:00Z"}, "invalid-accommodation"),
        ({"reason": "because"}, "invalid-request"),
    ],
)
def test_what_gives_nothing_or_cannot_be_read_is_refused(
    world: World, ada: Client, tutor: Client, wish: dict[str, object], name: str
) -> None:
    exam = world.live()
    assert problem(tutor.accommodate(world.course, ada.person.id, wish, assessment=exam)) == name
    assert problem(tutor.accommodation(world.course, ada.person.id, assessment=exam)) == "accommodation-not-found"


def test_dates_are_those_of_one_assessment(world: World, ada: Client, tutor: Client) -> None:
    wish = {"due_at": "2030-01-01T00:00:00Z"}
    assert problem(tutor.accommodate(world.course, ada.person.id, wish)) == "invalid-request"


def test_the_news_of_a_grant_reaches_attempts_that_missed_it(world: World, ada: Client, tutor: Client) -> None:
    exam = world.live(time_limit_minutes=30)
    tutor.accommodate(world.course, ada.person.id, {"time_factor": "2"}, assessment=exam)
    attempt = world.begin(world.caller("ada"), exam, at=now() - timedelta(minutes=1))
    told = event(world, "AccommodationChanged", {"learner": ada.person.id, "course": world.course})
    for _ in range(2):
        extend_attempts.handler(told, None)
    assert world.kept(attempt) == attempt  # it had it already
    assert attempt.deadline == attempt.started_at + timedelta(minutes=60)
