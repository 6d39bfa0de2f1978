"""Assignments and submissions over HTTP."""

import json
from typing import Any

import pytest

from assessment import activate_assignments, record_submission_grade
from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from tests.function.assessment.client import Client, problem
from tests.function.assessment.test_consumers import SAMPLES, event
from tests.store.assessment.work import publish_assignments
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store
WISH: dict[str, Any] = {
    "title": {"en": "Essay", "th": "เรียงความ"},
    "instructions": {"en": "Write a page."},
    "points": "20",
    "rubric": {
        "criteria": [
            {
                "id": "reasons",
                "title": {"en": "Reasons"},
                "levels": [
                    {"id": "poor", "title": {"en": "Poor"}, "points": 1},
                    {"id": "good", "title": {"en": "Good"}, "points": 4},
                ],
            }
        ]
    },
    "settings": {"resubmissions": 2, "accepts": {"files": {"kinds": ["pdf"], "most_bytes": 1000}}},
}
TEXT = {"form": "text", "text": "First in, first out."}


@pytest.fixture
def author(world: World) -> Client:
    return Client(world.person("author", "instructor"), world.tenant)


@pytest.fixture
def assignment(world: World, author: Client) -> str:
    made = author.assignments("POST ", WISH, course=world.course)
    assert made.status == 201, made.text
    publish_assignments(world, at=now())
    return str(made.json["id"])


def test_an_assignment_is_made_seen_changed_and_listed(world: World, author: Client) -> None:
    made = author.assignments("POST ", WISH, course=world.course)
    id = made.json["id"]
    assert (made.status, made.headers["ETag"]) == (201, '"1"')
    assert made.headers["Location"].endswith(f"/courses/{world.course}/assignments/{id}")
    assert (made.json["points"], made.json["settings"]["resubmissions"], made.json["newest"]) == ("20", 2, 1)
    there = {"course": world.course, "course_assignment": id}
    seen = author.assignments("GET /{course_assignment}", **there)
    assert (seen.status, seen.json, seen.headers["ETag"]) == (200, made.json, '"1"')
    wish = {"rubric": None, "settings": {"due_at": iso(NOON)}}
    changed = author.assignments("PATCH /{course_assignment}", wish, **there, headers={"If-Match": '"1"'})
    assert (changed.status, changed.headers["ETag"]) == (200, '"2"')
    assert (changed.json.get("rubric"), changed.json["settings"]["due_at"]) == (None, iso(NOON))
    assert author.assignments("PATCH /{course_assignment}", wish, **there, headers={"If-Match": '"1"'}).status == 412
    no_date = author.assignments("PATCH /{course_assignment}", {"settings": {"due_at": None}}, **there)
    assert no_date.json["settings"].get("due_at") is None
    (card,) = author.assignments("GET ", course=world.course).json["items"]
    assert (card["id"], card["title"], card["points"]) == (id, WISH["title"], "20")


@pytest.mark.parametrize(
    "changed",
    [
        {"title": {}},
        {"instructions": {"en": ""}},
        {"points": "-1"},
        {"points": True},
        {"more": 1},
        {"settings": {"resubmissions": 20}},
        {"settings": {"resubmissions": None}},
        {"settings": {"late_penalty_percent": "101"}},
        {"settings": {"accepts": {"files": {"kinds": []}}}},
        {"settings": {"accepts": {"files": {"kinds": ["html"]}}}},
        {"settings": {"accepts": {"text": False, "link": False}}},
        {"settings": {"due_at": iso(NOON), "available_from": iso(NOON)}},
        {"rubric": {"criteria": []}},
    ],
    ids=str,
)
def test_what_no_assignment_can_be_is_refused(world: World, author: Client, changed: dict[str, Any]) -> None:
    assert author.assignments("POST ", WISH | changed, course=world.course).status == 422
    assert author.assignments("GET ", course=world.course).json["items"] == []


