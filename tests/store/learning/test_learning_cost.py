"""What studying may cost: the rows of docs/access-patterns/learning.md."""

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from lyceum.content.outline import HtmlBlock, LessonDocument, Unit
from lyceum.kernel.access import Caller
from lyceum.kernel.capacity import item_size
from lyceum.kernel.ids import new_id
from lyceum.kernel.text import LocalizedText
from lyceum.learning.close_access import close_access
from lyceum.learning.complete_course import take_result
from lyceum.learning.model.merging import Report
from lyceum.learning.model.progress import Result
from lyceum.learning.open_access import open_access, open_as_told
from lyceum.learning.record_progress import record_progress
from lyceum.learning.store import progress
from lyceum.learning.study import course_outline, read_lesson
from tests.access_patterns import assert_as_stated, assert_every_row_is_measured
from tests.meter import metered, units
from tests.published_course import (
    NOON,
    enroll_by_hand,
    graded,
    kept,
    learner,
    lesson,
    outline,
    publish,
    publish_lesson,
    title,
)

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


def item(ada: Caller, course: str) -> dict[str, Any]:
    return kept(ada.tenant, "U", ada.person, f"PROGRESS#{course}")


def test_opening(ada: Caller) -> None:
    course = course_of(ada, 100)
    with metered() as cost:
        open_access(ada.tenant, ada.person, course, at=NOON)
    assert_as_stated("learning", "open", cost)


@pytest.mark.parametrize(
    ("lessons", "row"),
    [(20, "outline, 20 lessons"), (200, "outline, 200 lessons"), (1000, "outline, 1000 lessons")],
)
def test_the_outline_with_my_progress(ada: Caller, lessons: int, row: str) -> None:
    course, ids = opened(ada, lessons)
    for start in range(0, lessons, 200):
        reports = [Report(one, LATER, completed=True, position=90) for one in ids[start : start + 200]]
        record_progress(ada, course, reports[:-1], at=LATER)
    progress.forget()

    with metered() as cost:
        course_outline(ada, course, at=LATER)
    assert_as_stated("learning", row, cost)
    print(f"\n{lessons} lessons: {cost}")

    with metered() as cost:
        course_outline(ada, course, at=LATER)
    assert_as_stated("learning", "outline, version known to the process", cost)


def test_the_outline_of_an_older_version_takes_one_more_read(ada: Caller) -> None:
    course, _ = opened(ada, 20)
    course_of(ada, 20, version=2, course=course)
    progress.forget()
    with metered() as cost:
        course_outline(ada, course, at=LATER)
    assert_as_stated("learning", "outline, older version", cost)


def test_a_completion_and_a_position(ada: Caller) -> None:
    course, ids = opened(ada)
    with metered() as cost:
        record_progress(ada, course, [Report(ids[0], LATER, completed=True)], at=LATER)
    assert cost.spent == units(1, 1)
    assert_as_stated("learning", "completion", cost)
    with metered() as cost:
        record_progress(ada, course, [Report(ids[1], LATER, position=10)], at=LATER)
    assert cost.spent == units(1, 1)
    assert_as_stated("learning", "position", cost)
    with metered() as cost:
        record_progress(ada, course, [Report(ids[1], LATER, completed=True, position=20)], at=LATER)
    assert cost.spent == units(1, 1)
    assert_as_stated("learning", "completion and position", cost)


def test_a_position_in_a_process_that_knows_nothing(ada: Caller) -> None:
    """What a video player sends every ten seconds lands in any process."""
    course, ids = opened(ada)
    record_progress(ada, course, [Report(ids[0], LATER, position=10)], at=LATER)
    progress.forget()
    with metered() as cost:
        record_progress(ada, course, [Report(ids[0], LATER + timedelta(seconds=10), position=20)], at=LATER)
    assert cost.spent == units(1, 1)
    assert_as_stated("learning", "position", cost)


def test_a_completion_in_a_process_that_knows_nothing_reads_first(ada: Caller) -> None:
    course, ids = opened(ada)
    progress.forget()
    with metered() as cost:
        record_progress(ada, course, [Report(ids[0], LATER, completed=True)], at=LATER)
    assert_as_stated("learning", "completion, course unknown to the process", cost)
    progress._known.clear()  # it knows the course by now
    with metered() as cost:
        record_progress(ada, course, [Report(ids[1], LATER, completed=True)], at=LATER)
    assert_as_stated("learning", "completion, learner unknown to the process", cost)


def test_the_last_completion_tells_two_events(ada: Caller) -> None:
    course, ids = opened(ada)
    reports = [Report(one, LATER, completed=True) for one in ids]
    record_progress(ada, course, reports[:-1], at=LATER)
    with metered() as cost:
        record_progress(ada, course, reports[-1:], at=LATER)
    assert_as_stated("learning", "last completion", cost)


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
    for name in ids[10:-1]:
        at = NOON + timedelta(seconds=dice.randrange(10**7))
        record_progress(ada, course, [Report(name, at, completed=True, position=900, duration=1800)], at=end)
        most = max(most, item_size(item(ada, course)))
    assert most <= 1024, most


def test_a_result(ada: Caller) -> None:
    course, _ = opened(ada, 100, assessments=10)
    quiz = open_access(ada.tenant, ada.person, course, at=NOON).outline.assessments[0]
    with metered() as cost:
        result = Result(LATER, 1, Decimal(80), passed=True, settled=False)
        take_result(ada.tenant, ada.person, course, quiz.id, result, at=LATER)
    assert_as_stated("learning", "result", cost)


def test_closing(ada: Caller) -> None:
    course, _ = opened(ada, 20)
    with metered() as cost:
        close_access(ada.tenant, ada.person, course, rev=2, at=LATER)
    assert_as_stated("learning", "close", cost)
    with metered() as cost:
        open_as_told(ada.tenant, ada.person, course, rev=3, at=LATER)
    assert_as_stated("learning", "open again", cost)


def test_a_lesson(ada: Caller) -> None:
    course, ids = opened(ada, 20)
    study = open_access(ada.tenant, ada.person, course, at=NOON)
    first = study.outline.lessons()[ids[0]]
    page = Unit(id="u1", title=title("Page"), blocks=(HtmlBlock(html=LocalizedText.of("<p>Read this.</p>" * 300)),))
    document = LessonDocument(id=ids[0], title=title("Lesson"), units=(page,))
    publish_lesson(ada.tenant, course, document, content=first.content)
    progress.forget()
    with metered() as cost:
        read_lesson(ada, course, ids[0], at=LATER)
    assert_as_stated("learning", "lesson", cost)


def test_every_row_of_the_page_is_measured() -> None:
    assert_every_row_is_measured("learning", __file__)
