"""Dates with the zone that their author means: kept, shown where dates are, and never what decides."""

from datetime import timedelta
from typing import Any

import pytest

from lyceum.kernel.clock import iso, now
from tests.function.assessment.client import Client, problem
from tests.store.assessment.work import publish_assignments
from tests.store.assessment.world import LESSON, World
from tests.unit.assessment.samples import choice_question

pytestmark = pytest.mark.store

BANGKOK = "Asia/Bangkok"
WORK = {"title": {"en": "Essay"}, "instructions": {"en": "Write."}}


def made(world: World, tutor: Client, **settings: Any) -> str:
    questions = [choice_question().model_dump(mode="json")]
    wish = {"title": {"en": "Exam"}, "lesson": LESSON, "questions": questions, "settings": settings}
    answer = tutor.make(world.course, wish)
    assert answer.status == 201, answer.text
    return str(answer.json["id"])


def test_an_assessments_zone_is_shown_beside_its_dates(world: World, ada: Client, tutor: Client) -> None:
    due = now() + timedelta(hours=1)
    exam = made(world, tutor, due_at=iso(due), zone=BANGKOK)
    world.publish(at=now())
    begun = ada.start(exam).json
    assert (begun["due_at"], begun["zone"]) == (iso(due), BANGKOK)
    changed = tutor.change(world.course, exam, {"settings": {"weight": "2"}})
    assert changed.json["settings"]["zone"] == BANGKOK, "what is not named stays"
    taken = tutor.change(world.course, exam, {"settings": {"zone": None}})
    assert taken.json["settings"].get("zone") is None
    assert ada.view(begun["id"]).json.get("zone") is None


def test_who_comes_too_early_hears_when_and_in_which_zone(world: World, ada: Client, tutor: Client) -> None:
    opens = now() + timedelta(hours=1)
    exams = [made(world, tutor, available_from=iso(opens), **zone) for zone in ({"zone": BANGKOK}, {})]
    world.publish(at=now())
    refused = [ada.start(exam) for exam in exams]
    assert {(each.status, problem(each)) for each in refused} == {(409, "assessment-not-open-yet")}
    facts = [each.json["facts"] for each in refused]
    assert [(each["opens_at"], each.get("zone")) for each in facts] == [(iso(opens), BANGKOK), (iso(opens), None)]


@pytest.mark.parametrize("zone", ["Asia", "Mars/Olympus", "Etc/../passwd", "", "+07:00"])
def test_there_is_such_a_zone(world: World, tutor: Client, zone: str) -> None:
    exam = made(world, tutor)
    change = {"settings": {"zone": zone}}
    work = tutor.assignments("POST ", WORK, course=world.course).json["id"]
    refused = [
        tutor.change(world.course, exam, change),
        tutor.assignments("PATCH /{course_assignment}", change, course=world.course, course_assignment=work),
    ]
    assert [each.status for each in refused] == [422, 422]
    assert {problem(each) for each in refused} <= {"unknown-time-zone", "invalid-request"}
    assert tutor.assessment(world.course, exam).json["settings"].get("zone") is None


def test_an_assignments_zone_is_shown_beside_its_dates(world: World, ada: Client, tutor: Client) -> None:
    due = {"due_at": iso(now() + timedelta(days=1)), "zone": BANGKOK}
    work = tutor.assignments("POST ", {**WORK, "settings": due}, course=world.course).json["id"]
    publish_assignments(world, at=now())
    seen = ada.see("/assignments/{course_assignment}", course_assignment=work).json["settings"]
    assert (seen["due_at"], seen["zone"]) == (due["due_at"], BANGKOK)
    change = {"settings": {"zone": None}}
    taken = tutor.assignments("PATCH /{course_assignment}", change, course=world.course, course_assignment=work)
    assert taken.json["settings"].get("zone") is None


def test_lists_of_assignments_say_the_zone(world: World, ada: Client, tutor: Client) -> None:
    due = {"due_at": iso(now() + timedelta(days=1)), "zone": BANGKOK}
    tutor.assignments("POST ", {**WORK, "settings": due}, course=world.course)
    tutor.assignments("POST ", WORK, course=world.course)
    publish_assignments(world, at=now())
    authors = tutor.assignments("GET ", course=world.course).json["items"]
    learners = ada.see("/me/courses/{course}/assignments", course=world.course).json["items"]
    for items in (authors, learners):
        assert {(each.get("due_at"), each.get("zone")) for each in items} == {(due["due_at"], BANGKOK), (None, None)}


def test_an_assignment_that_is_not_open_says_when_and_in_which_zone(world: World, ada: Client, tutor: Client) -> None:
    later, before = iso(now() + timedelta(hours=1)), iso(now() - timedelta(hours=1))
    cases = [({"available_from": later}, "opens_at", later), ({"available_until": before}, "closed_at", before)]
    works = [
        tutor.assignments("POST ", {**WORK, "settings": {**dates, "zone": BANGKOK}}, course=world.course).json["id"]
        for dates, _, _ in cases
    ]
    publish_assignments(world, at=now())
    for work, (_, fact, instant) in zip(works, cases, strict=True):
        refused = ada.hand_in(work, {"form": "text", "text": "Work"})
        assert (refused.status, refused.json["facts"]) == (409, {"assignment": work, "zone": BANGKOK, fact: instant})


def test_peer_reviews_say_the_zone(world: World, ada: Client, tutor: Client) -> None:
    due = {
        "due_at": iso(now() + timedelta(days=1)),
        "zone": BANGKOK,
        "peer_review": {"reviewers": 1, "due_after_hours": 24},
    }
    wish = {**WORK, "settings": due}
    made = tutor.assignments("POST ", wish, course=world.course)
    assert made.status == 201, made.text
    work = made.json["id"]
    publish_assignments(world, at=now())
    world.enrolled("bob")
    bob = Client(world.person("bob"), world.tenant)
    for learner in (ada, bob):
        assert learner.hand_in(work, {"form": "text", "text": "Work"}).status == 201
    assert tutor.allocate(work).status < 300
    (card,) = bob.review("GET /me/peer-reviews").json["items"]
    review = bob.review("GET /peer-reviews/{peer_review}", peer_review=card["id"]).json
    assert (card["zone"], review["zone"]) == (BANGKOK, BANGKOK)
