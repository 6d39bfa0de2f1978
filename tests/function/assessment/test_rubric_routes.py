"""Rubrics over HTTP."""

from typing import Any

import pytest

from lyceum.kernel.ids import new_id
from tests.function.assessment.client import Client, problem
from tests.function.assessment.test_assignment_routes import WISH
from tests.http import person
from tests.store.assessment.world import World

pytestmark = pytest.mark.store
RUBRIC: dict[str, Any] = WISH["rubric"]
KEPT = {"title": {"en": "Essays"}, "rubric": RUBRIC}


@pytest.fixture
def author(world: World) -> Client:
    return Client(world.person("author", "instructor"), world.tenant)


def test_a_rubric_is_made_seen_changed_and_listed(world: World, author: Client) -> None:
    made = author.rubrics("POST ", KEPT, headers={"Idempotency-Key": "rubric-1"})
    id = made.json["id"]
    assert (made.status, made.headers["ETag"], made.json["maximum"]) == (201, '"1"', "4")
    assert made.headers["Location"].endswith(f"/rubrics/{id}")
    assert author.rubrics("POST ", KEPT, headers={"Idempotency-Key": "rubric-1"}).json == made.json
    seen = author.rubrics("GET /{rubric}", rubric=id)
    assert (seen.status, seen.json, seen.headers["ETag"]) == (200, made.json, '"1"')
    changed = author.rubrics("PATCH /{rubric}", {"title": {"en": "Reports"}}, rubric=id, headers={"If-Match": '"1"'})
    assert (changed.status, changed.json["title"], changed.headers["ETag"]) == (200, {"en": "Reports"}, '"2"')
    assert author.rubrics("PATCH /{rubric}", {"retired": True}, rubric=id, headers={"If-Match": '"1"'}).status == 412
    (card,) = author.rubrics("GET ").json["items"]
    assert (card["id"], card["criteria"], card["retired"]) == (id, 1, False)
    assert author.rubrics("GET ", query={"course": world.course}).json["items"] == []


def test_its_criteria_are_copied_into_an_assignment(world: World, author: Client) -> None:
    kept = author.rubrics("POST ", KEPT | {"course": world.course}).json["id"]
    wish = {name: WISH[name] for name in ("title", "instructions")} | {"copied_rubric": kept}
    made = author.assignments("POST ", wish, course=world.course)
    assert [each["id"] for each in made.json["rubric"]["criteria"]] == ["reasons"]
    author.rubrics("PATCH /{rubric}", {"retired": True}, rubric=kept)
    assert problem(author.assignments("POST ", wish, course=world.course)) == "rubric-retired"
    nowhere = author.assignments("POST ", wish | {"copied_rubric": new_id()}, course=world.course)
    assert problem(nowhere) == "rubric-not-found"


@pytest.mark.parametrize(
    "changed",
    [
        {"rubric": {"criteria": []}},
        {"rubric": None},
        {"title": {}},
        {"course": "x"},
        {"more": 1},
        {"rubric": {"criteria": [RUBRIC["criteria"][0], RUBRIC["criteria"][0]]}},
        {"rubric": {"criteria": [RUBRIC["criteria"][0] | {"levels": []}]}},
    ],
    ids=lambda changed: str(changed)[:50],
)
def test_what_no_rubric_can_be_is_refused(author: Client, changed: dict[str, Any]) -> None:
    assert author.rubrics("POST ", KEPT | changed).status == 422
    assert author.rubrics("GET ").json["items"] == []


def test_learners_and_other_schools_reach_no_rubric(world: World, author: Client) -> None:
    kept = author.rubrics("POST ", KEPT).json["id"]
    learner = Client(world.person("ada"), world.tenant)
    foreign = person("author", f"{world.tenant}x", "administrator", "instructor")
    for client, status in (
        (learner, 403),
        (Client(foreign, world.tenant), 403),
        (Client(foreign, f"{world.tenant}x"), 404),
    ):
        assert client.rubrics("GET /{rubric}", rubric=kept).status == status
        assert client.rubrics("PATCH /{rubric}", {"retired": True}, rubric=kept).status == status
    assert author.rubrics("GET /{rubric}", rubric=kept).json["retired"] is False
