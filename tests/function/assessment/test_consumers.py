"""What the bus and workflows call, with the events as they travel."""

import json
from pathlib import Path
from typing import Any

import pytest

from assessment import activate_assessments, await_grade, record_grade, resume_grading, submit_due_attempt
from lyceum.assessment.errors import AttemptNotFound
from lyceum.assessment.model.attempt import State
from lyceum.assessment.store import assessments, grades
from lyceum.kernel.clock import iso
from lyceum.kernel.entry import UnknownEvent
from lyceum.kernel.ids import new_id
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store

LONG_AGO = NOON.replace(year=2020)
SAMPLES = Path(__file__).resolve().parents[3] / "events/assessment"


def event(
    world: World, name: str, data: dict[str, Any], *, context: str = "assessment", rev: int = 3
) -> dict[str, Any]:
    detail = {
        "id": new_id(),
        "name": name,
        "version": 1,
        "context": context,
        "tenant": world.tenant,
        "actor": "system",
        "at": iso(NOON),
        "rev": rev,
        "aggregate": "PK|SK",
        "data": data,
    }
    return {"source": f"lyceum.{context}", "detail-type": name, "detail": detail}


def graded(world: World, learner: str, **changed: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((SAMPLES / "record_grade.json").read_text())["detail"]["data"]
    return data | {"learner": learner, "course": world.course} | changed


def test_a_due_attempt_is_handed_in_once(world: World) -> None:
    attempt = world.begin(world.enrolled("ada"), world.live(time_limit_minutes=1), at=LONG_AGO)
    due = event(world, "AttemptDue", {"id": str(attempt.id), "due": iso(NOON)})
    submit_due_attempt.handler(due, None)
    submit_due_attempt.handler(due, None)
    assert world.kept(attempt).rev == 2


def test_grades_reach_the_gradebook_and_practice_does_not(world: World) -> None:
    ada, bob = world.person("ada").id, world.person("bob").id
    record_grade.handler(event(world, "AttemptGraded", graded(world, ada)), None)
    record_grade.handler(event(world, "AttemptGraded", graded(world, bob, graded=False)), None)
    assert grades.find(world.tenant, ada, world.course) is not None
    assert grades.find(world.tenant, bob, world.course) is None


def test_enrolling_opens_a_row_once(world: World) -> None:
    ada = world.person("ada").id
    enrolled = event(world, "LearnerEnrolled", {"learner": ada, "course": world.course}, context="enrollment")
    record_grade.handler(enrolled, None)
    record_grade.handler(event(world, "AttemptGraded", graded(world, ada)), None)
    record_grade.handler(enrolled, None)
    row = grades.find(world.tenant, ada, world.course)
    assert row is not None
    assert len(row.results) == 1


def test_who_has_left_is_withdrawn_until_they_are_back(world: World) -> None:
    place = {"learner": world.person("ada").id, "course": world.course}
    left = {**place, "reason": "time"}
    enrolled = event(world, "LearnerEnrolled", {**place, "source": "self"}, context="enrollment", rev=1)
    seen = []
    for news in (
        event(world, "LearnerWithdrawn", left, context="enrollment", rev=2),
        enrolled,
        event(world, "LearnerEnrolled", {**place, "source": "purchase"}, context="enrollment", rev=3),
        enrolled,
        event(world, "LearnerWithdrawn", left, context="enrollment", rev=4),
    ):
        record_grade.handler(news, None)
        row = grades.find(world.tenant, place["learner"], world.course)
        assert row is not None
        seen.append(str(row.status))
    assert seen == ["withdrawn", "withdrawn", "current", "current", "withdrawn"]


def test_publishing_makes_assessments_live(world: World) -> None:
    exam = world.draft()
    world.publish(at=NOON.replace(year=2025))  # an outline is there, and no news of it yet
    assert not assessments.find(world.tenant, exam).is_live
    published = event(world, "CoursePublished", {"course": world.course, "version": 1}, context="catalog")
    activate_assessments.handler(published, None)
    activate_assessments.handler(published, None)
    assert assessments.find(world.tenant, exam, consistent=True).active == 1


def test_a_grade_that_nobody_waits_for_is_no_fault(world: World) -> None:
    attempt = world.begin(world.enrolled("ada"), world.live())
    resume_grading.handler(event(world, "AttemptGraded", {"attempt": str(attempt.id)}), None)
    assert world.kept(attempt).state is State.IN_PROGRESS


def test_waiting_for_an_attempt_that_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(AttemptNotFound):
        await_grade.handler({"tenant": world.tenant, "attempt": "AAAA", "execution": "x", "token": "t"}, None)


def test_an_event_of_another_kind_is_refused(world: World) -> None:
    with pytest.raises(UnknownEvent):
        resume_grading.handler(event(world, "AttemptStarted", {}), None)
