"""On LearningOpened, ProgressMoved and CourseCompleted."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from enrollment.follow_learning import handler
from lyceum.enrollment import store
from lyceum.enrollment.enroll import enroll
from lyceum.enrollment.errors import EnrollmentNotFound
from lyceum.enrollment.model import Enrollment
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from tests.published_course import NOON, learner, lesson, outline, publish

pytestmark = pytest.mark.store
SAMPLE = json.loads(Path("events/enrollment/follow_learning.json").read_text(encoding="utf-8"))


@pytest.fixture
def ada(table: str, tenant: str) -> Caller:
    return learner(tenant)


@pytest.fixture
def course(ada: Caller) -> str:
    course = new_id()
    publish(ada.tenant, outline(course, [lesson("l1")], version=4))
    enroll(ada, course, creation=Creation(new_id()), at=NOON)
    return course


def tell(ada: Caller, course: str, name: str, rev: int, **data: Any) -> None:
    facts = {"learner": ada.person, "course": course} | data
    handler(
        SAMPLE | {"detail": SAMPLE["detail"] | {"name": name, "tenant": ada.tenant, "rev": rev, "data": facts}}, None
    )


def found(ada: Caller, course: str) -> Enrollment:
    enrollment = store.find(ada.tenant, ada.person, course)
    assert enrollment is not None
    return enrollment


def test_a_learner_goes_through_the_course(ada: Caller, course: str) -> None:
    tell(ada, course, "LearningOpened", 1, version=4)
    assert found(ada, course).version == 4
    tell(ada, course, "ProgressMoved", 2, percent="50.00")
    assert (str(found(ada, course).status), found(ada, course).percent) == ("in_progress", Decimal(50))
    tell(ada, course, "ProgressMoved", 3, percent="100.00")
    tell(ada, course, "CourseCompleted", 3, percent="100.00", version=4)
    assert str(found(ada, course).status) == "completed"
    tell(ada, course, "ProgressMoved", 2, percent="50.00")
    assert found(ada, course).percent == 100


def test_the_roster_shows_when_learning_last_moved(ada: Caller, course: str) -> None:
    tell(ada, course, "LearningOpened", 1, version=4)
    tell(ada, course, "ProgressMoved", 2, percent="50.00")
    (card,) = store.of_course(ada.tenant, course, after=None, limit=10).items
    assert card["seen"] == SAMPLE["detail"]["at"]


def test_an_event_about_nobody_is_parked(ada: Caller, course: str) -> None:
    with pytest.raises(EnrollmentNotFound):
        tell(learner(ada.tenant), course, "ProgressMoved", 2, percent="50.00")
