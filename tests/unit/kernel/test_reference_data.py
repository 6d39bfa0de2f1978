"""Countries and currencies are those of the Unicode CLDR and of ISO 4217 (FEATURES PC4)."""

import re

import pytest
from babel import Locale, numbers

from lyceum.commerce.tax_ids import forms
from lyceum.commerce.tax_rates import shown_with_tax, standard_rates
from lyceum.kernel.countries import Country, countries, is_country
from lyceum.kernel.currencies import currencies, in_major_units

NOT_OF_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
"""Regions that CLDR knows and ISO 3166-1 does not assign to a country."""

ISO_DIGITS_BUT_NOT_CLDR = {
    # CLDR says how money is shown, ISO 4217 how it is counted: fils, sen and para are on the books.
    *("AFN", "ALL", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP", "YER"),
}


def test_every_country_of_iso_3166_is_there() -> None:
    known = {code for code in map(str, Locale("en").territories) if re.fullmatch(r"[A-Z]{2}", code)} - NOT_OF_ISO
    assert set(countries()) == known
    assert len(known) == 249
    assert list(countries()) == sorted(countries())


@pytest.mark.parametrize("language", ["en", "th"])
def test_names_are_those_of_cldr(language: str) -> None:
    names = Locale(language).territories
    assert {code: country.name[language] for code, country in countries().items()} == {
        code: names[code] for code in countries()
    }


def test_currencies_of_countries_are_those_of_cldr() -> None:
    for code, country in countries().items():
        used = numbers.get_territory_currencies(code)
        # The Antarctic has none; Bulgaria took the euro in 2026, which older data does not know.
        assert country.currency in used or code in {"AQ", "BG"}, code
        assert country.currency in currencies()


def test_digits_are_those_of_iso_4217() -> None:
    for code, digits in currencies().items():
        if code not in ISO_DIGITS_BUT_NOT_CLDR:
            assert digits == numbers.get_currency_precision(code), code
    assert set(currencies().values()) == {0, 2, 3}


def test_a_country_has_a_currency_and_a_name() -> None:
    assert countries()["TH"] == Country("TH", "THB", {"en": "Thailand", "th": "ไทย"})
    assert countries()["BQ"].name["en"] == "Caribbean Netherlands"
    assert is_country("TH")
    assert not is_country("th")
    assert not is_country("XK")


def test_an_amount_without_a_currency_is_no_amount() -> None:
    with pytest.raises(KeyError):
        in_major_units(1, "XXX")


def test_rates_and_forms_are_of_countries_that_exist() -> None:
    assert set(standard_rates()) <= set(countries())
    assert set(forms()) <= set(countries())
    assert all(0 < rate < 30 for rate in standard_rates().values())
    assert [code for code in countries() if not shown_with_tax(code)] == ["CA", "US"]
    for form in forms().values():
        re.compile(form)
