"""What learners are shown, and when: no key before it may be seen."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lyceum.assessment.grading import Mark
from lyceum.assessment.model.attempt import Attempt, State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.disclosure import EVERYTHING, Disclosure, disclosure
from lyceum.assessment.model.settings import AssessmentSettings, ResultsShown
from lyceum.content.kinds import AssessmentKind
from tests.unit.assessment.samples import ADA, COURSE, EXAM, NOON, settings

LATER = NOON + timedelta(hours=1)
GRADED = {0: Mark(Decimal(1), Decimal(1))}
WAITING = {0: Mark(None, Decimal(1))}


def begun(chosen: AssessmentSettings, number: int = 1) -> Attempt:
    return Attempt.begin(AttemptId(ADA, EXAM, number, 1), course=COURSE, settings=chosen, at=NOON)


def shown(chosen: AssessmentSettings, marks: dict[int, Mark] | None = None, *, at=LATER, number: int = 1) -> Disclosure:  # type: ignore[no-untyped-def]
    return disclosure(chosen, begun(chosen, number).submitted(marks or GRADED, chosen, at=NOON), at=at)


@pytest.mark.parametrize("results", ResultsShown)
def test_an_open_attempt_shows_its_questions_and_nothing_else(results: ResultsShown) -> None:
    chosen = settings(results=results, practice=True)
    assert disclosure(chosen, begun(chosen), at=NOON) == Disclosure(questions=True)


def test_after_the_only_attempt_everything_is_shown() -> None:
    assert shown(settings()) == Disclosure(questions=True, marks=True, score=True, correct_answers=True)


@pytest.mark.parametrize("most", [2, None])
def test_keys_are_withheld_while_a_further_attempt_is_possible(most: int | None) -> None:
    assert not shown(settings(max_attempts=most)).correct_answers
    assert shown(settings(max_attempts=most)).score


def test_keys_are_shown_after_the_last_attempt_and_when_the_assessment_has_closed() -> None:
    assert shown(settings(max_attempts=2), number=2).correct_answers
    assert shown(settings(max_attempts=2, available_until=LATER), at=LATER).correct_answers


def test_practice_shows_keys_after_each_attempt() -> None:
    assert shown(settings(max_attempts=None, practice=True)).correct_answers


def test_results_never_shown_are_never_shown() -> None:
    assert shown(settings(results=ResultsShown.NEVER)) == Disclosure(questions=True)


def test_results_after_the_due_date_wait_for_it() -> None:
    chosen = settings(results=ResultsShown.AFTER_DUE_DATE, due_at=LATER)
    assert not shown(chosen, at=LATER - timedelta(seconds=1)).marks
    assert shown(chosen, at=LATER).correct_answers


def test_while_an_essay_waits_there_is_no_score() -> None:
    assert (shown(settings(), WAITING).marks, shown(settings(), WAITING).score) == (True, False)
    assert not shown(settings(results=ResultsShown.AFTER_SUBMISSION), WAITING).marks


def test_without_review_neither_questions_nor_keys_are_shown_again() -> None:
    assert shown(settings(review=False)) == Disclosure(marks=True, score=True)


def test_an_overdue_attempt_shows_no_results_before_it_is_graded() -> None:
    chosen = settings(time_limit_minutes=5)
    assert disclosure(chosen, begun(chosen), at=LATER) == Disclosure(questions=True)


def test_nothing_is_shown_that_nobody_switched_on_and_staff_see_everything() -> None:
    assert Disclosure() == Disclosure(questions=False, marks=False, score=False, correct_answers=False)
    assert Disclosure(questions=True, marks=True, score=True, correct_answers=True) == EVERYTHING


@pytest.mark.parametrize("review", [True, False])
def test_of_an_abandoned_attempt_only_the_questions_are_shown(review: bool) -> None:
    chosen = settings(review=review, practice=True)
    assert disclosure(chosen, begun(chosen).abandoned(), at=LATER) == Disclosure(questions=review)


def test_without_a_due_date_results_wait_for_the_end_of_the_window_and_without_that_for_nothing() -> None:
    chosen = settings(results=ResultsShown.AFTER_DUE_DATE, available_until=LATER)
    assert not shown(chosen, at=LATER - timedelta(seconds=1)).marks
    assert shown(chosen, at=LATER).marks
    assert shown(settings(results=ResultsShown.AFTER_DUE_DATE), at=NOON).marks


def test_keys_stay_hidden_where_the_author_hides_them() -> None:
    expected = Disclosure(questions=True, marks=True, score=True)
    assert shown(settings(show_correct_answers=False, practice=True)) == expected


def test_a_score_is_shown_of_every_attempt_that_has_one() -> None:
    limited = settings(time_limit_minutes=1, results=ResultsShown.AFTER_SUBMISSION)
    expired = begun(limited).submitted({0: Mark(Decimal(0), Decimal(1))}, limited, at=LATER, by_timer=True)
    assert disclosure(limited, expired, at=LATER).score


def test_of_a_survey_there_is_no_result() -> None:
    chosen = settings(kind=AssessmentKind.SURVEY)
    assert shown(chosen) == Disclosure(questions=True)
    assert not chosen.graded
    attempt = begun(chosen).submitted({**WAITING, 1: Mark(Decimal(1), Decimal(1))}, chosen, at=NOON)
    assert (attempt.state, attempt.waiting, attempt.points(0), attempt.points(1)) == (State.GRADED, (), 0, 0)


def test_right_answers_of_a_self_assessment_are_shown_at_once() -> None:
    chosen = settings(kind=AssessmentKind.SELF_ASSESSMENT, max_attempts=None)
    assert shown(chosen).correct_answers
    assert not chosen.graded


def test_a_project_counts_as_a_quiz_does() -> None:
    chosen = settings(kind=AssessmentKind.PROJECT)
    assert chosen.graded
    assert shown(chosen) == shown(settings())
