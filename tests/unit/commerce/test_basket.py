"""From a basket to an order: every amount, line by line, some worked by hand."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.commerce.errors import (
    CouponExpired,
    CouponGainsNothing,
    CouponNotForItems,
    CouponNotForYou,
    CouponUsedByYou,
    CouponUsedUp,
    CurrenciesDiffer,
    NothingOrdered,
    OrderedTwice,
    TotalTooLarge,
    TotalTooSmall,
)
from lyceum.commerce.model.amounts import step
from lyceum.commerce.model.basket import Quote, place, quote
from lyceum.commerce.model.order import Line, Order, OrderState
from lyceum.commerce.model.reduction import Item, Promotion
from lyceum.commerce.model.tax import NO_TAX, TaxRate
from lyceum.kernel.currencies import currencies
from tests.unit.commerce.samples import ADA, LATER, NOON, REGULAR, SALES_TAX, VAT, coupon, fixed, items, money, percent


def test_with_tax_within_the_price() -> None:
    """Two courses at 1,070 and 535 THB, 10 % off with a coupon, 7 % VAT within.

    By hand: 107.00 and 53.50 off leave 963.00 and 481.50; VAT within is 963·7/107 = 63.00 and 481.5·7/107 = 31.50.
    """
    quoted = quote(items(107_000, 53_500), ADA, rate=VAT, coupon=coupon(percent(10)), at=NOON)
    assert quoted == Quote(
        "THB",
        (
            Line("c0", 107_000, 10_700, 0, 6_300, Decimal(7), coupon="SPRING"),
            Line("c1", 53_500, 5_350, 0, 3_150, Decimal(7), coupon="SPRING"),
        ),
    )
    assert quoted.total == 96_300 + 48_150
    assert quoted.coupon == "SPRING"


def test_with_tax_on_top() -> None:
    """49.00 and 20.00 USD, 10 USD off the whole, 8.25 % on top.

    By hand: 10.00 shared 49 : 20 is 7.10 and 2.90; 41.90 and 17.10 are left; tax 3.45675 → 3.46 and 1.41075 → 1.41.
    """
    quoted = quote(
        items(4_900, 2_000, currency="USD"), ADA, rate=SALES_TAX, coupon=coupon(fixed(1_000, "USD")), at=NOON
    )
    assert [(line.discount, line.tax, line.included_tax, line.total) for line in quoted.lines] == [
        (710, 346, 0, 4_536),
        (290, 141, 0, 1_851),
    ]
    assert quoted.total == 6_387


def test_a_promotion_needs_no_coupon() -> None:
    quoted = quote(items(10_000), ADA, rate=NO_TAX, promotions=[Promotion("p1", percent(50))], at=NOON)
    assert (quoted.total, quoted.coupon, quoted.lines[0].promotion) == (5_000, None, "p1")


def test_free_courses_come_with_any_currency() -> None:
    basket = [Item("free", money(0, "USD")), *items(5_000)]
    assert quote(basket, ADA, rate=NO_TAX, at=NOON).currency == "THB"
    assert quote([Item("free", money(0, "USD"))], ADA, rate=NO_TAX, at=NOON) == Quote(
        "USD", (Line("free", 0, 0, 0, 0, Decimal(0)),)
    )


@pytest.mark.parametrize(
    ("basket", "refused"),
    [
        ([], NothingOrdered),
        ([*items(5_000), *items(5_000)], OrderedTwice),
        ([*items(5_000), Item("x", money(100, "USD"))], CurrenciesDiffer),
        (items(500), TotalTooSmall),
        (items(60_000_000, 60_000_000), TotalTooLarge),
    ],
)
def test_a_basket_is_refused_by_name(basket: list[Item], refused: type[Exception]) -> None:
    with pytest.raises(refused):
        quote(basket, ADA, rate=NO_TAX, at=NOON)


def test_what_refuses_a_coupon_refuses_the_basket() -> None:
    with pytest.raises(CouponUsedUp):
        quote(items(5_000), ADA, rate=NO_TAX, coupon=coupon(percent(10), limit=1, uses=1), at=NOON)
    with pytest.raises(CouponUsedByYou):
        quote(items(5_000), ADA, rate=NO_TAX, coupon=coupon(percent(10), per_person=1), used_by_buyer=1, at=NOON)
    quote(items(5_000), ADA, rate=NO_TAX, coupon=coupon(percent(10), per_person=1), at=NOON)


def test_a_basket_is_priced_for_its_buyer_now() -> None:
    welcome = Promotion("welcome", percent(50, first_purchase=True, starts_at=NOON, ends_at=LATER))
    mine = coupon(percent(60, starts_at=NOON, ends_at=LATER), persons=frozenset({"ada"}))
    price = [quote(items(5_000), buyer, rate=NO_TAX, promotions=[welcome], at=NOON).total for buyer in (ADA, REGULAR)]
    assert price == [2_500, 5_000]
    assert quote(items(5_000), ADA, rate=NO_TAX, promotions=[welcome], at=LATER).total == 5_000
    assert quote(items(5_000), ADA, rate=NO_TAX, coupon=mine, at=NOON).total == 2_000
    with pytest.raises(CouponExpired):
        quote(items(5_000), ADA, rate=NO_TAX, coupon=mine, at=LATER)
    with pytest.raises(CouponNotForYou):
        quote(items(5_000), REGULAR, rate=NO_TAX, coupon=mine, at=NOON)


def test_a_line_says_nothing_that_nobody_wrote() -> None:
    line = quote(items(5_000), ADA, rate=NO_TAX, at=NOON).lines[0]
    assert (line.promotion, line.coupon, line.seat, line.held, line.opened, line.returned) == (
        None,
        None,
        *(False, False, False, False),
    )
    plain = Order("acme", "o1", "ada", "THB", None, (line,), NOON, NOON)
    assert (plain.coupon, plain.payment, plain.closed_at) == (None, None, None)


def test_an_order_keeps_what_was_quoted() -> None:
    quoted = quote(items(107_000, 53_500), ADA, rate=VAT, coupon=coupon(percent(10)), at=NOON)
    placed = place(quoted, tenant="acme", order="o9", buyer="ada", country="TH", at=NOON)
    assert placed == Order(
        tenant="acme",
        id="o9",
        buyer="ada",
        currency="THB",
        country="TH",
        lines=quoted.lines,
        placed_at=NOON,
        held_until=NOON + timedelta(minutes=30),
        coupon="SPRING",
    )
    assert (placed.state, placed.total, placed.captured, placed.refunded) == (OrderState.PENDING, 144_450, 0, 0)


@given(st.data())
def test_every_total_is_the_sum_of_its_lines_and_can_be_charged(data: st.DataObject) -> None:
    currency = data.draw(st.sampled_from(sorted(currencies())))
    steps = step(currency)
    prices = [steps * price for price in data.draw(st.lists(st.integers(0, 9_000), min_size=1, max_size=6))]
    rate = TaxRate(data.draw(st.decimals(0, 100, places=2)), inclusive=data.draw(st.booleans()))
    terms = data.draw(
        st.one_of(
            st.builds(percent, st.decimals("0.01", "100", places=2).map(str)),
            st.builds(lambda amount: fixed(amount * steps, currency), st.integers(1, 9_000)),
        )
    )
    try:
        quoted = quote(items(*prices, currency=currency), ADA, rate=rate, coupon=coupon(terms), at=NOON)
    except (TotalTooSmall, TotalTooLarge, CouponGainsNothing, CouponNotForItems):
        return
    assert quoted.total == sum(line.price - line.discount + line.tax for line in quoted.lines)
    assert quoted.total % steps == 0
    for line, price in zip(quoted.lines, prices, strict=True):
        net = price - line.discount
        assert line.price == price
        assert net >= 0
        assert line.included_tax == 0 if not rate.inclusive else line.tax == 0
        assert line.included_tax <= net
        due = net * rate.percent / (100 + rate.percent if rate.inclusive else 100)
        assert abs(line.tax + line.included_tax - due) <= Decimal(1 if rate.inclusive else steps) / 2
