import pytest

from lyceum.assessment.record_grade import open_row
from lyceum.kernel.ids import new_id
from tests.function.assessment.client import Client, problem
from tests.http import Answer, person
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = [pytest.mark.store, pytest.mark.security]

SCHEME = {
    "items": [
        {"id": "talk", "kind": "manual"},
        {"id": "secret", "kind": "manual", "published": False},
    ]
}
WHY = {"reason": "Why not"}


@pytest.fixture
def graded(world: World, tutor: Client, ada: Client, mallory: Client) -> str:
    """Ada has points, also for an item that is not published."""
    tutor.scheme(world.course, SCHEME)
    for each in (ada, mallory):
        open_row(world.tenant, each.person.id, world.course, at=NOON)
    assert tutor.mark(world.course, ada.person.id, "talk", {"points": "50"}).status == 200
    assert tutor.mark(world.course, ada.person.id, "secret", {"points": "1"}).status == 200
    return ada.person.id


def everything(client: Client, course: str, learner: str) -> dict[str, Answer]:
    return {
        "see the gradebook": client.gradebook(course),
        "see the scheme": client.scheme(course),
        "explain": client.explained(course, learner),
        "set the scheme": client.scheme(course, {"items": []}),
        "lock the gradebook": client.lock_course("PUT", course, body=WHY),
        "unlock the gradebook": client.lock_course("DELETE", course, query=WHY),
        "give points": client.mark(course, learner, "talk", {"points": "100"}),
        "lock": client.lock("PUT", course, learner, body=WHY),
        "unlock": client.lock("DELETE", course, learner, query=WHY),
    }


def test_a_learner_changes_no_grade_and_sees_nobody_elses(
    world: World, tutor: Client, ada: Client, mallory: Client, graded: str
) -> None:
    before = tutor.explained(world.course, graded).json
    for client in (mallory, ada):
        answers = everything(client, world.course, graded)
        assert {name: (answer.status, problem(answer)) for name, answer in answers.items()} == dict.fromkeys(
            answers, (403, "permission-denied")
        )
    assert tutor.explained(world.course, graded).json == before


def test_a_learner_sees_no_item_that_is_not_published(world: World, ada: Client, graded: str) -> None:
    mine = ada.explained(world.course)
    assert mine.status == 200
    assert [item["item"] for item in mine.json["items"]] == ["talk"]
    assert "secret" not in mine.text
    assert "secret" not in ada.my_grades().text


def test_an_assistant_gives_points_and_neither_overrides_nor_locks(world: World, tutor: Client, graded: str) -> None:
    exam = world.live()
    assistant = Client(world.person("assistant", "teaching_assistant"), world.tenant)
    assert assistant.mark(world.course, graded, "talk", {"points": "60"}).status == 200
    assert problem(assistant.mark(world.course, graded, exam, {"points": "1"})) == "permission-denied"
    refused = everything(assistant, world.course, graded)
    names = ("set the scheme", "lock the gradebook", "unlock the gradebook", "lock", "unlock")
    assert {problem(refused[name]) for name in names} == {"permission-denied"}


def test_nobody_grades_themselves(world: World, tutor: Client) -> None:
    open_row(world.tenant, tutor.person.id, world.course, at=NOON)
    tutor.scheme(world.course, SCHEME)
    own = tutor.person.id
    answers = (
        tutor.mark(world.course, own, "talk", {"points": "100"}),
        tutor.lock("PUT", world.course, own, body=WHY),
        tutor.lock("DELETE", world.course, own, query=WHY),
    )
    assert {(answer.status, problem(answer)) for answer in answers} == {(403, "own-grade")}


@pytest.mark.parametrize("theirs", [True, False], ids=["their token, our path", "our ids, their path"])
def test_no_gradebook_is_reached_from_another_school(world: World, tutor: Client, graded: str, theirs: bool) -> None:
    before = tutor.explained(world.course, graded).json
    foreign = person("tutor", f"{world.tenant}x", "administrator", "instructor")
    client = Client(foreign, world.tenant if theirs else f"{world.tenant}x")
    expected = 403 if theirs else 404
    assert {name: answer.status for name, answer in everything(client, world.course, graded).items()} == dict.fromkeys(
        everything(client, world.course, graded), expected
    )
    assert tutor.explained(world.course, graded).json == before


def test_another_course_is_another_gradebook(world: World, tutor: Client, graded: str) -> None:
    assert problem(tutor.mark(new_id(), graded, "talk", {"points": "1"})) == "grade-not-found"
