"""What is locked, and why."""

from datetime import timedelta
from decimal import Decimal

from lyceum.kernel.ids import new_id
from lyceum.learning.model.locks import Lock, LockReason, locks
from lyceum.learning.model.progress import Progress, Result
from tests.published_course import NOON, graded, lesson, outline

COURSE = new_id()
BEGUN = Progress.begin("acme", "ada", COURSE, version=1, at=NOON)


def test_nothing_is_locked_without_a_reason() -> None:
    assert locks(outline(COURSE, [lesson("a"), lesson("b")]), BEGUN, now=NOON) == {}


def test_prerequisites_name_what_is_missing() -> None:
    course = outline(COURSE, [lesson("a"), lesson("b"), lesson("c", requires=("a", "b"))])
    half = BEGUN.completed("a", NOON, now=NOON)
    assert locks(course, BEGUN, now=NOON) == {"c": Lock(LockReason.LESSONS_FIRST, lessons=("a", "b"))}
    assert locks(course, half, now=NOON) == {"c": Lock(LockReason.LESSONS_FIRST, lessons=("b",))}
    assert locks(course, half.completed("b", NOON, now=NOON), now=NOON) == {}


def test_in_a_sequential_course_optional_lessons_neither_wait_nor_hold_up() -> None:
    course = outline(
        COURSE, [lesson("a"), lesson("extra", required=False)], [lesson("b"), lesson("c")], sequential=True
    )
    assert set(locks(course, BEGUN, now=NOON)) == {"b", "c"}
    assert set(locks(course, BEGUN.completed("a", NOON, now=NOON), now=NOON)) == {"c"}


def test_a_date_locks_whatever_was_done() -> None:
    tomorrow = NOON + timedelta(days=1)
    course = outline(COURSE, [lesson("a")], [lesson("b")], release_at={1: tomorrow})
    assert locks(course, BEGUN, now=NOON) == {"b": Lock(LockReason.NOT_RELEASED, until=tomorrow)}
    assert locks(course, BEGUN, now=tomorrow) == {}


def test_what_was_completed_stays_open() -> None:
    course = outline(COURSE, [lesson("a"), lesson("b", requires=("a",))])
    assert locks(course, BEGUN.completed("b", NOON, now=NOON), now=NOON) == {}


def test_an_assessment_that_is_not_passed_is_named() -> None:
    quiz = graded(COURSE, "a")
    course = outline(COURSE, [lesson("a", assessment=quiz.id), lesson("b", requires=("a",))], assessments=[quiz])
    expected = Lock(LockReason.PASS_FIRST, lessons=("a",), assessments=(quiz.id,))
    assert locks(course, BEGUN, now=NOON)["b"] == expected


def test_lessons_that_wait_for_each_other_stay_locked_and_end_nothing() -> None:
    course = outline(COURSE, [lesson("a", requires=("b",)), lesson("b", requires=("a",))])
    assert set(locks(course, BEGUN, now=NOON)) == {"a", "b"}


def test_a_lock_without_more_to_say_names_nothing() -> None:
    lock = Lock(LockReason.LESSONS_FIRST)
    assert (lock.until, lock.lessons, lock.assessments) == (None, (), ())


def test_a_lesson_that_was_studied_but_not_passed_still_holds_up() -> None:
    quiz = graded(COURSE, "a")
    course = outline(
        COURSE, [lesson("a", assessment=quiz.id), lesson("x"), lesson("b", requires=("a", "x"))], assessments=[quiz]
    )
    studied = BEGUN.completed("a", NOON, now=NOON)
    expected = Lock(LockReason.PASS_FIRST, lessons=("a", "x"), assessments=(quiz.id,))
    assert locks(course, studied, now=NOON) == {"b": expected}
    passed = studied.graded(quiz.id, Result(NOON, 1, Decimal(80), passed=True, settled=True))
    assert locks(course, passed, now=NOON) == {"b": Lock(LockReason.LESSONS_FIRST, lessons=("x",))}


def test_in_a_sequential_course_a_prerequisite_that_comes_before_anyway_is_named_once() -> None:
    course = outline(COURSE, [lesson("a"), lesson("b", requires=("a",))], sequential=True)
    assert locks(course, BEGUN, now=NOON) == {"b": Lock(LockReason.LESSONS_FIRST, lessons=("a",))}
