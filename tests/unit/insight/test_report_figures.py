"""The figures of a report: laws that hold for any class, and small classes worked out by hand."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.insight.report_figures import Stage, funnel, largest_loss, mean, median, score_bins, score_figures, share

scores = st.lists(st.decimals(min_value=0, max_value=100, places=2), max_size=60)
stages = st.lists(st.sampled_from(list(Stage)), max_size=60)


@given(scores)
def test_every_score_falls_into_exactly_one_bin(values: list[Decimal]) -> None:
    bins = score_bins(values)
    assert sum(each.learners for each in bins) == len(values)
    assert [(each.lower, each.upper) for each in bins] == [(n, n + 10) for n in range(0, 100, 10)]
    for each in bins:
        top = Decimal(101) if each.upper == 100 else Decimal(each.upper)
        assert each.learners == sum(1 for value in values if each.lower <= value < top)


@given(stages)
def test_a_funnel_never_widens_and_starts_with_everyone(reached: list[Stage]) -> None:
    steps = funnel(reached)
    counts = [step.learners for step in steps]
    assert [step.stage for step in steps] == list(Stage)
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == len(reached)
    assert counts[-1] == reached.count(Stage.COMPLETED)


@given(stages)
def test_the_largest_loss_is_no_smaller_than_any_other(reached: list[Stage]) -> None:
    steps = funnel(reached)
    gaps = [before.learners - after.learners for before, after in itertools.pairwise(steps)]
    loss = largest_loss(steps)
    assert (loss.learners if loss else 0) == max(gaps)


@given(scores.filter(len), st.decimals(min_value=0, max_value=100, places=2))
def test_mean_and_median_lie_between_the_lowest_and_the_highest(values: list[Decimal], pass_mark: Decimal) -> None:
    figures = score_figures("a", values, pass_mark=pass_mark, awaiting=0)
    assert figures.mean is not None
    assert figures.median is not None
    assert figures.minimum is not None
    assert figures.maximum is not None
    assert figures.pass_rate is not None
    assert figures.minimum <= figures.mean <= figures.maximum
    assert figures.minimum <= figures.median <= figures.maximum
    assert 0 <= figures.pass_rate <= 100
    assert figures.passed == sum(1 for value in values if value >= pass_mark)


@given(scores)
def test_the_order_of_the_scores_does_not_matter(values: list[Decimal]) -> None:
    def worked_out(of: list[Decimal]) -> object:
        return score_figures("a", of, pass_mark=Decimal(60), awaiting=0)

    assert worked_out(values) == worked_out(values[::-1])


def test_nothing_has_no_figures_but_counts_of_zero() -> None:
    figures = score_figures("a", [], pass_mark=Decimal(60), awaiting=3)
    assert (figures.scores, figures.passed, figures.awaiting) == (0, 0, 3)
    assert {figures.mean, figures.median, figures.minimum, figures.maximum, figures.pass_rate} == {None}
    assert all(each.learners == 0 and each.percent is None for each in figures.bins)
    assert [step.percent for step in funnel([])] == [None] * 5
    assert largest_loss(funnel([])) is None


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(1, 3, "33.3"), (2, 3, "66.7"), (1, 16, "6.3"), (1, 8, "12.5"), (0, 5, "0.0")]
)
def test_shares_are_rounded_half_up(part: int, whole: int, percent: str) -> None:
    assert share(part, whole) == Decimal(percent)


def test_halves_go_up_and_not_to_even() -> None:
    assert mean([Decimal("0.25")]) == Decimal("0.3")
    assert mean([Decimal("0.44"), Decimal("0.45")]) == Decimal("0.4")  # 0.445: rounded once, not by way of 0.45


def test_the_median_is_the_middle_or_the_mean_of_the_two_middle_scores() -> None:
    assert median([Decimal(90), Decimal(10), Decimal(20)]) == Decimal(20)
    assert median([Decimal(90), Decimal(10), Decimal(20), Decimal(31)]) == Decimal("25.5")


def test_bins_take_their_lower_edge_and_the_last_one_takes_100() -> None:
    counts = [each.learners for each in score_bins([Decimal(n) for n in ("0", "9.99", "10", "89.99", "90", "100")])]
    assert counts == [2, 1, 0, 0, 0, 0, 0, 0, 1, 2]


def test_the_pass_mark_itself_passes() -> None:
    figures = score_figures("a", [Decimal(60), Decimal("59.99")], pass_mark=Decimal(60), awaiting=0)
    assert (figures.passed, figures.pass_rate) == (1, Decimal(50))
