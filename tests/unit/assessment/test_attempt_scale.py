"""An attempt at an assessment whose whole is worth a fixed number of points, whatever its questions are worth."""

from decimal import Decimal

import pytest

from lyceum.assessment.grading import Mark
from lyceum.assessment.model.attempt import Attempt, State
from lyceum.assessment.model.scoring import Scale, Score
from lyceum.assessment.model.sections import Scoring
from tests.unit.assessment.samples import MACHINE, MINUTE, NOON, WITH_ESSAY, begun, by_hand, settings

OF_50 = Scale(worth=(Decimal(4), Decimal(1), Decimal(5)), scoring=Scoring.FIXED, fixed=Decimal(50))
CHOSEN = settings()


def score(attempt: Attempt) -> Score:
    assert attempt.score is not None
    return attempt.score


def test_what_is_handed_in_is_scaled() -> None:
    """2 of 4, 1 of 1 and nothing of 5 are 3 of 10, so 15 of 50."""
    attempt = begun().submitted({**MACHINE, 2: Mark(Decimal(0), Decimal(5))}, CHOSEN, at=NOON, scale=OF_50)
    assert (attempt.state, attempt.maximum) == (State.GRADED, 50)
    assert score(attempt) == Score(Decimal(15), Decimal(50), Decimal(30), passed=False)


def test_a_persons_points_are_those_of_the_question_and_are_scaled_with_the_others() -> None:
    """3 and then 4 of 5 are 7 of 10, so 35 of 50."""
    waiting = begun().submitted(WITH_ESSAY, CHOSEN, at=NOON, scale=OF_50)
    assert (waiting.state, waiting.maximum, waiting.score) == (State.SUBMITTED, 50, None)
    graded = waiting.graded_by_hand(2, by_hand("4"), maximum=Decimal(5), settings=CHOSEN, scale=OF_50)
    assert score(graded) == Score(Decimal(35), Decimal(50), Decimal(70), passed=True)


@pytest.mark.parametrize(("given", "points"), [("0", 0), ("4", 20)])
def test_what_everybody_has_counts_for_an_attempt_that_expired_too(given: str, points: int) -> None:
    """The first question turned out to be wrong: all of its 4 points for everybody are 4 of 10, so 20 of 50."""
    marks = {0: Mark(Decimal(given), Decimal(4)), 1: Mark(Decimal(0), Decimal(1)), 2: Mark(Decimal(0), Decimal(5))}
    expired = begun().submitted(marks, CHOSEN, at=NOON + MINUTE, by_timer=True, scale=OF_50)
    assert (expired.state, score(expired).points, score(expired).maximum) == (State.EXPIRED, points, 50)
    again = expired.remarked({0: Mark(Decimal(2), Decimal(4))}, settings=CHOSEN, scale=OF_50)
    assert (again.state, score(again).points, score(again).percent) == (State.EXPIRED, 10, 20)


def test_other_marks_of_the_machine_are_scaled_by_the_scale_that_holds_now() -> None:
    """3 of 10 become 5 of 10; the whole is worth 20 by now, so 10 of it."""
    attempt = begun().submitted({**MACHINE, 2: Mark(Decimal(0), Decimal(5))}, CHOSEN, at=NOON, scale=OF_50)
    of_20 = Scale(worth=OF_50.worth, scoring=Scoring.FIXED, fixed=Decimal(20))
    again = attempt.remarked({0: Mark(Decimal(4), Decimal(4))}, settings=CHOSEN, scale=of_20)
    assert score(again) == Score(Decimal(10), Decimal(20), Decimal(50), passed=False)
    assert (again.maximum, again.rev) == (20, attempt.rev + 1)
