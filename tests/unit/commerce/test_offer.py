"""Whether somebody can buy a course now, and what a school says of taxes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lyceum.commerce.model.offer import Offer, Place, refusal
from lyceum.commerce.model.price import PriceList
from lyceum.commerce.model.tax import NO_TAX, TaxRate, policy_of
from lyceum.kernel.setting_catalogue import SETTINGS, STRIPE_ACCOUNT, TAXES, SettingInvalid
from tests.unit.commerce.samples import money

OPEN = Offer(open=True, price=money(500), counted=False, full=False)


@pytest.mark.parametrize("status", ["enrolled", "in_progress", "completed", "failed", "expired", "suspended"])
def test_who_has_a_place_or_came_to_its_end_buys_none(status: str) -> None:
    found = refusal("c", OPEN, Place(status))
    assert type(found).__name__ == "AlreadyOwned"
    assert found is not None
    assert found.facts == {"course": "c"}


def test_a_ban_that_is_over_makes_room() -> None:
    assert refusal("c", OPEN, Place("lifted")) is None


def test_a_ban_goes_before_the_place() -> None:
    found = refusal("c", OPEN, Place("suspended", banned=True))
    assert type(found).__name__ == "BannedFromCourse"
    assert found is not None
    assert found.facts == {"course": "c"}


@pytest.mark.parametrize(
    ("offer", "limited", "name"),
    [
        (None, False, "CourseNotFound"),
        (Offer(open=False, price=money(5), counted=True, full=True), True, "EnrollmentClosed"),
        (Offer(open=True, price=money(5), counted=True, full=True), True, "CourseNotForSale"),
        (Offer(open=True, price=money(5), counted=False, full=False, branches_only=True), False, "CourseNotForSale"),
        (Offer(open=True, price=money(5), counted=True, full=True), False, "CourseFull"),
    ],
)
def test_the_first_reason_is_told(offer: Offer | None, limited: bool, name: str) -> None:
    found = refusal("c", offer, None, branches_only=limited)
    assert type(found).__name__ == name
    assert found is not None
    assert found.facts == {"course": "c"}


def test_a_country_without_a_rate_takes_the_standard_one() -> None:
    policy = policy_of("TH DE=19.5 US=8.25+ AQ XX")
    assert policy.rate_in("TH") == TaxRate(Decimal(7), inclusive=True)
    assert policy.rate_in("DE") == TaxRate(Decimal("19.5"), inclusive=True)
    assert policy.rate_in("US") == TaxRate(Decimal("8.25"), inclusive=False)
    assert {policy.rate_in(country) for country in ("AQ", "XX", "FR", None)} == {NO_TAX}
    assert policy_of("TH+").rate_in("TH") == TaxRate(Decimal(7), inclusive=False)
    assert policy_of("CA").rate_in("CA") == TaxRate(Decimal(5), inclusive=False)
    assert policy_of(None).rates == {}


@pytest.mark.parametrize("text", ["TH", "TH DE=19 US=8.25+", "TH+"])
def test_what_a_school_may_say_of_taxes(text: str) -> None:
    assert SETTINGS[TAXES].checked(text) == text


@pytest.mark.parametrize("text", ["th", "TH,DE", "TH=119", "TH  DE", "TH=7%", ""])
def test_what_it_may_not(text: str) -> None:
    with pytest.raises(SettingInvalid):
        SETTINGS[TAXES].checked(text)
    with pytest.raises(SettingInvalid):
        SETTINGS[STRIPE_ACCOUNT].checked("acme")


def test_who_gave_a_place_up_buys_it_again() -> None:
    assert refusal("c", OPEN, Place("withdrawn")) is None
    assert type(refusal("c", OPEN, Place("withdrawn", banned=True))).__name__ == "BannedFromCourse"


def test_an_offer_says_nothing_that_nobody_wrote() -> None:
    assert Place("enrolled") == Place("enrolled", banned=False)
    plain = Offer(
        open=True,
        price=money(500),
        counted=False,
        full=False,
        branches_only=False,
        title=None,
        by_country={},
        by_currency={},
        required=(),
    )
    assert plain == OPEN
    assert plain.prices == PriceList(money(500))


def test_an_offer_is_sold_at_all_of_its_prices() -> None:
    offer = replace(OPEN, by_country={"IN": money(50, "INR")}, by_currency={"EUR": 29})
    assert offer.prices == PriceList(money(500), {"IN": money(50, "INR")}, {"EUR": 29})
