"""What a course costs in which country, with which tax, and whom it is billed to."""

from decimal import Decimal

import pytest

from lyceum.commerce.errors import InvalidTaxId, UnchargeableAmount, UnknownCountry, UnknownCurrency
from lyceum.commerce.model.billing import Billing, tax_id_of
from lyceum.commerce.model.price import PriceList
from lyceum.commerce.model.tax import NO_TAX, Tax, TaxPolicy, TaxRate, standard_rate
from tests.unit.commerce.samples import SALES_TAX, VAT, money

LIST = PriceList(
    money(100_000), by_country={"IN": money(50_000, "INR"), "US": money(4_900, "USD")}, by_currency={"EUR": 2_900}
)


@pytest.mark.parametrize(
    ("country", "currency", "expected"),
    [
        (None, None, money(100_000)),
        ("TH", None, money(100_000)),
        ("TH", "THB", money(100_000)),
        ("TH", "EUR", money(2_900, "EUR")),
        ("TH", "USD", money(100_000)),  # no price in it
        ("IN", None, money(50_000, "INR")),
        ("US", "EUR", money(4_900, "USD")),  # nobody buys their way round the price of their country
        (None, "EUR", money(2_900, "EUR")),
    ],
)
def test_the_country_goes_before_the_currency_asked_for(
    country: str | None, currency: str | None, expected: object
) -> None:
    assert LIST.price_in(country, currency) == expected


def test_a_plain_price_is_the_same_everywhere() -> None:
    assert PriceList(money(0)).price_in("DE", "EUR") == money(0)
    LIST.check()


@pytest.mark.parametrize(
    ("prices", "refused", "facts"),
    [
        (PriceList(money(100), by_country={"XX": money(1)}), UnknownCountry, {"country": "XX"}),
        (PriceList(money(100, "DEM")), UnknownCurrency, {"currency": "DEM"}),
        (PriceList(money(100), by_country={"KW": money(1_005, "KWD")}), UnchargeableAmount, None),
        (PriceList(money(100), by_currency={"ABC": 5}), UnknownCurrency, {"currency": "ABC"}),
        (PriceList(money(100), by_currency={"BHD": 1_001}), UnchargeableAmount, None),
        (PriceList(money(1_005, "KWD")), UnchargeableAmount, None),
    ],
)
def test_a_price_list_is_looked_through(prices: PriceList, refused: type, facts: dict[str, str] | None) -> None:
    with pytest.raises(refused) as refusal:
        prices.check()
    assert facts is None or getattr(refusal.value, "facts", None) == facts


@pytest.mark.parametrize(
    ("rate", "amount", "currency", "expected"),
    [
        (VAT, 107_00, "THB", Tax(added=0, included=7_00)),
        (VAT, 100_00, "THB", Tax(added=0, included=6_54)),  # 654.2…
        (SALES_TAX, 49_00, "USD", Tax(added=4_04, included=0)),  # 404.25
        (TaxRate(Decimal("25.5"), inclusive=True), 1255, "EUR", Tax(added=0, included=255)),
        (TaxRate(Decimal(10), inclusive=True), 1100, "JPY", Tax(added=0, included=100)),
        (TaxRate(Decimal(5), inclusive=False), 1_230, "KWD", Tax(added=60, included=0)),  # 61.5 in steps of 10
        (TaxRate(Decimal(50), inclusive=False), 1, "USD", Tax(added=1, included=0)),  # a half goes up
        (NO_TAX, 5_000, "THB", Tax(added=0, included=0)),
        (SALES_TAX, 0, "USD", Tax(added=0, included=0)),
    ],
)
def test_tax_lies_within_the_price_or_on_top(rate: TaxRate, amount: int, currency: str, expected: Tax) -> None:
    assert rate.of(amount, currency) == expected


def test_a_school_takes_tax_where_it_is_registered_and_nowhere_else() -> None:
    policy = TaxPolicy({"TH": VAT, "US": SALES_TAX})
    policy.check()
    assert policy.rate_in("TH") == VAT
    assert policy.rate_in("DE") == NO_TAX
    assert policy.rate_in(None) == NO_TAX
    assert TaxPolicy().rate_in("TH") == TaxRate(Decimal(0), inclusive=True)


