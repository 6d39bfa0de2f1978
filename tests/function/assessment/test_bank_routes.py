"""Question banks over HTTP."""

from typing import Any

import pytest

from lyceum.kernel.ids import new_id
from tests.function.assessment.client import Client, problem
from tests.store.assessment.world import World
from tests.unit.assessment.samples import choice_question, essay_question

pytestmark = pytest.mark.store
CONTENT = choice_question().model_dump(mode="json")


@pytest.fixture
def author(world: World) -> Client:
    return Client(world.person("author", "instructor"), world.tenant)


@pytest.fixture
def bank(author: Client) -> str:
    return str(author.bank("POST ", {"title": {"en": "Bank", "th": "คลัง"}, "tags": ["maps"]}).json["id"])


def test_a_bank_is_made_seen_changed_and_listed(author: Client) -> None:
    made = author.bank("POST ", {"title": {"en": "Bank"}, "difficulty": "hard", "sharing": "school"})
    id = made.json["id"]
    assert (made.status, made.headers["ETag"]) == (201, '"1"')
    assert made.headers["Location"].endswith(f"/banks/{id}")
    seen = author.bank("GET /{bank}", bank=id)
    assert (seen.status, seen.json, seen.headers["ETag"]) == (200, made.json, '"1"')
    wish = {"title": {"en": "Maps"}, "tags": ["x", "x"]}
    changed = author.bank("PATCH /{bank}", wish, bank=id, headers={"If-Match": '"1"'})
    assert (changed.status, changed.headers["ETag"]) == (200, '"2"')
    assert changed.json == made.json | {"title": {"en": "Maps"}, "tags": ["x"]}
    assert author.bank("PATCH /{bank}", wish, bank=id, headers={"If-Match": '"1"'}).status == 412
    assert author.bank("PATCH /{bank}", {"title": None}, bank=id).status == 422
    assert author.bank("GET ").json["items"] == [changed.json]


def test_a_question_is_added_changed_and_its_versions_stay(author: Client, bank: str) -> None:
    added = author.bank("POST /{bank}/questions", {"content": CONTENT, "difficulty": "easy"}, bank=bank)
    assert added.status == 201
    id = added.json["id"]
    assert added.json["content"]["question"]["id"] == id
    there = {"bank": bank, "bank_question": id}
    seen = author.bank("GET /{bank}/questions/{bank_question}", **there)
    assert (seen.json, seen.headers["ETag"]) == (added.json, '"1"')
    wish = {"content": essay_question().model_dump(mode="json")}
    changed = author.bank("PATCH /{bank}/questions/{bank_question}", wish, **there)
    assert (changed.json["version"], changed.json["difficulty"]) == (2, "easy")
    route = "GET /{bank}/questions/{bank_question}/versions/{version}"
    assert author.bank(route, version="1", **there).json["content"] == added.json["content"]
    assert author.bank(route, version="2", **there).json["content"] == changed.json["content"]
    assert problem(author.bank(route, version="3", **there)) == "bank-question-not-found"
    listed = author.bank("GET /{bank}/questions", bank=bank).json["items"]
    assert [(each["id"], each["version"], each["kind"]) for each in listed] == [(id, 2, "essay")]


def test_lists_go_on_with_a_cursor(author: Client, bank: str) -> None:
    made = {author.bank("POST /{bank}/questions", {"content": CONTENT}, bank=bank).json["id"] for _ in range(3)}
    first = author.bank("GET /{bank}/questions", bank=bank, query={"limit": "2"}).json
    rest = author.bank("GET /{bank}/questions", bank=bank, query={"cursor": first["next_cursor"]}).json
    assert {each["id"] for each in first["items"] + rest["items"]} == made
    assert "next_cursor" not in rest or rest["next_cursor"] is None
    filtered = author.bank("GET /{bank}/questions", bank=bank, query={"difficulty": "hard"}).json
    assert filtered["items"] == []


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"title": {"en": "x"}, "difficulty": "impossible"},
        {"title": {"en": "x"}, "sharing": "everybody"},
        {"title": {"en": "x"}, "shared_with": {"nobody": "use"}},
        {"title": {"en": "x"}, "shared_with": {"01J0000000000000000000000A": "own"}},
        {"title": {"en": "x"}, "tags": [""]},
        {"title": {"en": "x"}, "more": 1},
    ],
)
def test_what_no_bank_can_be_is_refused(author: Client, wish: dict[str, Any]) -> None:
    assert author.bank("POST ", wish).status == 422
    assert author.bank("GET ").json["items"] == []


def test_refusals_change_nothing_and_have_names(author: Client, bank: str) -> None:
    unfit = CONTENT | {"key": {"kind": "essay"}}
    assert problem(author.bank("POST /{bank}/questions", {"content": unfit}, bank=bank)) == "invalid-question-set"
    mixed = {"content": CONTENT, "difficulty": "mixed"}
    assert author.bank("POST /{bank}/questions", mixed, bank=bank).status == 422
    assert problem(author.bank("POST /{bank}/questions", {"content": CONTENT}, bank=new_id())) == "bank-not-found"
    author.bank("PATCH /{bank}", {"retired": True}, bank=bank)
    assert problem(author.bank("POST /{bank}/questions", {"content": CONTENT}, bank=bank)) == "bank-retired"
    assert author.bank("GET /{bank}/questions", bank=bank).json["items"] == []
