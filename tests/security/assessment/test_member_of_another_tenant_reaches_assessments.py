import pytest

from tests.function.assessment.client import Client
from tests.http import person
from tests.store.assessment.world import LESSON, World, new_world
from tests.unit.assessment.samples import choice_question

pytestmark = [pytest.mark.store, pytest.mark.security]

WISH = {"title": {"en": "Exam"}, "lesson": LESSON, "questions": [choice_question().model_dump(mode="json")]}


@pytest.mark.parametrize("theirs", [True, False], ids=["their token, our path", "our ids, their path"])
def test_no_id_works_in_another_tenant(world: World, ada: Client, theirs: bool) -> None:
    other = new_world(f"{world.tenant}x")
    exam = world.live()
    attempt = ada.start(exam).json["id"]
    # The same person, with every role, but in another school.
    foreign = person("ada", other.tenant, "administrator", "instructor", "learner")
    client = Client(foreign, world.tenant if theirs else other.tenant)
    answers = {
        "start": client.start(exam),
        "save": client.save(attempt, "round", {"response": None, "revision": 1}),
        "submit": client.submit(attempt),
        "view": client.view(attempt),
        "grade": client.grade(attempt, "round", {"points": 1}),
        "queue": client.queue(exam),
        "make": client.make(world.course, WISH),
        "read": client.assessment(world.course, exam),
        "change": client.change(world.course, exam, {"lesson": "x"}),
    }
    own = {"grade": {403}} if not theirs else {}  # their own attempt, were there one
    for name, answer in answers.items():
        expected = {403} if theirs else {404} | own.get(name, set())
        assert answer.status in expected, name
    for answer in (client.gradebook(world.course), client.listed(world.course)):
        assert answer.status == (403 if theirs else 404)
    mine = client.my_grades()
    assert mine.status == 403 if theirs else mine.json["items"] == []