@pytest.mark.parametrize(
    ("country", "percent", "refused"),
    [
        ("XX", "7", UnknownCountry),
        ("TH", "-0.1", UnchargeableAmount),
        ("TH", "100.1", UnchargeableAmount),
        ("TH", "100", None),
        ("TH", "0", None),
    ],
)
def test_a_tax_policy_is_looked_through(country: str, percent: str, refused: type | None) -> None:
    policy = TaxPolicy({country: TaxRate(Decimal(percent), inclusive=False)})
    if refused is None:
        policy.check()
    else:
        with pytest.raises(refused) as refusal:
            policy.check()
        assert getattr(refusal.value, "facts", None) == {"country": country}


def test_reference_data_says_what_is_usual() -> None:
    assert standard_rate("TH") == TaxRate(Decimal(7), inclusive=True)
    assert standard_rate("FI") == TaxRate(Decimal("25.5"), inclusive=True)
    assert standard_rate("CA") == TaxRate(Decimal(5), inclusive=False)
    assert standard_rate("US") is None


@pytest.mark.parametrize(
    ("country", "written", "plain"),
    [
        ("DE", "DE 123 456 789", "DE123456789"),  # pragma: allowlist secret
        ("NL", "nl123456789b01", "NL123456789B01"),
        ("GR", "EL-123456789", "EL123456789"),
        ("GB", "GB 123 4567 89", "GB123456789"),
        ("CH", "CHE-123.456.789 MWST", "CHE123456789MWST"),
        ("TH", "0-1055-36046-08-6", None),  # a wrong check digit
        ("TH", "0-1055-36046-08-4", None),
        ("IE", "IE1234567WA", "IE1234567WA"),
        ("BR", "12.345.678/0001", None),
        ("BR", "12345678000195", "12345678000195"),  # its form is not known here
        ("BR", "1A", None),
        ("DE", "DE12345678", None),  # pragma: allowlist secret
        ("DE", "DE1234567890", None),  # pragma: allowlist secret
        ("DE", "FR12345678901", None),
        ("DE", "", None),
        ("DE", "DE١٢٣٤٥٦٧٨٩", None),  # digits of another script
    ],
)
def test_a_tax_id_has_the_form_of_its_country(country: str, written: str, plain: str | None) -> None:
    if plain is None:
        with pytest.raises(InvalidTaxId) as refusal:
            tax_id_of(country, written)
        assert refusal.value.facts == {"country": country}
    else:
        assert tax_id_of(country, written) == plain


def test_the_thai_check_digit_is_looked_at() -> None:
    """By hand: 13 + 24 + 33 + 40 + 45 + 48 + 49 + 48 + 45 + 0 + 3 + 4 = 352 = 32 · 11; 11 ends in 1."""
    assert tax_id_of("TH", "1234567890121") == "1234567890121"
    for last in "0234567890":
        with pytest.raises(InvalidTaxId):
            tax_id_of("TH", f"123456789012{last}")
    # 1·13 = 13; 13 mod 11 = 2; 11 - 2 = 9
    assert tax_id_of("TH", "1 0000 00000 00 9") == "1000000000009"


def test_a_bill_is_made_out_with_a_plain_tax_id() -> None:
    bill = Billing("Ada GmbH", "DE", ("Unter den Linden 1", "Berlin"), "de 123456789")
    assert bill.checked() == Billing("Ada GmbH", "DE", ("Unter den Linden 1", "Berlin"), "DE123456789")
    assert Billing("Ada", "TH").checked() == Billing("Ada", "TH", (), None)
    with pytest.raises(UnknownCountry) as refusal:
        Billing("Ada", "ZZ").checked()
    assert refusal.value.facts == {"country": "ZZ"}
    with pytest.raises(InvalidTaxId):
        Billing("Ada", "FR", (), "DE123456789").checked()  # pragma: allowlist secret
