"""Scores, counting attempts, course grades."""

from decimal import ROUND_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.model.scoring import counting_percent, course_percent, final_score, rounded
from lyceum.assessment.model.settings import ScorePolicy
from tests.unit.assessment.samples import settings

percents = st.decimals(min_value=0, max_value=100, places=2)


def test_the_score_is_the_sum_of_points_and_the_pass_mark_decides() -> None:
    score = final_score([Decimal(3), Decimal("1.5")], Decimal(6), settings(pass_mark=75), late=False)
    assert (score.points, score.maximum, score.percent, score.passed) == (Decimal("4.5"), Decimal(6), Decimal(75), True)


def test_what_is_shown_decides_who_passes() -> None:
    assert final_score([Decimal("59.996")], Decimal(100), settings(pass_mark=60), late=False).passed
    assert not final_score([Decimal("59.99")], Decimal(100), settings(pass_mark=60), late=False).passed


def test_a_late_attempt_loses_the_penalty() -> None:
    late = settings(late_allowed=True, late_penalty_percent=25)
    assert final_score([Decimal(8)], Decimal(10), late, late=True).percent == 60
    assert final_score([Decimal(8)], Decimal(10), late, late=False).percent == 80


def test_where_nothing_can_be_earned_nothing_is_missed() -> None:
    score = final_score([], Decimal(0), settings(), late=False)
    assert score.percent == 100
    assert score.passed


@pytest.mark.parametrize(
    ("policy", "counts"),
    [(ScorePolicy.HIGHEST, 90), (ScorePolicy.LATEST, 50), (ScorePolicy.FIRST, 40), (ScorePolicy.AVERAGE, 60)],
)
def test_the_policy_says_which_attempt_counts(policy: ScorePolicy, counts: int) -> None:
    attempts = {3: Decimal(50), 1: Decimal(40), 2: Decimal(90)}
    assert counting_percent(policy, attempts) == counts


@pytest.mark.parametrize("policy", ScorePolicy)
def test_nothing_counts_before_the_first_grade(policy: ScorePolicy) -> None:
    assert counting_percent(policy, {}) is None


@given(st.sampled_from(ScorePolicy), st.dictionaries(st.integers(1, 50), percents, min_size=1))
def test_what_counts_lies_among_the_attempts(policy: ScorePolicy, attempts: dict[int, Decimal]) -> None:
    counting = counting_percent(policy, attempts)
    assert counting is not None
    assert min(attempts.values()) <= counting <= max(attempts.values())


def test_the_course_grade_is_weighted() -> None:
    assert course_percent([(Decimal(1), Decimal(50)), (Decimal(3), Decimal(90)), (Decimal(0), Decimal(0))]) == 80
    assert course_percent([(Decimal(0), Decimal(50))]) is None
    assert course_percent([]) is None


@given(st.decimals(min_value=0, max_value=100, places=6))
def test_percentages_are_rounded_the_same_whatever_the_thread_rounds_like(exact: Decimal) -> None:
    with localcontext(rounding=ROUND_UP):
        kept = rounded(exact)
    assert kept == round(exact, 2)


def test_a_single_point_can_be_half_earned() -> None:
    assert final_score([Decimal("0.5")], Decimal(1), settings(), late=False).percent == 50
