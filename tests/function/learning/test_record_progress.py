"""PATCH /v1/{tenant}/courses/{course}/progress."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from learning.record_progress import handler
from learning.study import handler as study
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from tests.http import Answer, Person, person, request
from tests.published_course import enroll_by_hand, graded, lesson, outline, publish

pytestmark = pytest.mark.store
ROUTE = "PATCH /v1/{tenant}/courses/{course}/progress"


@pytest.fixture
def ada(table: str, tenant: str) -> Person:
    return person("ada", tenant, "learner")


@pytest.fixture
def course(ada: Person, tenant: str) -> str:
    course = new_id()
    quiz = graded(course, "l3")
    lessons = [lesson("l1"), lesson("l2", requires=("l1",)), lesson("l3", assessment=quiz.id)]
    publish(tenant, outline(course, lessons, assessments=[quiz]))
    enroll_by_hand(Caller(ada.id, tenant), course)
    return course


def send(caller: Person, tenant: str, course: str, *items: Any) -> Answer:
    return request(handler, ROUTE, caller=caller, tenant=tenant, course=course, body={"items": list(items)})


def item(lesson: str, **parts: Any) -> dict[str, Any]:
    return {"lesson": lesson, "at": iso(now())} | parts


def test_every_item_has_its_result(ada: Person, tenant: str, course: str) -> None:
    answer = send(
        ada,
        tenant,
        course,
        item("l2", completed=True),
        item("l1", completed=True),
        item("l3", completed=True),
        item("l9", position_seconds=3),
        item("l1", completed=False),
    )

    assert answer.status == 200
    assert [(one["lesson"], one["status"], one["code"]) for one in answer.json["items"]] == [
        ("l2", "recorded", None),  # l1, which unlocks it, came in the same request
        ("l1", "recorded", None),
        ("l3", "refused", "pass_first"),
        ("l9", "refused", "unknown_lesson"),
        ("l1", "unchanged", None),
    ]
    assert Decimal(answer.json["percent"]) == Decimal("66.66")


def test_a_locked_lesson_is_refused(ada: Person, tenant: str, course: str) -> None:
    answer = send(ada, tenant, course, item("l2", position_seconds=10))
    assert answer.json["items"] == [{"lesson": "l2", "status": "refused", "code": "locked"}]


def test_a_clock_that_runs_ahead_counts_five_minutes_at_most(ada: Person, tenant: str, course: str) -> None:
    ahead = iso(now() + timedelta(days=3))
    send(ada, tenant, course, {"lesson": "l1", "position_seconds": 10, "at": ahead})
    send(ada, tenant, course, {"lesson": "l1", "completed": True, "at": ahead})

    answer = request(study, "GET /v1/{tenant}/courses/{course}/outline", caller=ada, tenant=tenant, course=course)

    row = answer.json["chapters"][0]["lessons"][0]
    assert row["completed_at"] <= iso(now())
    assert row["position_seconds"] == 10


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"items": []},
        {"items": [{"lesson": "l1"}]},
        {"items": [{"lesson": "l1", "at": "yesterday"}]},
        {"items": [{"lesson": "l1", "at": "2026-11-22T12:00:00"}]},
        {"items": [{"lesson": "l1", "at": 1763812800}]},
        {"items": [{"lesson": "l1", "at": "2026-11-22T12:00:00Z", "position_seconds": -1}]},
        {"items": [{"lesson": "l1", "at": "2026-11-22T12:00:00Z", "position_seconds": True}]},
        {"items": [{"lesson": "l1", "at": "2026-11-22T12:00:00Z", "position_seconds": "5"}]},
        {"items": [{"lesson": "l1", "at": "2026-11-22T12:00:00Z", "position_seconds": 1.5}]},
        {"items": [{"lesson": "l1", "at": "2026-11-22T12:00:00Z", "completed": "yes"}]},
        {"items": [{"lesson": "l#1", "at": "2026-11-22T12:00:00Z"}]},
        {"items": [{"lesson": "l1", "at": "2026-11-22T12:00:00Z", "learner": "someone"}]},
        {"items": [{"lesson": "l1", "at": "0001-01-01T00:00:00+14:00"}]},
        {"items": [{"lesson": "l1", "at": "2026-11-22T12:00:00Z"}] * 101},
    ],
)
def test_what_is_not_well_formed_is_refused(ada: Person, tenant: str, course: str, wrong: Any) -> None:
    answer = request(handler, ROUTE, caller=ada, tenant=tenant, course=course, body=wrong)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (422, "invalid-request")


def test_a_whole_number_may_be_written_with_a_fraction_of_nothing(ada: Person, tenant: str, course: str) -> None:
    """JSON Schema calls 5.0 an integer."""
    assert send(ada, tenant, course, item("l1", position_seconds=5.0)).json["items"][0]["status"] == "recorded"


def test_who_is_not_enrolled_records_nothing(ada: Person, tenant: str, course: str) -> None:
    answer = send(person("bob", tenant, "learner"), tenant, course, item("l1", completed=True))
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (403, "not-enrolled")


def test_the_sample_event_is_understood(table: str) -> None:
    event = json.loads(Path("events/learning/record_progress.json").read_text(encoding="utf-8"))
    assert handler(event, None)["statusCode"] == 404  # no such course in an empty table
