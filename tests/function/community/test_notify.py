"""The consumer: every event that it hears reaches the right person; what it does not know is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from community.notify import handler
from lyceum.community import store
from lyceum.kernel.clock import iso, now
from lyceum.kernel.entry import UnknownEvent
from lyceum.kernel.ids import new_id
from tests.store.community.schools import ASSESSMENT, COURSE, School, found

pytestmark = pytest.mark.store
SAMPLE = json.loads((Path(__file__).parents[3] / "events/community/notify.json").read_text())
ATTEMPT = {"attempt": "abcd", "course": COURSE, "assessment": ASSESSMENT, "number": 1}
GRADED = {"points": "9", "maximum": "12", "percent": "75", "passed": True, "graded": True, "by_hand": False}


@pytest.fixture
def school(table: str, tenant: str) -> School:
    return found(tenant)


def heard(school: School, name: str, data: dict[str, Any], version: int = 1) -> list[str]:
    """Kinds of the notifications that Ada has after this event was delivered twice."""
    detail = {
        **SAMPLE["detail"],
        "id": new_id(),
        "name": name,
        "version": version,
        "tenant": school.tenant,
        "at": iso(now()),
        "data": data,
    }
    for _ in range(2):
        handler({**SAMPLE, "detail-type": name, "detail": detail}, None)
    page = store.of_person(school.tenant, school.person("ada"), after=None, limit=10, at=now())
    return [notification.kind for notification in page.items]


@pytest.mark.parametrize(
    ("name", "data", "kinds"),
    [
        ("LearnerEnrolled", {"course": COURSE, "source": "self"}, ["enrolled"]),
        ("AttemptSubmitted", {**ATTEMPT, "waiting": 1, "late": False}, ["submission-received"]),
        ("AttemptSubmitted", {**ATTEMPT, "waiting": 0, "late": False}, []),
        ("AttemptGraded", {**ATTEMPT, **GRADED}, ["result-ready"]),
        ("AttemptGraded", {**ATTEMPT, **GRADED, "graded": False}, []),
        ("AttemptGraded", {**ATTEMPT, **GRADED, "regrade": COURSE}, ["result-changed"]),
        ("AttemptGraded", {**ATTEMPT, **GRADED, "graded": False, "regrade": COURSE}, ["result-changed"]),
        (
            "SubmissionReturned",
            {**GRADED, "course": COURSE, "assignment": COURSE, "submission": "x"},
            ["work-returned"],
        ),
        (
            "PeerReviewAsked",
            {"review": COURSE, "course": COURSE, "assignment": COURSE, "allocation": COURSE, "due_at": None},
            ["peer-review-asked"],
        ),
        ("GradeStillAwaited", {**ATTEMPT, "waiting": 1, "reminder": 1, "day": COURSE}, ["grades-wait"]),
        ("CourseCompleted", {"course": COURSE, "version": 1, "percent": "100"}, ["course-completed"]),
        ("ImportFinished", {"job": COURSE, "state": "finished"}, ["import-finished"]),
        ("ImportFinished", {"job": COURSE, "state": "refused"}, ["import-refused"]),
        ("ReportRendered", {"report": COURSE, "state": "ready"}, ["report-ready"]),
        ("ReportRendered", {"report": COURSE, "state": "failed"}, ["report-failed"]),
    ],
)
def test_each_event_says_its_own(school: School, name: str, data: dict[str, Any], kinds: list[str]) -> None:
    ada = school.add("ada")
    assert heard(school, name, {"learner": ada, "requester": ada, "reviewer": ada, "owner": ada, **data}) == kinds


@pytest.mark.parametrize(("name", "version"), [("CourseExploded", 1), ("LearnerEnrolled", 2)])
def test_an_event_that_it_does_not_know_is_refused(school: School, name: str, version: int) -> None:
    ada = school.add("ada")
    with pytest.raises(UnknownEvent):
        heard(school, name, {"learner": ada, "course": COURSE}, version)
