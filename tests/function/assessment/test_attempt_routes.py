"""The routes of an attempt, called as the gateway calls them."""

from collections.abc import Iterator
from typing import Any

import pytest

from lyceum.content.questions import RichText
from tests.function.assessment.client import Client
from tests.imports import buckets
from tests.store.assessment.work import PDF
from tests.store.assessment.world import WITH_ESSAY, World
from tests.unit.assessment.samples import essay_question, hotspot_question, one_of_each_later, true_false_question

pytestmark = pytest.mark.store


@pytest.fixture(scope="module", autouse=True)
def files(table: str) -> Iterator[None]:
    """Buckets of this module's own."""
    with buckets():
        yield


def choice_with(question: dict[str, Any], text: str) -> str:
    return next(str(choice["id"]) for choice in question["choices"] if choice["text"]["text"]["en"] == text)


def test_from_start_to_result(world: World, ada: Client) -> None:
    exam = world.live(time_limit_minutes=30)
    begun = ada.start(exam)
    assert begun.status == 201
    attempt = begun.json["id"]
    assert begun.headers["Location"] == f"/v1/{world.tenant}/attempts/{attempt}"
    assert begun.json["deadline"] > begun.json["now"]
    questions = {question["id"]: question for question in begun.json["questions"]}
    assert set(questions) == {"capital", "round", "pi", "author"}
    paris = choice_with(questions["capital"], "Text of paris")
    responses = {
        "capital": {"choice": paris},
        "round": {"choice": "false"},
        "pi": {"number": "3.14"},
        "author": {"text": "Grace Hopper"},
    }
    for name, response in responses.items():
        saved = ada.save(attempt, name, {"response": response, "revision": 1})
        assert saved.status == 200
        assert (saved.json["question"], saved.json["revision"]) == (name, 1)
    assert ada.start(exam).status == 200
    handed_in = ada.submit(attempt)
    assert handed_in.status == 200
    assert handed_in.json["state"] == "graded"
    assert handed_in.json["score"] == {"points": "3", "maximum": "4", "percent": "75", "passed": True}
    results = {result["question"]: result for result in handed_in.json["results"]}
    assert results["round"]["feedback"][0]["text"]["en"] == "Look again."
    assert results["capital"]["correct"]["choices"] == [paris]
    seen = ada.view(attempt)
    assert seen.json["results"] == handed_in.json["results"]
    assert {answer["question"]: answer["response"] for answer in seen.json["answers"]} == responses | {
        "pi": {"number": "3.14", "unit": None}
    }
    assert seen.headers["ETag"] == f'"{seen.json["revision"]}"'


def test_every_later_kind_from_start_to_result(world: World, ada: Client, tutor: Client) -> None:
    """Ordering, gaps, hotspot, unit, files: answered, graded by machine and by hand, shown with the right answers."""
    exam = world.live(one_of_each_later(), max_attempts=1)
    begun = ada.start(exam)
    attempt = begun.json["id"]
    shown = {question["id"]: question for question in begun.json["questions"]}
    poem = shown["poem"]
    paper = ada.send_file(attempt, "file_upload", PDF, "answer.pdf", "application/pdf")
    spoken = ada.send_file(attempt, "audio", b"OggS" + bytes(60), "answer.ogg", "audio/ogg")
    responses: dict[str, Any] = {
        "days": {"order": [choice_with(shown["days"], f"Text of {day}") for day in ("monday", "tuesday", "friday")]},
        "poem": {
            "blanks": {
                "own": choice_with(poem["blanks"][0], "Text of fish"),
                "word": "Crimson",
                "number": "12.0",
                "pool": choice_with(poem, "Text of blue"),
            }
        },
        "map": {"places": [{"x": 5, "y": "5.5"}, {"x": 25, "y": 5}]},
        "length": {"number": "250", "unit": "kg"},
        "file_upload": {"files": [paper]},
        "audio": {"files": [spoken]},
        "video": {"files": []},
    }
    for name, response in responses.items():
        assert ada.save(attempt, name, {"response": response, "revision": 1}).status == 200
    handed_in = ada.submit(attempt).json
    assert handed_in["state"] == "submitted"
    results = {result["question"]: result for result in handed_in["results"]}
    points = {name: result["points"] for name, result in results.items()}
    # 1 of 1; 3 of 4 gaps; (1 - 0.5) of 2; 250 of nothing known is wrong; two for people; nothing handed in
    assert points == {
        "days": "1",
        "poem": "3",
        "map": "1",
        "length": "0",
        "file_upload": None,
        "audio": None,
        "video": "0",
    }
    assert results["poem"]["feedback"][0]["text"]["en"] == "Nearly a poem."
    assert results["poem"]["correct"]["blanks"]["word"]["texts"] == ["crimson"]
    assert tutor.view(attempt).json["results"][4]["correct"]["guidance"]["text"]["en"] == "Look for the conclusion."
    for name in ("file_upload", "audio"):
        assert tutor.grade(attempt, name, {"points": "9"}).status == 200
    score = ada.view(attempt).json["score"]
    assert (score["points"], score["maximum"]) == ("23", "38")
    kept = {answer["question"]: answer["response"] for answer in ada.view(attempt).json["answers"]}
    assert kept["days"] == responses["days"]
    assert kept["length"] == responses["length"]
    assert kept["map"] == {"places": [{"x": "5", "y": "5.5"}, {"x": "25", "y": "5"}]}


