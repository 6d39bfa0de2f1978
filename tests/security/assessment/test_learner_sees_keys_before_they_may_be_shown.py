from typing import Any

import pytest

from tests.function.assessment.client import Client
from tests.store.assessment.world import World
from tests.unit.assessment.samples import one_of_each

pytestmark = [pytest.mark.store, pytest.mark.security]

SECRETS = ("share", "Grace Hopper", "It is Paris", "three arguments", "correct", '"low"', "runs code", "accepted")
"""Words that only keys have."""


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def test_no_answer_before_handing_in_holds_a_key(world: World, ada: Client) -> None:
    exam = world.live(one_of_each(), max_attempts=1)
    begun = ada.start(exam)
    attempt = begun.json["id"]
    saved = ada.save(attempt, "round", {"response": {"choice": "true"}, "revision": 1})
    refused = ada.save(attempt, "round", {"response": {"choice": "x"}, "revision": 2})
    for answer in (begun, saved, refused, ada.start(exam), ada.view(attempt)):
        assert leaks(answer.text) == []
        assert '"results":[' not in answer.text.replace(" ", "")


def test_ids_and_order_of_choices_tell_nothing(world: World, ada: Client) -> None:
    questions: dict[str, Any] = {each["id"]: each for each in ada.start(world.live(one_of_each())).json["questions"]}
    for name in ("capital", "primes", "seats"):
        assert all(choice["id"].startswith("z") for choice in questions[name]["choices"])


@pytest.mark.parametrize(
    "settings",
    [
        {"max_attempts": 2},
        {"max_attempts": None},
        {"results": "never"},
        {"show_correct_answers": False},
        {"review": False},
        {"results": "after_due_date", "due_at": "2999-01-01T00:00:00Z"},
    ],
)
def test_no_answer_after_handing_in_holds_a_key_too_early(world: World, ada: Client, settings: dict[str, Any]) -> None:
    attempt = ada.start(world.live(one_of_each()[:6], **settings)).json["id"]
    for answer in (ada.submit(attempt), ada.view(attempt)):
        shown = answer.json.get("results") or []
        assert [result for result in shown if result.get("correct")] == []
        assert "It is Paris" not in answer.text
        assert "share" not in answer.text


def test_after_the_last_attempt_keys_are_shown_and_guidance_for_graders_is_not(world: World, ada: Client) -> None:
    attempt = ada.start(world.live(one_of_each(), max_attempts=1)).json["id"]
    text = ada.submit(attempt).text
    assert "It is Paris" in text
    assert "three arguments" not in text
    assert "runs code" not in text