def test_from_handing_in_to_the_returned_grade(world: World, author: Client, ada: Client, assignment: str) -> None:
    seen = ada.see("/assignments/{course_assignment}", course_assignment=assignment)
    assert (seen.status, seen.json["title"], seen.json.get("submission")) == (200, WISH["title"], None)
    handed_in = ada.hand_in(assignment, TEXT, headers={"Idempotency-Key": "hand-in-1"})
    assert (handed_in.status, handed_in.json["state"], handed_in.headers["ETag"]) == (201, "pending", '"1"')
    assert ada.hand_in(assignment, TEXT, headers={"Idempotency-Key": "hand-in-1"}).json == handed_in.json
    there = {"submission": handed_in.json["id"]}
    assert handed_in.headers["Location"].endswith(f"/submissions/{there['submission']}")
    version = ada.see("/submissions/{submission}/versions/{version}", version="1", **there)
    assert (version.json["text"], version.json.get("file"), version.json["late"]) == (TEXT["text"], None, False)
    (card,) = author.staff("GET /assignments/{course_assignment}/submissions", course_assignment=assignment).json[
        "items"
    ]
    assert (card["id"], card["state"], card["number"]) == (there["submission"], "pending", 1)

    wish = {"number": 1, "marks": {"reasons": "good"}, "feedback": "ดีมาก"}
    graded = author.staff("PUT /submissions/{submission}/grade", wish, **there, headers={"If-Match": '"1"'})
    assert (graded.status, graded.json["state"], graded.headers["ETag"]) == (200, "graded", '"2"')
    assert (graded.json["grade"]["points"], graded.json["grade"]["percent"]) == ("20", "100")
    hidden = ada.see("/submissions/{submission}", **there)
    assert (hidden.json["state"], hidden.json.get("grade"), hidden.json.get("earlier_grades")) == ("graded", None, None)

    returned = author.staff("PUT /submissions/{submission}/return", **there, headers={"If-Match": '"2"'})
    assert (returned.status, returned.json["state"]) == (200, "returned")
    shown = ada.see("/submissions/{submission}", **there).json
    assert (shown["grade"]["feedback"], shown["grade"].get("by"), shown["state"]) == ("ดีมาก", None, "returned")
    (mine,) = ada.see("/me/courses/{course}/assignments", course=world.course).json["items"]
    assert (mine["id"], mine["state"], mine["number"]) == (assignment, "returned", 1)
    by_state = author.staff(
        "GET /assignments/{course_assignment}/submissions",
        course_assignment=assignment,
        query={"state": "pending"},
    )
    assert by_state.json["items"] == []


def test_the_second_grader_is_told_of_the_first_ones_grade(
    world: World, author: Client, ada: Client, assignment: str
) -> None:
    other = Client(world.person("other", "instructor"), world.tenant)
    there = {"submission": ada.hand_in(assignment, TEXT).json["id"]}
    route = "PUT /submissions/{submission}/grade"
    assert author.staff(route, {"number": 1, "points": 15}, **there, headers={"If-Match": '"1"'}).status == 200
    refused = other.staff(route, {"number": 1, "points": 5}, **there, headers={"If-Match": '"1"'})
    assert (refused.status, problem(refused)) == (412, "graded-in-the-meantime")
    assert refused.json["facts"] | {"graded_at": ""} == {
        "points": "15",
        "by": author.person.id,
        "revision": "2",
        "graded_at": "",
    }
    silent = other.staff(route, {"number": 1, "points": 5}, **there, headers={"If-Match": '"2"'})
    assert problem(silent) == "reason-needed"
    why = {"number": 1, "points": 5, "reason": "Copied."}
    overridden = other.staff(route, why, **there, headers={"If-Match": '"2"'}).json
    assert (overridden["grade"]["points"], overridden["grade"]["reason"]) == ("5", "Copied.")
    assert [each["points"] for each in overridden["earlier_grades"]] == ["15"]