def test_wrong_answers_may_cost_points_down_to_the_floor(world: World, ada: Client) -> None:
    """The hotspot of 2 points has a floor of -1: a wrong place costs half of them, the attempt never ends below 0."""
    attempt = ada.start(world.live([hotspot_question(), true_false_question()])).json["id"]
    ada.save(attempt, "map", {"response": {"places": [{"x": 25, "y": 5}]}, "revision": 1})
    handed_in = ada.submit(attempt).json
    assert [result["points"] for result in handed_in["results"]] == ["-1", "0"]
    assert handed_in["score"] == {"points": "0", "maximum": "3", "percent": "0", "passed": False}


@pytest.mark.parametrize(
    ("question", "response", "problem"),
    [
        ("days", {"choices": ["a"]}, "wrong-response-kind"),
        ("days", {"order": ["a"]}, "unknown-choice"),
        ("poem", {"order": ["a"]}, "wrong-response-kind"),
        ("poem", {"blanks": {"nowhere": "x"}}, "unknown-choice"),
        ("poem", {"blanks": {"number": "x"}}, "not-a-number"),
        ("poem", {"blanks": {"word": "x" * 1001}}, "response-too-long"),
        ("map", {"choice": "a"}, "wrong-response-kind"),
        ("map", {"places": [{"x": 101, "y": 0}]}, "outside-the-picture"),
        ("map", {"places": [{"x": 1, "y": 0}] * 3}, "too-many-parts"),
        ("length", {"number": "1", "unit": "mile"}, "unknown-unit"),
        ("video", {"text": "a film"}, "wrong-response-kind"),
        ("audio", {"files": [{"upload": "01J0000000000000000000000F", "name": "a"}] * 3}, "too-many-parts"),
    ],
)
def test_what_is_no_answer_to_it_is_refused_by_name_and_changes_nothing(
    world: World, ada: Client, question: str, response: Any, problem: str
) -> None:
    attempt = ada.start(world.live(one_of_each_later())).json["id"]
    refused = ada.save(attempt, question, {"response": response, "revision": 1})
    assert (refused.status, refused.json["type"].rpartition("/")[2]) == (422, problem)
    assert ada.view(attempt).json["answers"] == []


def test_an_older_revision_is_answered_with_the_newer(world: World, ada: Client) -> None:
    attempt = ada.start(world.live()).json["id"]
    ada.save(attempt, "round", {"response": {"choice": "true"}, "revision": 5})
    late = ada.save(attempt, "round", {"response": {"choice": "false"}, "revision": 4})
    assert late.status == 409
    assert late.json["type"].endswith("/problems/answer-outdated")
    assert late.json["facts"] == {"revision": "5"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"response": {"text": "true"}, "revision": 1}, 422),
        ({"response": {"choice": "maybe"}, "revision": 1}, 422),
        ({"response": {"choice": "true"}}, 422),
        ({"response": {"choice": "true"}, "revision": 0}, 422),
        ({"response": {"choice": "true"}, "revision": "1"}, 422),
        ({"response": {"choice": "true"}, "revision": True}, 422),
        ({"response": {"choice": "true"}, "revision": 1, "points": 5}, 422),
        ({"response": {"choice": "true", "text": "x"}, "revision": 1}, 422),
        ({"response": None, "revision": 1}, 200),
        ({"response": {"choice": "true"}, "revision": 2.0}, 200),
    ],
)
def test_answers_are_checked(world: World, ada: Client, body: Any, status: int) -> None:
    attempt = ada.start(world.live()).json["id"]
    assert ada.save(attempt, "round", body).status == status


def test_an_essay_is_graded_by_hand(world: World, ada: Client, tutor: Client) -> None:
    exam = world.live(WITH_ESSAY)
    attempt = ada.start(exam).json["id"]
    ada.save(attempt, "essay", {"response": {"text": "คำตอบ " * 100}, "revision": 1})
    handed_in = ada.submit(attempt).json
    assert handed_in["state"] == "submitted"
    assert handed_in.get("score") is None
    queue = tutor.queue(exam).json
    assert [(item["attempt"], item["questions"]) for item in queue["items"]] == [(attempt, ["essay"])]
    essay = tutor.view(attempt).json
    assert essay["results"][1]["correct"]["guidance"]["text"]["en"] == "Look for three arguments."
    revision = f'"{essay["revision"]}"'
    graded = tutor.grade(attempt, "essay", {"points": 8.5, "feedback": "ดี"}, headers={"If-Match": revision})
    assert graded.status == 200
    assert (graded.json["state"], graded.json["score"]["percent"]) == ("graded", "77.27")
    shown = ada.view(attempt).json["results"][1]
    assert (shown["points"], shown["comment"], shown["by_hand"]) == ("8.5", "ดี", True)


