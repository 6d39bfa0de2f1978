"""Making and changing assessments over HTTP; the gradebook's routes."""

from typing import Any

import pytest

from lyceum.assessment.record_grade import open_row
from tests.function.assessment.client import Client, problem
from tests.store.assessment.world import LESSON, World
from tests.unit.assessment.samples import NOON, choice_question, essay_question

pytestmark = pytest.mark.store


@pytest.fixture
def author(world: World) -> Client:
    return Client(world.person("author", "instructor"), world.tenant)


def body(**changed: Any) -> dict[str, Any]:
    questions = [each.model_dump(mode="json") for each in (choice_question(), essay_question())]
    made: dict[str, Any] = {"title": {"en": "Exam", "th": "สอบ"}, "lesson": LESSON, "questions": questions}
    return made | changed


def test_an_assessment_is_made_seen_changed_and_listed(world: World, author: Client) -> None:
    made = author.make(world.course, body(settings={"time_limit_minutes": 20, "pass_mark": 50}))
    assert made.status == 201
    id = made.json["id"]
    assert made.headers["Location"].endswith(f"/assessments/{id}")
    assert made.json["settings"]["time_limit_minutes"] == 20
    seen = author.assessment(world.course, id)
    assert (seen.status, seen.json, seen.headers["ETag"]) == (200, made.json, '"1"')
    change = {"settings": {"time_limit_minutes": None, "max_attempts": 3, "shuffle_choices": True}}
    changed = author.change(world.course, id, change, headers={"If-Match": '"1"'})
    assert changed.status == 200
    assert changed.json["settings"].get("time_limit_minutes") is None
    assert (changed.json["settings"]["shuffle"], changed.json["settings"]["shuffle_choices"]) == (False, True)
    assert (changed.json["settings"]["max_attempts"], changed.json["settings"]["pass_mark"]) == (3, "50")
    assert author.change(world.course, id, change, headers={"If-Match": '"1"'}).status == 412
    listed = author.listed(world.course).json
    assert [(item["id"], item["questions"]) for item in listed["items"]] == [(id, 2)]


def test_the_same_key_makes_one_assessment(world: World, author: Client) -> None:
    key = {"Idempotency-Key": "made-only-once"}
    first, again = (author.make(world.course, body(), headers=key) for _ in range(2))
    assert (first.status, again.status, first.json["id"]) == (201, 201, again.json["id"])
    assert author.make(world.course, body(lesson="lesson-2"), headers=key).status == 422


@pytest.mark.parametrize(
    "wish",
    [
        body(questions=[]),
        body(title={}),
        body(lesson="no lesson"),
        body(settings={"pass_mark": 101}),
        body(settings={"time_limit_minutes": 0}),
        body(settings={"time_limit_minutes": True}),
        body(settings={"score_policy": "best"}),
        body(settings={"colour": "red"}),
        body(settings={"available_from": "2026-11-23T12:00:00Z", "available_until": "2026-11-23T11:00:00Z"}),
        body(settings={"due_at": "2026-11-23T12:00:00"}),
        body(questions=[choice_question("q").model_dump(mode="json")] * 2),
    ],
)
def test_what_makes_no_sense_is_refused(world: World, author: Client, wish: Any) -> None:
    assert author.make(world.course, wish).status == 422


def test_the_gradebook_lists_learners_and_assessments(world: World, author: Client) -> None:
    world.live()
    for name in ("ada", "bob", "eve"):
        open_row(world.tenant, world.person(name).id, world.course, at=NOON)
    first = author.gradebook(world.course, query={"limit": "2"}).json
    second = author.gradebook(world.course, query={"cursor": first["next_cursor"]}).json
    assert len(first["items"]) == 2
    assert len(second["items"]) == 1
    assert first["assessments"][0]["title"] == {"en": "Exam", "th": "สอบ"}
    mine = Client(world.person("ada"), world.tenant).my_grades().json
    assert [row["course"] for row in mine["items"]] == [world.course]


def without_right_answer(points: str = "1") -> dict[str, Any]:
    made: dict[str, Any] = choice_question().model_dump(mode="json")
    made["key"]["shares"] = dict.fromkeys(made["key"]["shares"], "0")
    made["question"]["points"] = points
    return made


@pytest.mark.parametrize("kind", ["quiz", "exam", "project", "survey", "self_assessment"])
def test_a_question_that_can_earn_nobody_points_is_refused_where_points_are_earned(
    world: World, tutor: Client, kind: str
) -> None:
    worthless = choice_question().model_dump(mode="json")
    worthless["question"]["points"] = "0"
    for question in (without_right_answer(), worthless):
        wish = {"title": {"en": "Test"}, "lesson": LESSON, "questions": [question], "settings": {"kind": kind}}
        answer = tutor.make(world.course, wish)
        if kind in ("survey", "self_assessment"):
            assert answer.status == 201, answer.text
        else:
            assert (answer.status, problem(answer)) == (422, "nothing-to-earn")
            assert answer.json["facts"] == {"question": question["question"]["id"]}


def test_neither_new_questions_nor_another_kind_bring_one_in(world: World, tutor: Client) -> None:
    sound = {"title": {"en": "Test"}, "lesson": LESSON, "questions": [choice_question().model_dump(mode="json")]}
    quiz = tutor.make(world.course, sound).json["id"]
    refused = tutor.change(world.course, quiz, {"questions": [without_right_answer()]})
    assert problem(refused) == "nothing-to-earn"
    survey = tutor.make(
        world.course, {**sound, "questions": [without_right_answer()], "settings": {"kind": "survey"}}
    ).json["id"]
    assert problem(tutor.change(world.course, survey, {"settings": {"kind": "quiz"}})) == "nothing-to-earn"
    assert tutor.change(world.course, survey, {"settings": {"weight": "0"}}).status == 200
    mended = {"settings": {"kind": "quiz"}, "questions": sound["questions"]}
    assert tutor.change(world.course, survey, mended).status == 200


def test_a_drawn_question_that_can_earn_nothing_is_refused(world: World, tutor: Client) -> None:
    bank = tutor.bank("POST ", {"title": {"en": "Bank"}}).json["id"]
    made = tutor.bank("POST /{bank}/questions", {"content": without_right_answer()}, bank=bank)
    assert made.status == 201, "a bank may keep what surveys ask"
    sections = [{"id": "only", "draws": [{"bank": bank, "count": 1}]}]
    wish = {"title": {"en": "Test"}, "lesson": LESSON, "questions": [], "structure": {"sections": sections}}
    refused = tutor.make(world.course, wish)
    assert (problem(refused), refused.json["facts"]) == ("nothing-to-earn", {"question": made.json["id"]})