@pytest.mark.parametrize(
    "work",
    [
        {},
        {"form": "text"},
        {"form": "text", "text": " "},
        {"form": "text", "text": "x" * 20_001},
        {"form": "text", "text": "x", "link": "https://example.org"},
        {"form": "link", "link": "javascript:alert(1)"},
        {"form": "link", "link": "https://"},
        {"form": "link", "link": 'https://example.org/"><script>'},
        {"form": "file", "upload": "x"},
        {"form": "voice"},
    ],
    ids=lambda work: str(work)[:60],
)
def test_what_no_work_can_be_is_refused(ada: Client, assignment: str, work: dict[str, Any]) -> None:
    assert ada.hand_in(assignment, work).status == 422
    assert ada.see("/assignments/{course_assignment}", course_assignment=assignment).json.get("submission") is None


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"number": 0, "points": 1},
        {"number": 1, "points": "21"},
        {"number": 1},
        {"number": 1, "points": 1, "marks": {"reasons": "best"}},
        {"number": 1, "points": 1, "feedback": "x" * 4001},
    ],
    ids=lambda wish: str(wish)[:60],
)
def test_what_no_grade_can_be_is_refused(author: Client, ada: Client, assignment: str, wish: dict[str, Any]) -> None:
    there = {"submission": ada.hand_in(assignment, TEXT).json["id"]}
    assert author.staff("PUT /submissions/{submission}/grade", wish, **there).status == 422
    assert ada.see("/submissions/{submission}", **there).headers["ETag"] == '"1"'


def test_what_is_not_there_is_not_found(world: World, author: Client, ada: Client, assignment: str) -> None:
    assert problem(ada.hand_in(new_id(), TEXT)) == "course-assignment-not-found"
    assert problem(ada.see("/submissions/{submission}", submission="nothing")) == "submission-not-found"
    there = {"submission": ada.hand_in(assignment, TEXT).json["id"]}
    found = ada.see("/submissions/{submission}/versions/{version}", version="2", **there)
    assert problem(found) == "submission-not-found"
    assert problem(author.staff("PUT /submissions/{submission}/return", **there)) == "submission-not-graded"
    no_file = {"form": "file", "upload": new_id()}
    assert problem(ada.hand_in(assignment, no_file)) == "work-upload-not-found"


def test_a_form_is_answered_for_a_file(ada: Client, assignment: str) -> None:
    wish = {"name": "essay.pdf", "size": 900, "media_type": "application/pdf"}
    first = ada.ask_upload(assignment, wish, headers={"Idempotency-Key": "upload-1"})
    assert (first.status, first.json["fields"]["Content-Type"]) == (201, "application/pdf")
    assert ada.ask_upload(assignment, wish, headers={"Idempotency-Key": "upload-1"}).json["id"] == first.json["id"]
    assert problem(ada.ask_upload(assignment, wish | {"size": 1001})) == "file-too-large"
    assert problem(ada.ask_upload(assignment, wish | {"media_type": "image/png"})) == "file-kind-not-accepted"
    for name in ("../x", "", "a/b"):
        assert ada.ask_upload(assignment, wish | {"name": name}).status == 422


def test_publishing_the_course_makes_assignments_live_once(world: World, author: Client, ada: Client) -> None:
    made = author.assignments("POST ", WISH, course=world.course).json["id"]
    seen = {"course_assignment": made}
    assert problem(ada.see("/assignments/{course_assignment}", **seen)) == "course-assignment-not-found"
    publish_assignments(world, at=now())
    later = author.assignments("PATCH /{course_assignment}", {"points": 30}, course=world.course, **seen).json
    told = event(world, "CoursePublished", {"course": world.course, "version": 1}, context="catalog")
    for _ in range(2):
        activate_assignments.handler(told, None)
    assert ada.see("/assignments/{course_assignment}", **seen).json["points"] == "20"
    assert (later["newest"], later["active"]) == (2, 1)


def test_returned_work_stands_in_the_learners_grades(world: World, ada: Client) -> None:
    data = json.loads((SAMPLES / "record_submission_grade.json").read_text())["detail"]["data"]
    data |= {"learner": ada.person.id, "course": world.course}
    record_submission_grade.handler(event(world, "SubmissionReturned", data | {"graded": False}), None)
    assert ada.my_grades().json["items"] == []
    for _ in range(2):
        record_submission_grade.handler(event(world, "SubmissionReturned", data), None)
    (row,) = ada.my_grades().json["items"]
    assert (row["percent"], [each["assessment"] for each in row["assessments"]]) == ("90", [data["assignment"]])
