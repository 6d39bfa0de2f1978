"""What a learner sees of a row in which an assessment withholds its results.

The book has two assessments of the same weight: the exam, which withholds, and the quiz, which does not.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment.model.accommodation import Accommodation
from lyceum.assessment.model.book import Book, Column
from lyceum.assessment.model.formula import read
from lyceum.assessment.model.grade_scheme import GradeItem, GradeScheme, ItemKind
from lyceum.assessment.model.gradebook import AssessmentResult, AttemptResult, Cell, CourseGrade, GradeStatus, Mark
from lyceum.assessment.model.settings import ResultsShown, ScorePolicy
from lyceum.assessment.model.settling import explained, locked, settled
from lyceum.assessment.model.terms import Terms
from lyceum.assessment.model.withholding import explained_to_learner, seen_by_learner
from tests.unit.assessment.gradebooks import TUTOR
from tests.unit.assessment.samples import ADA, COURSE, EXAM, NOON

QUIZ = "QUIZ"
DUE = NOON + timedelta(days=1)
MOMENT = timedelta(milliseconds=1)


def book(results: ResultsShown, *, scheme: GradeScheme | None = None, **dates: Any) -> Book:
    exam = Column(assessment=EXAM, number=0, weight=Decimal(1), results=results, **dates)
    quiz = Column(assessment=QUIZ, number=1, weight=Decimal(1))
    return Book(course=COURSE, columns={EXAM: exam, QUIZ: quiz}).with_scheme(scheme or GradeScheme())


def result(percent: int) -> AssessmentResult:
    attempts = {1: AttemptResult(1, Decimal(percent), Decimal(percent))}
    return AssessmentResult(Decimal(1), ScorePolicy.HIGHEST, Decimal(60), attempts)


def row(kept: Book, **marks: Mark) -> CourseGrade:
    """80 in the exam, 60 in the quiz: 70."""
    return settled(CourseGrade(ADA, COURSE, {EXAM: result(80), QUIZ: result(60)}, marks), kept)


def granted(assessment: str | None, **dates: Any) -> Accommodation:
    terms = Terms(**dates)
    return Accommodation(
        learner=ADA, course=COURSE, assessment=assessment, terms=terms, granted_by=TUTOR, granted_at=NOON
    )


def totals(seen: CourseGrade) -> tuple[Decimal | None, Decimal | None]:
    return seen.shown.current, seen.shown.final


@pytest.mark.parametrize("results", [ResultsShown.IMMEDIATELY, ResultsShown.AFTER_SUBMISSION])
def test_what_is_graded_is_seen(results: ResultsShown) -> None:
    kept = book(results)
    assert row(kept).shown.withheld == frozenset()
    assert seen_by_learner(row(kept), kept, [], at=NOON) == row(kept)
    assert explained_to_learner(row(kept), kept, [], at=NOON) == explained(row(kept), kept)


def test_what_is_never_shown_is_in_no_sum() -> None:
    kept = book(ResultsShown.NEVER)
    whole = row(kept)
    assert (totals(whole), whole.shown.withheld) == ((70, 70), {EXAM})

    seen = seen_by_learner(whole, kept, [], at=NOON + timedelta(days=999))
    assert totals(seen) == (60, 60)
    assert seen.shown.cells == {QUIZ: Cell(Decimal(60), passed=True)}
    assert seen.results == {QUIZ: result(60)}


def test_what_somebody_said_of_a_withheld_result_is_withheld_with_it() -> None:
    kept = book(ResultsShown.NEVER)
    seen = seen_by_learner(row(kept, **{EXAM: Mark(Decimal(90), TUTOR, NOON)}), kept, [], at=NOON)
    assert (seen.marks, totals(seen), list(seen.shown.cells)) == ({}, (60, 60), [QUIZ])


def test_a_formula_does_not_tell_it_either() -> None:
    exam = GradeItem(id=EXAM, kind=ItemKind.ASSESSMENT, code="exam", weight=Decimal(0))
    better = GradeItem(id="better", kind=ItemKind.CALCULATED, formula=read("max(exam, 10)"), weight=Decimal(1))
    kept = book(ResultsShown.NEVER, scheme=GradeScheme(items=(exam, better)))
    assert row(kept).shown.cells["better"].percent == 80
    assert "better" not in seen_by_learner(row(kept), kept, [], at=NOON).shown.cells


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        ({"due_at": DUE}, DUE),
        ({"available_until": DUE}, DUE),
        ({"due_at": DUE, "available_until": DUE + timedelta(days=1)}, DUE),
        ({}, NOON),
    ],
)
def test_results_come_out_at_the_due_date(dates: dict[str, Any], first: datetime) -> None:
    kept = book(ResultsShown.AFTER_DUE_DATE, **dates)
    if dates:
        assert totals(seen_by_learner(row(kept), kept, [], at=first - MOMENT)) == (60, 60)
    assert seen_by_learner(row(kept), kept, [], at=first) == row(kept)


@pytest.mark.parametrize("assessment", [None, EXAM])
def test_who_may_hand_in_later_sees_results_later(assessment: str | None) -> None:
    kept, mine = book(ResultsShown.AFTER_DUE_DATE, due_at=DUE), granted(assessment, due_at=DUE + timedelta(days=1))
    assert totals(seen_by_learner(row(kept), kept, [mine], at=DUE)) == (60, 60)
    assert seen_by_learner(row(kept), kept, [mine], at=DUE + timedelta(days=1)) == row(kept)
    assert seen_by_learner(row(kept), kept, [replace(mine, assessment=QUIZ)], at=DUE) == row(kept)


def test_an_explanation_says_nothing_of_what_is_withheld() -> None:
    kept = book(ResultsShown.NEVER)
    told = explained_to_learner(row(kept), kept, [], at=NOON)
    assert [item.item for item in told.items] == [QUIZ]
    assert told.current.steps[0].how == "(1 * 60) / 1"
    assert "80" not in told.model_dump_json()


def test_of_a_closed_grade_the_total_is_known_and_how_it_came_about_is_not() -> None:
    kept = book(ResultsShown.NEVER)
    closed = locked(row(kept), kept, by=TUTOR, at=NOON, reason="Term", status=GradeStatus.FINAL)
    seen = seen_by_learner(closed, kept, [], at=NOON)
    assert (totals(seen), list(seen.shown.cells), list(seen.results)) == ((70, 70), [QUIZ], [QUIZ])
    assert seen.status is GradeStatus.FINAL

    told = explained_to_learner(closed, kept, [], at=NOON)
    assert ([item.item for item in told.items], told.current.percent, told.final.percent) == ([QUIZ], 70, 70)
    assert (told.current.steps, told.final.steps) == ([], [])


def test_items_that_are_not_published_are_explained_to_nobody() -> None:
    hidden = GradeItem(id=QUIZ, kind=ItemKind.ASSESSMENT, published=False)
    kept = book(ResultsShown.AFTER_DUE_DATE, scheme=GradeScheme(items=(hidden,)), due_at=DUE)
    assert [item.item for item in explained_to_learner(row(kept), kept, [], at=DUE).items] == [EXAM]
    assert explained_to_learner(row(kept), kept, [], at=NOON).items == []


def test_an_item_that_was_not_published_when_the_row_was_computed_is_explained_with_the_next_computation() -> None:
    kept = book(ResultsShown.IMMEDIATELY)
    before = replace(row(kept), shown=replace(row(kept).shown, hidden=frozenset({QUIZ})))
    assert [item.item for item in explained_to_learner(before, kept, [], at=NOON).items] == [EXAM]


def test_an_assessment_that_the_gradebook_no_longer_knows_is_not_withheld() -> None:
    kept = book(ResultsShown.NEVER)
    without = replace(kept, columns={QUIZ: kept.columns[QUIZ]})
    assert seen_by_learner(row(kept), without, [], at=NOON) == row(kept)


@pytest.mark.parametrize(
    ("results", "withholds"),
    [("immediately", False), ("after_submission", False), ("after_due_date", True), ("never", True)],
)
def test_a_switch_to_withholding_computes_rows_anew(results: str, withholds: bool) -> None:
    kept = book(ResultsShown.IMMEDIATELY)
    column = replace(kept.columns[EXAM], rev=1, results=ResultsShown(results))
    assert column.results.withholds is withholds
    assert kept.with_columns([column]).rules == kept.rules + withholds
