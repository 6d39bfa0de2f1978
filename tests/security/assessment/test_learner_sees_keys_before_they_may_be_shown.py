from typing import Any

import pytest

from lyceum.content.questions import QuestionKind
from tests.function.assessment.client import Client
from tests.store.assessment.world import World
from tests.unit.assessment.samples import one_of_each, one_of_each_later, ordering_question

pytestmark = [pytest.mark.store, pytest.mark.security]

SECRETS = [
    *("share", "Grace Hopper", "It is Paris", "three arguments", "correct", '"low"', "runs code", "accepted"),
    *("crimson", "Nearly a poem", "In order!", "penalty", "conclusion", '"order":', '"areas"', '"outside"'),
]
"""Words that only keys have."""
EVERY_KIND = (*one_of_each(), *one_of_each_later())


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def test_no_answer_before_handing_in_holds_a_key(world: World, ada: Client) -> None:
    exam = world.live(EVERY_KIND, max_attempts=1)
    begun = ada.start(exam)
    attempt = begun.json["id"]
    saved = ada.save(attempt, "round", {"response": {"choice": "true"}, "revision": 1})
    refused = ada.save(attempt, "round", {"response": {"choice": "x"}, "revision": 2})
    for answer in (begun, saved, refused, ada.start(exam), ada.view(attempt)):
        assert leaks(answer.text) == []
        assert '"results":[' not in answer.text.replace(" ", "")


@pytest.mark.parametrize("shuffle", [True, False])
def test_the_start_of_an_attempt_shows_every_kind_of_question_and_nothing_of_its_key(
    world: World, ada: Client, shuffle: bool
) -> None:
    begun = ada.start(world.live(EVERY_KIND, shuffle=shuffle))
    assert {question["kind"] for question in begun.json["questions"]} == set(QuestionKind)
    assert leaks(begun.text) == []
    assert not {"key", "source_id", "category"} & {name for question in begun.json["questions"] for name in question}


def test_what_is_to_be_put_in_order_comes_in_an_order_that_tells_nothing(
    world: World, ada: Client, mallory: Client
) -> None:
    """Whoever starts often enough sees every order: what is right is as likely as any other."""
    right = ["Text of monday", "Text of tuesday", "Text of friday"]
    exams = [world.draft([ordering_question()]) for _ in range(12)]
    world.publish()
    begun = [learner.start(exam).json["questions"] for exam in exams for learner in (ada, mallory)]
    seen = [[choice["text"]["text"]["en"] for choice in questions[0]["choices"]] for questions in begun]
    assert sum(order != right for order in seen) > 0
    assert len({tuple(order) for order in seen}) > 2


def test_ids_and_order_of_choices_tell_nothing(world: World, ada: Client) -> None:
    questions: dict[str, Any] = {each["id"]: each for each in ada.start(world.live(EVERY_KIND)).json["questions"]}
    for name in ("capital", "primes", "seats", "days", "poem"):
        assert all(choice["id"].startswith("z") for choice in questions[name]["choices"])
    assert all(choice["id"].startswith("z") for choice in questions["poem"]["blanks"][0]["choices"])


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
