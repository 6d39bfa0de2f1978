"""On AttemptGraded and GradeRecorded: results count, and the last one completes the course."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from learning.complete_course import handler
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.ids import new_id
from lyceum.learning.model.merging import Report
from lyceum.learning.model.progress import Progress, Result
from lyceum.learning.open_access import open_access
from lyceum.learning.record_progress import record_progress
from lyceum.learning.store.progress import find
from tests.published_course import enroll_by_hand, graded, kept, learner, lesson, outline, publish, told

pytestmark = pytest.mark.store
SAMPLE = json.loads(Path("events/learning/complete_course.json").read_text(encoding="utf-8"))
AT = parse(SAMPLE["detail"]["at"])


@pytest.fixture
def ada(table: str, tenant: str) -> Caller:
    return learner(tenant)


@pytest.fixture
def course(ada: Caller) -> str:
    """A lesson to read, one with a graded quiz, one with a quiz for practice that nobody has to take."""
    course = new_id()
    quiz, practice = graded(course, "l2"), graded(course, "l3", counts=False)
    lessons = [lesson("l1"), lesson("l2", assessment=quiz.id), lesson("l3", required=False, assessment=practice.id)]
    publish(ada.tenant, outline(course, lessons, assessments=[quiz, practice]))
    enroll_by_hand(ada, course)
    open_access(ada.tenant, ada.person, course, at=AT - timedelta(days=1))
    return course


def attempt(ada: Caller, course: str, lesson: str = "l2", *, after: int = 0, **data: Any) -> Any:
    """AttemptGraded, some seconds after the sample."""
    facts = {"learner": ada.person, "course": course, "assessment": graded(course, lesson).id}
    detail = SAMPLE["detail"] | {
        "tenant": ada.tenant,
        "at": iso(AT + timedelta(seconds=after)),
        "data": SAMPLE["detail"]["data"] | facts | data,
    }
    return SAMPLE | {"detail": detail}


def grade(ada: Caller, course: str, *, after: int, percent: str, passed: bool, number: int = 1) -> Any:
    """GradeRecorded, some seconds after the sample."""
    event = attempt(ada, course, after=after, percent=percent, passed=passed, number=number)
    event["detail"]["name"] = "GradeRecorded"
    return event


def progress(ada: Caller, course: str) -> Progress:
    study, _ = find(ada.tenant, ada.person, course)
    assert study is not None
    return study.progress


def result(ada: Caller, course: str) -> Result:
    return progress(ada, course).results[graded(course, "l2").id]


def item(ada: Caller, course: str) -> dict[str, Any]:
    return kept(ada.tenant, "U", ada.person, f"PROGRESS#{course}")


def test_passing_completes_the_lesson_and_moves_the_percentage(ada: Caller, course: str) -> None:
    handler(attempt(ada, course), None)

    now = progress(ada, course)
    assert now.completions == {"l2": AT}
    assert now.percent == Decimal(50)
    assert told(item(ada, course)) == ["ProgressMoved"]


def test_the_same_event_again_changes_nothing(ada: Caller, course: str) -> None:
    handler(attempt(ada, course), None)
    before = item(ada, course)
    handler(attempt(ada, course), None)
    assert item(ada, course) == before


def test_failing_keeps_the_result_and_completes_nothing(ada: Caller, course: str) -> None:
    handler(attempt(ada, course, percent="20.00", passed=False), None)
    assert progress(ada, course).percent == 0
    assert (result(ada, course).percent, result(ada, course).passed) == (Decimal(20), False)
    assert told(item(ada, course)) == []


def test_the_best_attempt_counts_in_whatever_order_they_come(ada: Caller, course: str) -> None:
    handler(attempt(ada, course, after=9, number=2, percent="40.00", passed=False), None)
    handler(attempt(ada, course, number=1, percent="80.00"), None)
    handler(attempt(ada, course, after=20, number=3, percent="70.00"), None)
    assert (result(ada, course).percent, result(ada, course).number) == (Decimal(80), 1)


def test_what_counts_by_the_score_policy_has_the_last_word(ada: Caller, course: str) -> None:
    handler(attempt(ada, course), None)
    handler(grade(ada, course, after=60, percent="45.00", passed=False, number=2), None)
    handler(grade(ada, course, after=30, percent="80.00", passed=True), None)  # late, and older

    assert (result(ada, course).percent, result(ada, course).passed) == (Decimal(45), False)
    assert progress(ada, course).percent == 0  # a pass that was taken back counts no more
    handler(attempt(ada, course, after=90, number=3, percent="90.00", counts_for="90.00", passed_overall=True), None)
    assert progress(ada, course).percent == Decimal(50)


def test_the_last_pass_completes_the_course_once_with_its_evidence(ada: Caller, course: str) -> None:
    at = AT - timedelta(hours=1)
    record_progress(ada, course, [Report("l1", at, completed=True)], at=at)

    handler(attempt(ada, course), None)

    done = item(ada, course)
    assert told(done) == ["ProgressMoved", "CourseCompleted"]
    evidence = progress(ada, course).evidence
    assert evidence is not None
    assert (evidence.how, evidence.version, evidence.lessons) == ("automatic", 1, 2)
    assert evidence.passed == {graded(course, "l2").id: Decimal(80)}
    handler(attempt(ada, course, after=5, number=2, percent="95.00"), None)
    assert told(item(ada, course)) == []
    assert progress(ada, course).completed_at == AT
    assert progress(ada, course).evidence == evidence


def test_practice_completes_its_lesson_and_nothing_more(ada: Caller, course: str) -> None:
    handler(attempt(ada, course, "l3"), None)
    assert progress(ada, course).percent == 0
    assert set(progress(ada, course).completions) == {"l3"}


def test_an_assessment_of_another_version_changes_nothing(ada: Caller, course: str) -> None:
    before = item(ada, course)
    handler(attempt(ada, course, "l9"), None)
    assert item(ada, course) == before


def test_a_result_may_come_before_the_course_was_opened(ada: Caller, course: str) -> None:
    bob = learner(ada.tenant)
    enroll_by_hand(bob, course)
    handler(attempt(bob, course), None)
    assert progress(bob, course).percent == Decimal(50)


def test_a_result_that_the_assessment_withholds_is_kept_with_that_sign(ada: Caller, course: str) -> None:
    for name, event in (
        ("attempt", attempt(ada, course, percent="80.00", shown=False)),
        ("grade", grade(ada, course, after=60, percent="70", passed=True)),
        ("grade", grade(ada, course, after=90, percent="75", passed=True)),
    ):
        event["detail"]["data"]["shown"] = name == "grade" and event["detail"]["data"]["percent"] == "75"
        handler(event, None)
        kept_result = result(ada, course)
        assert kept_result.withheld is not event["detail"]["data"]["shown"]
        assert kept_result.percent == Decimal(event["detail"]["data"]["percent"])
