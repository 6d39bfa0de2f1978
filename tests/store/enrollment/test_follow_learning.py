"""The enrollment follows learning, whatever order events come in."""

import threading
from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from lyceum.enrollment import store
from lyceum.enrollment.errors import EnrollmentNotFound
from lyceum.enrollment.follow_learning import copy_progress, describe_enrollment
from lyceum.enrollment.model import Enrollment, Source, Status
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from tests.published_course import NOON, kept, learner, lesson, outline, publish, told

pytestmark = pytest.mark.store


@pytest.fixture
def ada(table: str, tenant: str) -> Caller:
    return learner(tenant)


def enrolled(ada: Caller) -> str:
    course = new_id()
    publish(ada.tenant, outline(course, [lesson("l1")]))
    enrollment = Enrollment.begin(ada, course, source=Source.SELF, at=NOON)
    store.add(enrollment, Creation(new_id()), seats_are_counted=False)
    return course


def found(ada: Caller, course: str) -> Enrollment:
    enrollment = store.find(ada.tenant, ada.person, course)
    assert enrollment is not None
    return enrollment


def tell(ada: Caller, course: str, percent: int, rev: int, *, completed: bool = False) -> None:
    copy_progress(ada.tenant, ada.person, course, percent=Decimal(percent), completed=completed, rev=rev, at=NOON)


def test_version_and_title_come_with_the_opening(ada: Caller) -> None:
    course = enrolled(ada)
    describe_enrollment(ada.tenant, ada.person, course, version=2, at=NOON)
    first = kept(ada.tenant, "U", ada.person, f"ENROLLMENT#{course}")
    describe_enrollment(ada.tenant, ada.person, course, version=1, at=NOON)

    assert found(ada, course).version == 2
    assert found(ada, course).title == {"en": "Building serverless systems", "th": "การสร้างระบบไร้เซิร์ฟเวอร์"}
    assert kept(ada.tenant, "U", ada.person, f"ENROLLMENT#{course}") == first


def test_any_order_of_events_ends_completed_and_tells_it_once(ada: Caller) -> None:
    events = [(50, 2, False), (100, 3, False), (100, 3, True)]
    for order in permutations(events):
        course = enrolled(ada)
        ends = 0
        for percent, rev, completed in (*order, *order):
            before = kept(ada.tenant, "U", ada.person, f"ENROLLMENT#{course}")["rev"]
            tell(ada, course, percent, rev, completed=completed)
            item = kept(ada.tenant, "U", ada.person, f"ENROLLMENT#{course}")
            ends += told(item) == ["EnrollmentCompleted"] and item["rev"] != before
        assert found(ada, course).status is Status.COMPLETED
        assert found(ada, course).percent == 100
        assert ends == 1


def test_the_roster_shows_state_and_percent(ada: Caller) -> None:
    course = enrolled(ada)
    tell(ada, course, 25, 2)
    (card,) = store.of_course(ada.tenant, course, after=None, limit=10).items
    assert (card["status"], card["percent"]) == ("in_progress", 25)


def test_events_at_the_same_time_are_all_taken(ada: Caller) -> None:
    course = enrolled(ada)
    together = threading.Barrier(4)

    def consumer(rev: int) -> None:
        together.wait()
        tell(ada, course, rev * 20, rev, completed=rev == 5)

    threads = [threading.Thread(target=consumer, args=(rev,)) for rev in (2, 3, 4, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found(ada, course).status is Status.COMPLETED


def test_who_is_not_enrolled_is_parked(ada: Caller) -> None:
    with pytest.raises(EnrollmentNotFound):
        tell(ada, new_id(), 10, 2)
    with pytest.raises(EnrollmentNotFound):
        describe_enrollment(ada.tenant, ada.person, new_id(), version=1, at=NOON + timedelta(seconds=1))
