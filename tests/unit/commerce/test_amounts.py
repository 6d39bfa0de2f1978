"""Currencies of no, two and three decimals, what a provider takes of them, and sharing out without a remainder."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.commerce.errors import TotalTooLarge, TotalTooSmall, UnchargeableAmount, UnknownCurrency
from lyceum.commerce.model.amounts import (
    demand_chargeable,
    demand_total,
    from_provider,
    rounded,
    share_out,
    step,
    to_provider,
)
from lyceum.kernel.currencies import currencies, in_major_units, is_currency


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [(1000, "THB", "10.00"), (1000, "JPY", "1000"), (1000, "KWD", "1.000"), (5, "ISK", "5"), (0, "USD", "0.00")],
)
def test_minor_units_are_those_of_iso_4217(amount: int, currency: str, written: str) -> None:
    assert str(in_major_units(amount, currency)) == written


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        (1000, "THB", 1000),
        (500, "JPY", 500),
        (5120, "KWD", 5120),
        (5, "ISK", 500),  # "to charge 5 ISK, provide an amount value of 500"
        (5, "UGX", 500),
        (1500, "MGA", 15),
    ],
)
def test_the_provider_counts_some_currencies_in_its_own_way(amount: int, currency: str, units: int) -> None:
    assert to_provider(amount, currency) == units
    assert from_provider(units, currency) == amount
    assert isinstance(to_provider(amount, currency), int)
    assert isinstance(from_provider(units, currency), int)


@given(st.sampled_from(sorted(currencies())), st.integers(0, 10**6))
def test_what_is_chargeable_comes_back_as_it_went(currency: str, steps: int) -> None:
    amount = steps * step(currency)
    demand_chargeable(amount, currency)
    assert from_provider(to_provider(amount, currency), currency) == amount


@pytest.mark.parametrize(("amount", "currency", "steps"), [(5124, "KWD", 10), (1501, "MGA", 100), (1550, "MGA", 100)])
def test_parts_of_a_step_are_not_charged(amount: int, currency: str, steps: int) -> None:
    with pytest.raises(UnchargeableAmount) as refusal:
        demand_chargeable(amount, currency)
    assert refusal.value.facts == {"currency": currency, "step": str(steps)}


def test_parts_of_a_whole_currency_do_not_come_from_the_provider() -> None:
    with pytest.raises(UnchargeableAmount) as refusal:
        from_provider(550, "ISK")
    assert refusal.value.facts == {"currency": "ISK", "step": "1"}


@pytest.mark.parametrize("currency", ["XXX", "thb", "DEM", ""])
def test_what_is_no_currency_is_refused(currency: str) -> None:
    assert not is_currency(currency)
    with pytest.raises(UnknownCurrency) as refusal:
        step(currency)
    assert refusal.value.facts == {"currency": currency}


@pytest.mark.parametrize(
    ("total", "currency", "refused"),
    [
        (0, "THB", None),  # needs no provider at all
        (1, "THB", TotalTooSmall),
        (999, "THB", TotalTooSmall),
        (1000, "THB", None),
        (49, "USD", TotalTooSmall),
        (50, "USD", None),
        (1, "KES", None),  # no least is stated
        (99_999_999, "THB", None),
        (100_000_000, "THB", TotalTooLarge),
        (999_999, "ISK", None),
        (1_000_000, "ISK", TotalTooLarge),  # the provider counts hundredths
        (999_999_999_999, "IDR", None),
        (10**12, "IDR", TotalTooLarge),
    ],
)
def test_a_total_is_neither_too_small_nor_too_large(total: int, currency: str, refused: type | None) -> None:
    if refused is None:
        demand_total(total, currency)
    else:
        with pytest.raises(refused) as refusal:
            demand_total(total, currency)
        assert getattr(refusal.value, "facts", {})["currency"] == currency


def test_a_total_that_is_too_small_names_the_least() -> None:
    with pytest.raises(TotalTooSmall) as refusal:
        demand_total(10, "THB")
    assert refusal.value.facts == {"currency": "THB", "least": "1000"}


@pytest.mark.parametrize(
    ("value", "steps", "expected"),
    [("0.49", 1, 0), ("0.5", 1, 1), ("1.5", 1, 2), ("2.5", 1, 3), ("14", 10, 10), ("15", 10, 20), ("149", 100, 100)],
)
def test_a_half_goes_up(value: str, steps: int, expected: int) -> None:
    assert rounded(Decimal(value), steps) == expected


def test_a_remainder_goes_to_the_largest_parts_and_then_in_order() -> None:
    assert share_out(100, [1, 1, 1]) == [34, 33, 33]
    assert share_out(10, [5, 3, 3]) == [4, 3, 3]
    assert share_out(11, [5, 3, 4]) == [4, 3, 4]
    assert share_out(100, [10, 10, 10], 10) == [40, 30, 30]
    assert share_out(5, [0, 0]) == [0, 0]
    assert share_out(0, [4, 5]) == [0, 0]
    assert share_out(7, []) == []


@given(st.data())
def test_shares_add_up_and_none_is_above_its_weight(data: st.DataObject) -> None:
    steps = data.draw(st.sampled_from([1, 10, 100]))
    weights = [steps * weight for weight in data.draw(st.lists(st.integers(0, 10**7), min_size=1, max_size=8))]
    amount = steps * data.draw(st.integers(0, sum(weights) // steps))
    shares = share_out(amount, weights, steps)
    assert sum(shares) == amount
    assert all(0 <= share <= weight for share, weight in zip(shares, weights, strict=True))
    assert all(share % steps == 0 for share in shares)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Decimal(amount) * weight / (sum(weights) or 1)) < steps
