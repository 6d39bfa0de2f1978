from datetime import timedelta

import pytest

from lyceum.kernel.clock import now
from tests.function.assessment.client import Client
from tests.store.assessment.world import World

pytestmark = [pytest.mark.store, pytest.mark.security]


def kind(answer) -> str:  # type: ignore[no-untyped-def]
    return str(answer.json["type"]).rsplit("/", 1)[1]


def test_without_an_enrollment(world: World) -> None:
    exam = world.live()
    stranger = Client(world.person("stranger"), world.tenant)
    assert kind(stranger.start(exam)) == "not-enrolled"


def test_after_withdrawing(world: World) -> None:
    exam = world.live()
    world.enrolled("gone", "withdrawn")
    assert kind(Client(world.person("gone"), world.tenant).start(exam)) == "not-enrolled"


def test_before_it_is_published(world: World, ada: Client) -> None:
    assert kind(ada.start(world.draft())) == "assessment-not-found"


def test_outside_its_window(world: World, ada: Client) -> None:
    hour = timedelta(hours=1)
    assert kind(ada.start(world.live(available_from=now() + hour))) == "assessment-not-open-yet"


def test_after_it_has_closed(world: World, ada: Client) -> None:
    assert kind(ada.start(world.live(available_until=now() - timedelta(seconds=1)))) == "assessment-closed"


def test_once_too_often(world: World, ada: Client) -> None:
    exam = world.live(max_attempts=1)
    ada.submit(ada.start(exam).json["id"])
    assert kind(ada.start(exam)) == "no-attempts-left"


def test_sooner_than_allowed(world: World, ada: Client) -> None:
    exam = world.live(max_attempts=2, attempt_delay_minutes=10)
    ada.submit(ada.start(exam).json["id"])
    refused = ada.start(exam)
    assert kind(refused) == "attempt-too-soon"
    assert 0 < int(refused.headers["Retry-After"]) <= 600