@pytest.mark.parametrize("points", [-1, 10.5, "many", True, 1.23456])
def test_points_out_of_range_are_refused(world: World, ada: Client, tutor: Client, points: Any) -> None:
    attempt = ada.start(world.live(WITH_ESSAY)).json["id"]
    ada.save(attempt, "essay", {"response": {"text": "x"}, "revision": 1})
    ada.submit(attempt)
    assert tutor.grade(attempt, "essay", {"points": points}).status == 422


def test_what_is_not_there_is_404(world: World, ada: Client) -> None:
    assert ada.start("01J0000000000000000000000X").status == 404
    assert ada.view("AAAA").status == 404
    attempt = ada.start(world.live()).json["id"]
    assert ada.save(attempt, "nowhere", {"response": None, "revision": 1}).status == 404


def test_problems_speak_the_callers_language(world: World) -> None:
    stranger = Client(world.person("stranger"), world.tenant)
    answer = stranger.start(world.live(), headers={"Accept-Language": "th"})
    assert (answer.status, answer.json["title"]) == (403, "คุณไม่ได้ลงทะเบียนเรียนหลักสูตรนี้")


def test_of_two_graders_the_second_is_told_the_first_ones_grade(world: World, ada: Client, tutor: Client) -> None:
    attempt = ada.start(world.live(WITH_ESSAY)).json["id"]
    ada.save(attempt, "essay", {"response": {"text": "Words."}, "revision": 1})
    ada.submit(attempt)
    other = Client(world.person("other", "instructor"), world.tenant)
    assert tutor.grade(attempt, "essay", {"points": "7.5"}).status == 200
    refused = other.grade(attempt, "essay", {"points": "3"})
    assert (refused.status, refused.json["type"].rpartition("/")[2]) == (412, "graded-in-the-meantime")
    facts = refused.json["facts"]
    assert (facts["points"], facts["by"]) == ("7.5", tutor.person.id)
    assert ada.view(attempt).json["score"]["points"] == "7.5"
    changed = tutor.grade(attempt, "essay", {"points": "8"})
    assert changed.status == 200, "one's own is changed as one likes"
    stale = other.grade(attempt, "essay", {"points": "3"}, headers={"If-Match": f'"{facts["revision"]}"'})
    assert (stale.status, stale.json["facts"]["points"]) == (412, "8")
    seen = {"If-Match": changed.headers["ETag"]}
    assert other.grade(attempt, "essay", {"points": "9"}, headers=seen).status == 200
    assert ada.view(attempt).json["score"]["points"] == "9"


def test_feedback_says_what_the_points_say_whoever_gave_them(world: World, ada: Client, tutor: Client) -> None:
    """A person finds right what the machine found wrong: who answered is not told that it is wrong."""
    question = true_false_question()
    told = {"feedback_wrong": RichText.of("No."), "feedback_right": RichText.of("Yes.")}
    key = question.key.model_copy(update=told)
    attempt = ada.start(world.live([question.model_copy(update={"key": key})], max_attempts=2)).json["id"]
    ada.save(attempt, "round", {"response": {"choice": "false"}, "revision": 1})

    def words() -> list[str]:
        (result,) = ada.view(attempt).json["results"]
        return [text["text"]["en"] for text in result["feedback"]]

    ada.submit(attempt)
    assert words() == ["No."]
    assert tutor.grade(attempt, "round", {"points": "1"}).status == 200
    assert words() == ["Yes."]


def test_each_answer_has_its_own_time_and_the_attempt_its_whole(world: World, ada: Client, tutor: Client) -> None:
    attempt = ada.start(world.live([true_false_question(), essay_question()])).json["id"]
    essay = {"text": "Because three arguments say so. " * 20}
    said = {"round": ({"choice": "true"}, 12), "essay": (essay, 340)}
    for question, (response, seconds) in said.items():
        saved = ada.save(attempt, question, {"response": response, "revision": 1, "seconds": seconds})
        assert saved.status == 200, saved.text
    assert ada.view(attempt).json["time_spent_seconds"] is None
    handed_in = ada.submit(attempt)
    assert 0 <= handed_in.json["time_spent_seconds"] < 600
    for reader in (ada, tutor):
        shown = reader.view(attempt).json
        assert {each["question"]: each["seconds"] for each in shown["answers"]} == {"round": 12, "essay": 340}
        assert shown["time_spent_seconds"] == handed_in.json["time_spent_seconds"]


@pytest.mark.parametrize("seconds", [-1, 604_801, 1.5, True, "90"])
def test_a_time_that_cannot_be_is_refused_and_nothing_kept(world: World, ada: Client, seconds: object) -> None:
    attempt = ada.start(world.live()).json["id"]
    answer = {"response": {"choice": "true"}, "revision": 1, "seconds": seconds}
    assert ada.save(attempt, "round", answer).status == 422
    assert ada.view(attempt).json["answers"] == []
