"""Percent and completion, from facts against the learner's version."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.content.published import Outline
from lyceum.kernel.ids import new_id
from lyceum.learning.model.criteria import evaluated, percent_done, requirements
from lyceum.learning.model.progress import Evidence, Progress, Result
from tests.published_course import NOON, graded, lesson, outline

COURSE = new_id()
BEGUN = Progress.begin("acme", "ada", COURSE, version=1, at=NOON)
QUIZ = graded(COURSE, "quiz")


def passed(percent: int = 80, *, passed: bool = True) -> Result:
    return Result(NOON, 1, Decimal(percent), passed=passed, settled=True)


def done(course: Outline, *lessons: str, **results: Result) -> Progress:
    progress = BEGUN
    for one in lessons:
        progress = progress.completed(one, NOON, now=NOON)
    for result in results.values():
        progress = progress.graded(QUIZ.id, result)
    return evaluated(course, progress, now=NOON)


def test_only_required_items_count() -> None:
    course = outline(COURSE, [lesson("a"), lesson("b", required=False), lesson("c")])
    assert done(course, "b").percent == 0
    assert done(course, "a").percent == 50
    assert done(course, "a", "b").percent == 50


def test_a_graded_assessment_counts_with_its_lesson_even_when_that_is_optional() -> None:
    course = outline(COURSE, [lesson("a"), lesson("quiz", required=False, assessment=QUIZ.id)], assessments=[QUIZ])
    assert [(item.lesson, item.assessment) for item in requirements(course, BEGUN)] == [("a", None), ("quiz", QUIZ.id)]
    assert done(course, "a", "quiz").completed_at is None
    assert done(course, "a", "quiz", quiz=passed(passed=False)).percent == 50
    complete = done(course, "a", "quiz", quiz=passed())
    assert (complete.percent, complete.completed_at) == (Decimal(100), NOON)
    assert complete.evidence is not None
    assert complete.evidence.passed == {QUIZ.id: Decimal(80)}


def test_practice_is_not_asked_for() -> None:
    practice = graded(COURSE, "b", counts=False)
    course = outline(COURSE, [lesson("a"), lesson("b", assessment=practice.id)], assessments=[practice])
    assert done(course, "a", "b").percent == 100


def test_where_nothing_is_required_everything_counts() -> None:
    course = outline(COURSE, [lesson("a", required=False), lesson("b", required=False)])
    assert done(course, "a").percent == 50
    assert done(course, "a", "b").completed_at == NOON


def test_an_empty_outline_is_never_complete() -> None:
    assert done(outline(COURSE)).completed_at is None


def test_a_completed_course_stays_as_it_was_completed() -> None:
    course = outline(COURSE, [lesson("a")])
    complete = done(course, "a")
    later = evaluated(course, complete, now=NOON + timedelta(days=1))
    assert later == complete


@given(st.integers(1, 400), st.data())
def test_percent_is_a_hundred_only_when_all_is_done(required: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, required))
    course = outline(COURSE, [lesson(f"l{number}") for number in range(required)])
    progress = BEGUN
    for number in range(count):
        progress = progress.completed(f"l{number}", NOON, now=NOON)
    percent = percent_done(requirements(course, progress))
    assert 0 <= percent <= 100
    assert (percent == 100) is (count == required)
    assert percent == percent.quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("kept", "new", "holds"),
    [
        (None, passed(0, passed=False), True),
        (Result(NOON, 1, Decimal(50), False, False), Result(NOON, 2, Decimal(40), False, False), False),
        (Result(NOON, 1, Decimal(50), False, False), Result(NOON, 2, Decimal(40), True, False), True),
        (Result(NOON, 1, Decimal(90), True, True), Result(NOON + timedelta(1), 1, Decimal(20), False, True), True),
        (Result(NOON, 1, Decimal(20), False, True), Result(NOON - timedelta(1), 1, Decimal(90), True, True), False),
        (Result(NOON, 1, Decimal(20), False, True), Result(NOON - timedelta(1), 2, Decimal(90), True, False), False),
    ],
)
def test_which_result_holds(kept: Result | None, new: Result, holds: bool) -> None:
    assert new.replaces(kept) is holds
    assert not new.replaces(new)


ATTEMPTS = st.dictionaries(st.integers(1, 5), st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1)


@given(ATTEMPTS, st.data())
def test_what_counts_holds_in_whatever_order_attempts_and_grades_are_told(
    attempts: dict[int, tuple[int, int]], data: st.DataObject
) -> None:
    """A good attempt is no pass where the score policy counts another one (RULES S2-10)."""
    told = []
    for number, (own, counting) in attempts.items():
        at = NOON + timedelta(minutes=number)
        for percent, settled in ((own, False), (counting, True)):
            told.append(Result(at, number, Decimal(percent), passed=percent >= 60, settled=settled))
    progress = BEGUN
    for result in data.draw(st.permutations([*told, *told[:3]])):
        progress = progress.graded(QUIZ.id, result)
    newest = max(attempts)
    kept = progress.results[QUIZ.id]
    assert (kept.number, kept.percent, kept.settled) == (newest, attempts[newest][1], True)


def test_percent_is_rounded_down_and_spelled_as_the_table_spells_it() -> None:
    course = outline(COURSE, [lesson("a"), lesson("b"), lesson("c")])
    assert [str(done(course, *lessons).percent) for lessons in ("", "a", "ab", "abc")] == ["0", "33.33", "66.66", "100"]
    assert str(done(outline(COURSE, [lesson("a"), lesson("b")]), "a").percent) == "50"


def test_the_evidence_says_which_criteria_were_met() -> None:
    """Source: RULES S1-19."""
    course = outline(COURSE, [lesson("a"), lesson("quiz", assessment=QUIZ.id)], assessments=[QUIZ], version=7)
    complete = done(course, "a", "quiz", quiz=passed(85))
    assert complete.evidence == Evidence(how="automatic", version=7, lessons=2, passed={QUIZ.id: Decimal(85)})
    assert done(course, "a").evidence is None
