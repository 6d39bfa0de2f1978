"""The price list of a course, as staff change it."""

import pytest

from lyceum.commerce.errors import CourseIsFree, UnknownCountry
from lyceum.commerce.model.price import PriceList
from lyceum.commerce.model.prices import CoursePrices, Others
from tests.unit.commerce.samples import money

NEW = CoursePrices("c0", PriceList(money(100_000)))
FREE = CoursePrices("c0", PriceList(money(0)))
IN_INDIA = Others(by_country={"IN": money(50_000, "INR")})
IN_EUROS = Others(by_currency={"EUR": 2_900})


def test_a_course_has_one_price_until_it_has_others() -> None:
    assert Others() == Others({}, {})
    assert (NEW.number, NEW.changed(Others())) == (0, NEW)
    assert FREE.changed(Others()) == FREE


def test_other_prices_stand_beside_the_published_one() -> None:
    both = Others(IN_INDIA.by_country, IN_EUROS.by_currency)
    assert NEW.changed(both) == CoursePrices(
        "c0", PriceList(money(100_000), {"IN": money(50_000, "INR")}, {"EUR": 2_900}), 1
    )


def test_a_list_replaces_the_one_before() -> None:
    after = NEW.changed(IN_INDIA).changed(IN_EUROS)
    assert after == CoursePrices("c0", PriceList(money(100_000), {}, {"EUR": 2_900}), 2)
    assert after.changed(Others()) == CoursePrices("c0", PriceList(money(100_000)), 3)


def test_the_same_list_again_changes_nothing() -> None:
    once = NEW.changed(IN_INDIA)
    assert once.changed(IN_INDIA) is once


@pytest.mark.parametrize("others", [IN_INDIA, IN_EUROS])
def test_what_is_free_is_free_everywhere(others: Others) -> None:
    with pytest.raises(CourseIsFree) as refusal:
        FREE.changed(others)
    assert refusal.value.facts == {"course": "c0"}


def test_a_list_is_looked_through() -> None:
    with pytest.raises(UnknownCountry):
        NEW.changed(Others(by_country={"XX": money(1)}))
