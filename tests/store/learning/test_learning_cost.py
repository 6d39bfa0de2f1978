"""What studying may cost: the rows of docs/access-patterns/learning.md."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from lyceum.kernel.access import Caller
from lyceum.kernel.capacity import item_size
from lyceum.kernel.ids import new_id
from lyceum.learning.complete_course import take_result
from lyceum.learning.model.merging import Report
from lyceum.learning.model.progress import Result
from lyceum.learning.open_access import open_access
from lyceum.learning.record_progress import record_progress
from lyceum.learning.store import progress
from lyceum.learning.study import course_outline
from tests.meter import Cost, metered
from tests.published_course import NOON, enroll_by_hand, graded, kept, learner, lesson, outline, publish, title

pytestmark = pytest.mark.store

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def ada(table: str, tenant: str) -> Caller:
    return learner(tenant)


def words(random: random.Random, count: int) -> str:
    """A title of invented words: repeated ones would compress too well."""
    letters = "abcdefghijklmnoprstuvwy"
    return " ".join("".join(random.choices(letters, k=random.randint(3, 9))) for _ in range(count)).capitalize()


def course_of(ada: Caller, lessons: int, *, assessments: int = 0, version: int = 1, course: str | None = None) -> str:
    """A course with chapters of ten lessons, titles in two languages, ids as importers make them."""
    course, dice = course or new_id(), random.Random(7)
    thai = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
    made = [
        lesson(
            f"l{dice.randrange(16**9):09x}",
            title=title(words(dice, 4), "".join(dice.choices(thai, k=16))),
            content=dice.randrange(1, 2**40),
        )
        for _ in range(lessons)
    ]
    quizzes = [graded(course, one.id) for one in made[:assessments]]
    chapters = [made[start : start + 10] for start in range(0, lessons, 10)]
    publish(ada.tenant, outline(course, *chapters, version=version, assessments=quizzes))
    enroll_by_hand(ada, course)
    return course


def opened(ada: Caller, lessons: int = 100, assessments: int = 0) -> tuple[str, list[str]]:
    course = course_of(ada, lessons, assessments=assessments)
    study = open_access(ada.tenant, ada.person, course, at=NOON)
    return course, list(study.outline.lessons())


def item(ada: Caller, course: str) -> dict[str, object]:
    return kept(ada.tenant, "U", ada.person, f"PROGRESS#{course}")


def units(cost: Cost) -> tuple[int, int, int, Decimal]:
    return cost.round_trips, cost.write_units, cost.index_units, cost.read_units


def test_opening(ada: Caller) -> None:
    course = course_of(ada, 100)
    with metered() as cost:
        open_access(ada.tenant, ada.person, course, at=NOON)
    assert (cost.round_trips, cost.write_units, cost.index_units) == (2, 4, 0)
    assert cost.read_units <= Decimal("1.5")


@pytest.mark.parametrize(("lessons", "most"), [(20, "1"), (200, "2.5"), (1000, "8.5")])
def test_the_outline_with_my_progress(ada: Caller, lessons: int, most: str) -> None:
    course, ids = opened(ada, lessons)
    for start in range(0, lessons, 200):
        reports = [Report(one, LATER, completed=True, position=90) for one in ids[start : start + 200]]
        record_progress(ada, course, reports[:-1], at=LATER)
    progress.forget()

    with metered() as cost:
        course_outline(ada, course, at=LATER)
    assert (cost.round_trips, cost.write_units) == (1, 0)
    assert cost.read_units <= Decimal(most), cost.read_units

    with metered() as cost:
        course_outline(ada, course, at=LATER)
    assert cost.round_trips == 1
    assert cost.read_units <= 1


def test_the_outline_of_an_older_version_takes_one_more_read(ada: Caller) -> None:
    course, _ = opened(ada, 20)
    course_of(ada, 20, version=2, course=course)
    progress.forget()
    with metered() as cost:
        course_outline(ada, course, at=LATER)
    assert (cost.round_trips, cost.write_units) == (2, 0)
    assert cost.read_units <= Decimal("1.5")


def test_a_completion_and_a_position(ada: Caller) -> None:
    course, ids = opened(ada)
    with metered() as cost:
        record_progress(ada, course, [Report(ids[0], LATER, completed=True)], at=LATER)
    assert units(cost) == (1, 1, 0, 0)
    with metered() as cost:
        record_progress(ada, course, [Report(ids[1], LATER, position=10)], at=LATER)
    assert units(cost) == (1, 1, 0, 0)
    with metered() as cost:
        record_progress(ada, course, [Report(ids[1], LATER, completed=True, position=20)], at=LATER)
    assert units(cost) == (1, 1, 0, 0)


def test_a_position_in_a_process_that_knows_nothing(ada: Caller) -> None:
    """What a video player sends every ten seconds lands in any process."""
    course, ids = opened(ada)
    record_progress(ada, course, [Report(ids[0], LATER, position=10)], at=LATER)
    progress.forget()
    with metered() as cost:
        record_progress(ada, course, [Report(ids[0], LATER + timedelta(seconds=10), position=20)], at=LATER)
    assert units(cost) == (1, 1, 0, 0)


def test_a_completion_in_a_process_that_knows_nothing_reads_first(ada: Caller) -> None:
    course, ids = opened(ada)
    progress.forget()
    with metered() as cost:
        record_progress(ada, course, [Report(ids[0], LATER, completed=True)], at=LATER)
    assert (cost.round_trips, cost.write_units) == (2, 1)
    assert cost.read_units <= 2
    progress._known.clear()  # it knows the course by now
    with metered() as cost:
        record_progress(ada, course, [Report(ids[1], LATER, completed=True)], at=LATER)
    assert units(cost) == (2, 1, 0, Decimal("0.5"))


def test_the_last_completion_tells_two_events(ada: Caller) -> None:
    course, ids = opened(ada)
    reports = [Report(one, LATER, completed=True) for one in ids]
    record_progress(ada, course, reports[:-1], at=LATER)
    with metered() as cost:
        record_progress(ada, course, reports[-1:], at=LATER)
    assert (cost.round_trips, cost.read_units) == (1, 0)
    assert cost.write_units <= 2


def test_a_hundred_lessons_stay_within_a_kilobyte(ada: Caller) -> None:
    """All but one lesson completed at arbitrary times of a term, as many positions as are kept, ten assessments."""
    course, ids = opened(ada, 100, assessments=10)
    dice, most = random.Random(11), 0
    outline = open_access(ada.tenant, ada.person, course, at=NOON).outline
    for number, one in enumerate(outline.assessments):
        at = NOON + timedelta(milliseconds=dice.randrange(10**10))
        take_result(
            ada.tenant, ada.person, course, one.id, Result(at, number + 1, Decimal("66.67"), True, False), at=at
        )
    end = NOON + timedelta(days=120)
    for one in ids[10:-1]:
        at = NOON + timedelta(seconds=dice.randrange(10**7))
        record_progress(ada, course, [Report(one, at, completed=True, position=900, duration=1800)], at=end)
        most = max(most, item_size(item(ada, course)))
    assert most <= 1024, most


def test_a_result(ada: Caller) -> None:
    course, _ = opened(ada, 100, assessments=10)
    quiz = open_access(ada.tenant, ada.person, course, at=NOON).outline.assessments[0]
    with metered() as cost:
        result = Result(LATER, 1, Decimal(80), passed=True, settled=False)
        take_result(ada.tenant, ada.person, course, quiz.id, result, at=LATER)
    assert units(cost) == (2, 1, 0, Decimal("0.5"))
