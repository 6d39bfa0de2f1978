from typing import Any

import pytest

from lyceum.kernel.ids import new_id
from tests.function.assessment.client import Client, problem
from tests.http import person
from tests.store.assessment.world import World
from tests.unit.assessment.samples import choice_question

pytestmark = [pytest.mark.store, pytest.mark.security]
CONTENT = {"content": choice_question().model_dump(mode="json")}


@pytest.fixture
def kept(tutor: Client) -> dict[str, str]:
    """A private bank with a question."""
    bank = tutor.bank("POST ", {"title": {"en": "Secret exam"}}).json["id"]
    return {
        "bank": bank,
        "bank_question": tutor.bank("POST /{bank}/questions", CONTENT, bank=bank).json["id"],
    }


def everything(client: Client, kept: dict[str, str]) -> dict[str, tuple[int, str]]:
    bank, question = {"bank": kept["bank"]}, "/{bank}/questions/{bank_question}"
    answers = {
        "see": client.bank("GET /{bank}", **bank),
        "change": client.bank("PATCH /{bank}", {"sharing": "school"}, **bank),
        "add": client.bank("POST /{bank}/questions", CONTENT, **bank),
        "list": client.bank("GET /{bank}/questions", **bank),
        "question": client.bank(f"GET {question}", **kept),
        "version": client.bank(f"GET {question}/versions/{{version}}", version="1", **kept),
        "rewrite": client.bank(f"PATCH {question}", {"retired": True}, **kept),
    }
    assert all("share" not in answer.text and "Secret" not in answer.text for answer in answers.values())
    return {name: (answer.status, problem(answer)) for name, answer in answers.items()}


def test_a_colleague_does_not_learn_that_a_private_bank_is_there(world: World, kept: dict[str, str]) -> None:
    colleague = Client(world.person("colleague", "instructor"), world.tenant)
    assert set(everything(colleague, kept).values()) == {(404, "bank-not-found")}
    unknown = kept | {"bank": new_id()}
    assert everything(colleague, kept) == everything(colleague, unknown)
    assert colleague.bank("GET ").json["items"] == []


def test_who_may_use_a_bank_does_not_take_it_over(world: World, tutor: Client, kept: dict[str, str]) -> None:
    colleague = Client(world.person("colleague", "instructor"), world.tenant)
    bank, me = {"bank": kept["bank"]}, colleague.person.id
    for part, may_add in (("use", 403), ("edit", 201)):
        assert tutor.bank("PATCH /{bank}", {"shared_with": {me: part}}, **bank).status == 200
        assert colleague.bank("POST /{bank}/questions", CONTENT, **bank).status == may_add
        for wish in ({"owner": me}, {"sharing": "school"}, {"shared_with": {me: "edit"}}, {"retired": True}):
            assert problem(colleague.bank("PATCH /{bank}", wish, **bank)) == "bank-not-yours"


def test_learners_and_assistants_see_no_bank(world: World, tutor: Client, ada: Client, kept: dict[str, str]) -> None:
    tutor.bank("PATCH /{bank}", {"sharing": "school", "title": {"en": "Bank"}}, bank=kept["bank"])
    assistant = Client(world.person("assistant", "teaching_assistant"), world.tenant)
    for client in (ada, assistant):
        assert {status for status, _ in everything(client, kept).values()} == {403}
        assert client.bank("GET ").status == client.bank("POST ", {"title": {"en": "Mine"}}).status == 403


@pytest.mark.parametrize("theirs", [True, False], ids=["their token, our path", "our ids, their path"])
def test_no_bank_is_reached_from_another_school(world: World, kept: dict[str, str], theirs: bool) -> None:
    foreign = person("tutor", f"{world.tenant}x", "administrator", "instructor")
    client = Client(foreign, world.tenant if theirs else f"{world.tenant}x")
    assert {status for status, _ in everything(client, kept).values()} == {403 if theirs else 404}


def test_nobody_draws_from_a_bank_that_is_not_theirs_to_use(world: World, tutor: Client, kept: dict[str, str]) -> None:
    colleague = Client(world.person("colleague", "instructor"), world.tenant)
    sections: list[dict[str, Any]] = [{"id": "only", "draws": [{"bank": kept["bank"], "count": 1}]}]
    wish = {"title": {"en": "Exam"}, "lesson": "l1", "questions": []}
    refused = colleague.make(world.course, wish | {"structure": {"sections": sections}})
    assert problem(refused) == "bank-not-found"
    assert "share" not in refused.text
    made = tutor.make(world.course, wish | {"structure": {"sections": sections}})
    assert (made.status, made.json["maximum"], made.json["questions"]) == (201, "1", [])
    # Pins that somebody sends are not looked at.
    sections[0]["draws"][0]["pinned"] = [{"question": "q", "version": 1}]
    again = tutor.make(world.course, wish | {"structure": {"sections": sections}})
    (draw,) = again.json["structure"]["sections"][0]["draws"]
    assert [pin["question"] for pin in draw["pinned"]] == [kept["bank_question"]]
    assert problem(tutor.make(world.course, wish)) == "invalid-question-set"
