"""Progress in the table: opened once, merged in any order, told once, from any number of devices."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest

from lyceum.kernel.access import Caller
from lyceum.kernel.ids import new_id
from lyceum.learning.errors import AccessEnded, NotEnrolled
from lyceum.learning.model.merging import Refusal, Report, Taken
from lyceum.learning.open_access import open_access
from lyceum.learning.record_progress import record_progress
from lyceum.learning.store import progress
from lyceum.learning.study import course_outline
from tests.published_course import NOON, enroll_by_hand, kept, learner, lesson, outline, publish, told

pytestmark = pytest.mark.store

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def ada(table: str, tenant: str) -> Caller:
    return learner(tenant)


@pytest.fixture
def course(ada: Caller) -> str:
    """Four required lessons and an optional one; Ada is enrolled."""
    course = new_id()
    lessons = [lesson("l1"), lesson("l2"), lesson("l3", required=False), lesson("l4"), lesson("l5")]
    publish(ada.tenant, outline(course, lessons[:2], lessons[2:]))
    enroll_by_hand(ada, course)
    return course


def item(caller: Caller, course: str) -> dict[str, object]:
    return kept(caller.tenant, "U", caller.person, f"PROGRESS#{course}")


def test_opening_keeps_the_current_version_and_tells_it_once(ada: Caller, course: str) -> None:
    open_access(ada.tenant, ada.person, course, at=NOON)
    first = item(ada, course)
    open_access(ada.tenant, ada.person, course, at=LATER)

    assert told(first) == ["LearningOpened"]
    assert first["n"] == {"N": "1"}
    assert item(ada, course) == first


def test_opening_again_finds_what_was_done(ada: Caller, course: str) -> None:
    open_access(ada.tenant, ada.person, course, at=NOON)
    record_progress(ada, course, [Report("l1", LATER, completed=True)], at=LATER)
    progress.forget()

    study = open_access(ada.tenant, ada.person, course, at=LATER)

    assert study.progress.completions == {"l1": LATER}


def test_who_is_not_enrolled_cannot_open_the_course(ada: Caller, course: str) -> None:
    stranger = learner(ada.tenant)
    with pytest.raises(NotEnrolled):
        open_access(ada.tenant, stranger.person, course, at=NOON)
    with pytest.raises(NotEnrolled):
        record_progress(stranger, course, [Report("l1", NOON, completed=True)], at=NOON)
    with pytest.raises(NotEnrolled):
        record_progress(stranger, course, [Report("l1", NOON, position=5)], at=NOON)
    assert item(stranger, course) == {}


@pytest.mark.parametrize(("status", "refusal"), [("withdrawn", NotEnrolled), ("suspended", AccessEnded)])
def test_an_enrollment_that_is_over_opens_nothing(
    ada: Caller, course: str, status: str, refusal: type[Exception]
) -> None:
    bob = learner(ada.tenant)
    enroll_by_hand(bob, course, status=status)
    with pytest.raises(refusal):
        open_access(bob.tenant, bob.person, course, at=NOON)


def test_a_learner_may_study_before_the_event_arrives(ada: Caller, course: str) -> None:
    recorded = record_progress(ada, course, [Report("l1", LATER, completed=True)], at=LATER)

    assert recorded.outcomes == [Taken.RECORDED]
    assert recorded.percent == Decimal(25)
    open_access(ada.tenant, ada.person, course, at=NOON)
    assert course_outline(ada, course, at=LATER)[0].progress.percent == Decimal(25)


def test_a_position_before_the_event_arrives_opens_the_course_too(ada: Caller, course: str) -> None:
    recorded = record_progress(ada, course, [Report("l1", LATER, position=30, duration=90)], at=LATER)

    assert recorded.outcomes == [Taken.RECORDED]
    assert course_outline(ada, course, at=LATER)[0].progress.positions["l1"].seconds == 30


def test_percent_moves_are_told_and_positions_are_not(ada: Caller, course: str) -> None:
    open_access(ada.tenant, ada.person, course, at=NOON)

    record_progress(ada, course, [Report("l1", LATER, completed=True)], at=LATER)
    assert told(item(ada, course)) == ["ProgressMoved"]
    record_progress(ada, course, [Report("l1", LATER, position=10)], at=LATER)
    assert told(item(ada, course)) == []
    record_progress(ada, course, [Report("l3", LATER, completed=True)], at=LATER)
    assert told(item(ada, course)) == []  # an optional lesson moves no percentage


def test_the_last_required_lesson_completes_the_course_in_the_same_write(ada: Caller, course: str) -> None:
    reports = [Report(one, LATER, completed=True) for one in ("l1", "l2", "l4")]
    record_progress(ada, course, reports, at=LATER)

    recorded = record_progress(ada, course, [Report("l5", LATER, completed=True)], at=LATER)

    done = item(ada, course)
    assert recorded.percent == Decimal(100)
    assert recorded.completed_at == LATER
    assert told(done) == ["ProgressMoved", "CourseCompleted"]
    assert done["ev"] == {"M": {"how": {"S": "automatic"}, "n": {"N": "1"}, "l": {"N": "4"}, "p": {"M": {}}}}
    record_progress(ada, course, [Report("l3", LATER, completed=True)], at=LATER)
    assert told(item(ada, course)) == []


def test_refusals_are_told_item_by_item(ada: Caller, course: str) -> None:
    reports = [Report("l1", LATER, completed=True), Report("nowhere", LATER, completed=True)]

    recorded = record_progress(ada, course, reports, at=LATER)

    assert recorded.outcomes == [Taken.RECORDED, Refusal.UNKNOWN_LESSON]
    assert record_progress(ada, course, reports, at=LATER).outcomes == [Taken.UNCHANGED, Refusal.UNKNOWN_LESSON]


def test_nothing_is_recorded_after_access_has_ended(ada: Caller, course: str) -> None:
    study = open_access(ada.tenant, ada.person, course, at=NOON)
    record_progress(ada, course, [Report("l1", NOON, position=10)], at=NOON)
    study = progress.recall(ada.tenant, ada.person, course) or study
    _end_access(ada, course)
    before = item(ada, course)
    reports = [Report("l1", LATER, position=20), Report("l2", LATER, completed=True)]

    assert record_progress(ada, course, reports, at=LATER).outcomes == [Refusal.ACCESS_ENDED] * 2
    progress.forget()
    assert record_progress(ada, course, reports, at=LATER).outcomes == [Refusal.ACCESS_ENDED] * 2
    progress.forget()
    assert record_progress(ada, course, reports[:1], at=LATER).outcomes == [Refusal.ACCESS_ENDED]
    assert item(ada, course) == before
    with pytest.raises(AccessEnded):
        course_outline(ada, course, at=LATER)


def test_another_process_is_overtaken_and_merges(ada: Caller, course: str) -> None:
    before = open_access(ada.tenant, ada.person, course, at=NOON)
    record_progress(ada, course, [Report("l1", LATER, completed=True)], at=LATER)
    progress._remember(before)  # what a process knows that has not heard of it

    recorded = record_progress(ada, course, [Report("l2", LATER, completed=True)], at=LATER)

    assert recorded.percent == Decimal(50)
    assert set(course_outline(ada, course, at=LATER)[0].progress.completions) == {"l1", "l2"}


def test_an_older_position_never_overwrites(ada: Caller, course: str) -> None:
    open_access(ada.tenant, ada.person, course, at=NOON)
    record_progress(ada, course, [Report("l1", LATER, position=50)], at=LATER)
    for forgetting in (False, True):
        if forgetting:
            progress.forget()
        older = record_progress(ada, course, [Report("l1", LATER - timedelta(minutes=1), position=40)], at=LATER)
        assert older.outcomes == [Taken.UNCHANGED]
    assert course_outline(ada, course, at=LATER)[0].progress.positions["l1"].seconds == 50


def test_two_devices_at_once_lose_nothing(ada: Caller, course: str) -> None:
    open_access(ada.tenant, ada.person, course, at=NOON)
    together = threading.Barrier(8)
    refused: list[BaseException] = []

    def device(number: int) -> None:
        together.wait()
        try:
            report = Report(f"l{number % 4 + 1}", LATER + timedelta(seconds=number), completed=True, position=number)
            record_progress(ada, course, [report], at=LATER + timedelta(minutes=1))
        except BaseException as error:
            refused.append(error)
            raise

    threads = [threading.Thread(target=device, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not refused
    study, _ = course_outline(ada, course, at=LATER)
    assert set(study.progress.completions) == {"l1", "l2", "l3", "l4"}
    assert {one: position.seconds for one, position in study.progress.positions.items()} == {
        "l1": 4,
        "l2": 5,
        "l3": 6,
        "l4": 7,
    }


def test_a_learner_stays_on_their_version(ada: Caller, course: str) -> None:
    open_access(ada.tenant, ada.person, course, at=NOON)
    publish(ada.tenant, outline(course, [lesson("l1"), lesson("new")], version=2))
    progress.forget()

    study, _ = course_outline(ada, course, at=LATER)

    assert study.outline.version == 1
    assert "l5" in study.outline.lessons()
    outcomes = record_progress(ada, course, [Report("new", LATER, completed=True)], at=LATER).outcomes
    assert outcomes == [Refusal.UNKNOWN_LESSON]
    bob = learner(ada.tenant)
    enroll_by_hand(bob, course)
    assert course_outline(bob, course, at=LATER)[0].outline.version == 2


def _end_access(caller: Caller, course: str) -> None:
    """As enrollment's events will: the access state is an attribute of the progress."""
    from lyceum.kernel.table import transaction
    from lyceum.learning.store.items import ProgressItem, progress_key

    with transaction(tenant=caller.tenant, at=LATER) as write:
        key = progress_key(caller.tenant, caller.person, course)
        ends = [ProgressItem.access_ends.set(NOON + timedelta(minutes=30))]
        write.update(ProgressItem, key, ends, when=ProgressItem.present(), otherwise=NotEnrolled())
