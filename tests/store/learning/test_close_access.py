"""A place that was given up closes the course, in whatever order the news arrives."""

from datetime import timedelta

import pytest

from lyceum.kernel.access import Caller
from lyceum.kernel.ids import new_id
from lyceum.learning.close_access import close_access
from lyceum.learning.errors import AccessEnded, NotEnrolled
from lyceum.learning.model.merging import Report
from lyceum.learning.open_access import open_access, open_as_told, open_to_enrolled
from lyceum.learning.record_progress import record_progress
from lyceum.learning.store import progress
from lyceum.learning.study import course_outline
from tests.published_course import NOON, enroll_by_hand, kept, learner, lesson, outline, publish

pytestmark = pytest.mark.store
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def ada(table: str, tenant: str) -> Caller:
    progress.forget()
    return learner(tenant)


@pytest.fixture
def course(ada: Caller) -> str:
    course = new_id()
    publish(ada.tenant, outline(course, [lesson("l1"), lesson("l2")]))
    enroll_by_hand(ada, course)
    return course


def item(ada: Caller, course: str) -> dict[str, object]:
    return kept(ada.tenant, "U", ada.person, f"PROGRESS#{course}")


def test_nothing_more_is_recorded_and_what_was_stays(ada: Caller, course: str) -> None:
    record_progress(ada, course, [Report("l1", LATER, completed=True)], at=LATER)
    before = item(ada, course)["c"]
    close_access(ada.tenant, ada.person, course, rev=2, at=LATER)
    outcomes = record_progress(ada, course, [Report("l2", LATER, completed=True)], at=LATER).outcomes
    assert outcomes != ["recorded"]
    assert item(ada, course)["c"] == before
    with pytest.raises(AccessEnded):
        course_outline(ada, course, at=LATER)


def test_a_repeat_changes_nothing(ada: Caller, course: str) -> None:
    open_access(ada.tenant, ada.person, course, at=NOON)
    close_access(ada.tenant, ada.person, course, rev=2, at=LATER)
    once = item(ada, course)
    close_access(ada.tenant, ada.person, course, rev=2, at=LATER)
    assert item(ada, course) == once


def test_the_news_of_the_enrollment_comes_last(ada: Caller, course: str) -> None:
    close_access(ada.tenant, ada.person, course, rev=2, at=LATER)
    enroll_by_hand(ada, course, status="withdrawn")
    assert open_to_enrolled(ada.tenant, ada.person, course, at=LATER) is None
    assert item(ada, course) == {}
    with pytest.raises(NotEnrolled):
        open_access(ada.tenant, ada.person, course, at=LATER)


def test_a_place_that_was_taken_again_goes_on_whatever_is_heard_first(ada: Caller, course: str) -> None:
    open_access(ada.tenant, ada.person, course, at=NOON)
    record_progress(ada, course, [Report("l1", LATER, completed=True)], at=LATER)
    before = item(ada, course)["c"]
    open_as_told(ada.tenant, ada.person, course, rev=3, at=LATER)
    close_access(ada.tenant, ada.person, course, rev=2, at=LATER)  # told before it, heard after it
    assert record_progress(ada, course, [Report("l2", LATER, completed=True)], at=LATER).outcomes == ["recorded"]

    close_access(ada.tenant, ada.person, course, rev=4, at=LATER)
    with pytest.raises(AccessEnded):
        course_outline(ada, course, at=LATER)
    open_as_told(ada.tenant, ada.person, course, rev=3, at=LATER)  # a repeat
    with pytest.raises(AccessEnded):
        course_outline(ada, course, at=LATER)
    open_as_told(ada.tenant, ada.person, course, rev=5, at=LATER)
    assert course_outline(ada, course, at=LATER)
    assert before != item(ada, course)["c"]
