"""The answer of a write is lost after it was carried out, and botocore sends it again."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from lyceum.enrollment.enroll import enroll
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import write
from lyceum.kernel.table.client import dynamodb
from lyceum.learning.complete_course import take_result
from lyceum.learning.model.merging import Report
from lyceum.learning.model.progress import Result
from lyceum.learning.open_access import open_access
from lyceum.learning.record_progress import record_progress
from lyceum.learning.study import course_outline
from tests.published_course import NOON, enroll_by_hand, graded, kept, learner, lesson, outline, publish, told

pytestmark = pytest.mark.store
LATER = NOON + timedelta(hours=1)


class Forgetful:
    """A client whose every write is sent twice: the first answer never arrives."""

    def __init__(self) -> None:
        self.sent = 0

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        real = getattr(dynamodb(), operation)

        def twice(**parameters: Any) -> Any:
            self.sent += 1
            real(**parameters)
            return real(**parameters)

        return twice


@pytest.fixture
def ada(table: str, tenant: str) -> Caller:
    return learner(tenant)


@pytest.fixture
def course(ada: Caller) -> str:
    course = new_id()
    publish(ada.tenant, outline(course, [lesson("l1"), lesson("l2")]), seats=5)
    return course


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> Forgetful:
    client = Forgetful()
    monkeypatch.setattr(write, "dynamodb", lambda: client)
    return client


def item(ada: Caller, course: str) -> dict[str, Any]:
    return kept(ada.tenant, "U", ada.person, f"PROGRESS#{course}")


def test_enrolling_takes_one_seat(ada: Caller, course: str, forgetful: Forgetful) -> None:
    enroll(ada, course, creation=Creation(new_id()), at=NOON)
    assert kept(ada.tenant, "C", course, "OFFER")["sl"] == {"N": "4"}
    assert told(kept(ada.tenant, "U", ada.person, f"ENROLLMENT#{course}")) == ["LearnerEnrolled"]
    assert forgetful.sent


def test_opening_tells_once(ada: Caller, course: str, forgetful: Forgetful) -> None:
    enroll_by_hand(ada, course)
    open_access(ada.tenant, ada.person, course, at=NOON)
    assert (item(ada, course)["rev"], told(item(ada, course))) == ({"N": "1"}, ["LearningOpened"])
    assert forgetful.sent


def test_recording_counts_once_and_completes_once(ada: Caller, course: str, forgetful: Forgetful) -> None:
    enroll_by_hand(ada, course)
    for number, one in enumerate(("l1", "l2")):
        record_progress(ada, course, [Report(one, LATER, completed=True, position=number)], at=LATER)
        assert item(ada, course)["rev"] == {"N": str(2 + number)}
    assert told(item(ada, course)) == ["ProgressMoved", "CourseCompleted"]
    assert course_outline(ada, course, at=LATER)[0].progress.percent == 100
    assert forgetful.sent


def test_a_position_is_kept(ada: Caller, course: str, forgetful: Forgetful) -> None:
    enroll_by_hand(ada, course)
    for seconds in (10, 20, 30):
        record_progress(ada, course, [Report("l1", LATER + timedelta(seconds=seconds), position=seconds)], at=LATER)
    assert course_outline(ada, course, at=LATER)[0].progress.positions["l1"].seconds == 30


def test_a_result_is_kept_once(ada: Caller, course: str, forgetful: Forgetful) -> None:
    quiz = graded(course, "l2")
    publish(ada.tenant, outline(course, [lesson("l1"), lesson("l2", assessment=quiz.id)], assessments=[quiz]))
    enroll_by_hand(ada, course)
    result = Result(LATER, 1, Decimal(80), passed=True, settled=False)
    take_result(ada.tenant, ada.person, course, quiz.id, result, at=LATER)
    assert told(item(ada, course)) == ["ProgressMoved"]
    assert item(ada, course)["rev"] == {"N": "2"}
