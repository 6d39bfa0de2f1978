"""Coupons and promotions, and the one rule of how they stack."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.commerce.errors import (
    CouponExpired,
    CouponGainsNothing,
    CouponNotForItems,
    CouponNotForYou,
    CouponNotYetValid,
    CouponUsedByYou,
    CouponUsedUp,
    InvalidReduction,
    UnchargeableAmount,
)
from lyceum.commerce.model.reduction import Buyer, Coupon, Percent, Promotion, Reduced, Terms, reduce
from tests.unit.commerce.samples import ADA, LATER, NOON, REGULAR, coupon, fixed, items, percent

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("terms", "prices", "currency", "expected"),
    [
        (percent(10), (1_000, 555), "THB", [100, 56]),  # 55.5 goes up
        (percent("12.5"), (1_000,), "JPY", [125]),
        (percent("12.5"), (1_230,), "KWD", [150]),  # 153.75 in steps of 10
        (percent(100), (999, 0), "THB", [999, 0]),
        (percent(10, courses=frozenset({"c1"})), (1_000, 500), "THB", [0, 50]),
        (fixed(100), (200, 100), "THB", [67, 33]),
        (fixed(500), (200, 100), "THB", [200, 100]),  # never below a price of 0
        (fixed(100, courses=frozenset({"c1"})), (1_000, 500), "THB", [0, 100]),
        (fixed(100, "USD"), (1_000,), "THB", [0]),
        (fixed(1_000, "KWD"), (10_000, 20_000), "KWD", [330, 670]),
        (fixed(100), (0, 300), "THB", [0, 100]),
    ],
)
def test_what_is_taken_off(terms: Terms, prices: tuple[int, ...], currency: str, expected: list[int]) -> None:
    terms.check()
    assert terms.off(items(*prices, currency=currency)) == expected


@pytest.mark.parametrize(
    "broken",
    [
        percent(0),
        percent(-1),
        percent("100.01"),
        fixed(0),
        percent(10, courses=frozenset()),
        percent(10, starts_at=NOON, ends_at=NOON),
        percent(10, starts_at=LATER, ends_at=NOON),
    ],
)
def test_a_discount_that_contradicts_itself_is_refused(broken: Terms) -> None:
    with pytest.raises(InvalidReduction):
        broken.check()
    with pytest.raises(InvalidReduction):
        coupon(broken).check()


def test_a_discount_may_be_as_large_or_short_as_can_be() -> None:
    percent(100, starts_at=NOON, ends_at=NOON + SECOND).check()
    percent("0.01", starts_at=NOON).check()
    percent(1, ends_at=NOON).check()
    coupon(fixed(1), limit=1, per_person=1, persons=frozenset({"ada"})).check()
    with pytest.raises(UnchargeableAmount):
        fixed(1_005, "KWD").check()


@pytest.mark.parametrize(
    "more", [{"limit": 0}, {"per_person": 0}, {"limit": 5, "per_person": -1}, {"persons": frozenset()}]
)
def test_a_coupon_that_nobody_can_use_is_refused(more: dict[str, object]) -> None:
    with pytest.raises(InvalidReduction):
        coupon(percent(10), **more).check()


WINDOW = percent(10, starts_at=NOON, ends_at=LATER)


@pytest.mark.parametrize(
    ("found", "buyer", "at", "used", "refused"),
    [
        (coupon(WINDOW), ADA, NOON - SECOND, 0, CouponNotYetValid),
        (coupon(WINDOW), ADA, NOON, 0, None),
        (coupon(WINDOW), ADA, LATER - SECOND, 0, None),
        (coupon(WINDOW), ADA, LATER, 0, CouponExpired),
        (coupon(percent(10), active=False), ADA, NOON, 0, CouponExpired),
        (coupon(percent(10), limit=3, uses=2), ADA, NOON, 0, None),
        (coupon(percent(10), limit=3, uses=3), ADA, NOON, 0, CouponUsedUp),
        (coupon(percent(10), uses=10**6), ADA, NOON, 10**6, None),
        (coupon(percent(10), per_person=2), ADA, NOON, 1, None),
        (coupon(percent(10), per_person=2), ADA, NOON, 2, CouponUsedByYou),
        (coupon(percent(10), persons=frozenset({"ada"})), ADA, NOON, 0, None),
        (coupon(percent(10), persons=frozenset({"bo"})), ADA, NOON, 0, CouponNotForYou),
        (coupon(percent(10, first_purchase=True)), ADA, NOON, 0, None),
        (coupon(percent(10, first_purchase=True)), REGULAR, NOON, 0, CouponNotForYou),
        (coupon(percent(10)), REGULAR, NOON, 0, None),
    ],
)
def test_whether_a_coupon_may_be_used(
    found: Coupon, buyer: Buyer, at: datetime, used: int, refused: type[Exception] | None
) -> None:
    if refused is None:
        found.demand_usable(buyer, at, used_by_buyer=used)
    else:
        with pytest.raises(refused):
            found.demand_usable(buyer, at, used_by_buyer=used)


def test_who_asks_the_first_time_has_not_used_it() -> None:
    coupon(percent(10), per_person=1).demand_usable(ADA, NOON)


@pytest.mark.parametrize(
    ("terms", "buyer", "at", "applies"),
    [
        (WINDOW, ADA, NOON - SECOND, False),
        (WINDOW, ADA, NOON, True),
        (WINDOW, ADA, LATER, False),
        (percent(10, first_purchase=True), ADA, NOON, True),
        (percent(10, first_purchase=True), REGULAR, NOON, False),
        (percent(10), REGULAR, NOON, True),
    ],
)
def test_a_promotion_comes_without_asking_to_whom_it_is_for(
    terms: Terms, buyer: Buyer, at: datetime, applies: bool
) -> None:
    off = Promotion("p", terms).off(items(1_000, 2_000), buyer, at)
    assert off == ([100, 200] if applies else [0, 0])


def test_each_line_takes_the_larger_and_never_two() -> None:
    spring = Promotion("spring", percent(20, courses=frozenset({"c0"})))
    taken = reduce(items(1_000, 1_000), ADA, promotions=[spring], coupon=coupon(percent(15)), at=NOON)
    assert taken == [Reduced(200, promotion="spring"), Reduced(150, coupon="SPRING")]


def test_of_several_promotions_the_best_counts_and_a_tie_goes_to_the_first_by_id() -> None:
    offers = [Promotion("b", percent(10)), Promotion("a", percent(10)), Promotion("c", fixed(300))]
    assert reduce(items(1_000), ADA, promotions=offers, at=NOON) == [Reduced(300, promotion="c")]
    assert reduce(items(1_000), ADA, promotions=offers[:2], at=NOON) == [Reduced(100, promotion="a")]
    assert reduce(items(1_000), ADA, at=NOON) == [Reduced(0, None, None)]


def test_a_tie_leaves_the_coupon_unused() -> None:
    with pytest.raises(CouponGainsNothing):
        reduce(items(1_000), ADA, promotions=[Promotion("p", percent(15))], coupon=coupon(percent(15)), at=NOON)


@pytest.mark.parametrize("terms", [percent(10, courses=frozenset({"other"})), fixed(100, "USD"), percent("0.01")])
def test_a_coupon_for_other_items_is_refused(terms: Terms) -> None:
    with pytest.raises(CouponNotForItems):
        reduce(items(1_000), ADA, coupon=coupon(terms), at=NOON)


some_terms = st.one_of(
    st.builds(percent, st.decimals("0.01", "100", places=2).map(str)), st.builds(fixed, st.integers(1, 50_000))
)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), st.lists(some_terms, max_size=3), some_terms)
def test_no_price_falls_below_zero_and_the_coupon_never_makes_it_dearer(
    prices: list[int], promoted: list[Terms], mine: Terms
) -> None:
    promotions = [Promotion(f"p{place}", terms) for place, terms in enumerate(promoted)]
    basket = items(*prices)
    without = reduce(basket, ADA, promotions=promotions, at=NOON)
    assert all(0 <= taken.amount <= price for taken, price in zip(without, prices, strict=True))
    try:
        taken = reduce(basket, ADA, promotions=promotions, coupon=coupon(mine), at=NOON)
    except (CouponGainsNothing, CouponNotForItems):
        return
    assert all(0 <= found.amount <= price for found, price in zip(taken, prices, strict=True))
    assert all(found.amount >= before.amount for found, before in zip(taken, without, strict=True))
    assert all((found.promotion is None) or (found.coupon is None) for found in taken)
    assert any(found.coupon == "SPRING" for found in taken)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), st.integers(1, 10**6))
def test_a_fixed_amount_is_taken_off_whole(prices: list[int], amount: int) -> None:
    assert sum(fixed(amount).off(items(*prices))) == min(amount, sum(prices))


def test_terms_say_nothing_that_nobody_wrote() -> None:
    terms = percent(10)
    assert (terms.starts_at, terms.ends_at, terms.courses, terms.first_purchase) == (None, None, None, False)
    found = coupon(terms)
    assert (found.limit, found.per_person, found.persons, found.active) == (None, None, None, True)
    assert (found.uses, found.rev) == (0, 0)
    assert terms.discount == Percent(Decimal(10))
