"""Numbers, dates and times as English and Thai readers write them."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from lyceum.insight.report_language import ENGLISH, THAI
from lyceum.insight.texts import LANGUAGES, words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("66.7"), "66.7"),
        (Decimal("50.0"), "50"),
        (Decimal("1E+2"), "100"),
        (Decimal("0.0"), "0"),
        (1250, "1,250"),
        (0, "0"),
    ],
)
def test_numbers(value: Decimal | int, text: str) -> None:
    assert ENGLISH.number(value) == THAI.number(value) == text


def test_thai_years_are_of_the_buddhist_era() -> None:
    assert THAI.date(date(2026, 11, 22)) == "22 พ.ย. 2569"
    assert ENGLISH.date(date(2026, 11, 22)) == "22 Nov 2026"


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (0, "1 Jan 2026, 12:00 (UTC)"),
        (7, "1 Jan 2026, 19:00 (UTC+7)"),
        (5.5, "1 Jan 2026, 17:30 (UTC+5:30)"),
        (-3.5, "1 Jan 2026, 08:30 (UTC−3:30)"),
        (14, "2 Jan 2026, 02:00 (UTC+14)"),
    ],
)
def test_moments_name_their_distance_to_utc(hours: float, text: str) -> None:
    zone = timezone(timedelta(hours=hours))
    assert ENGLISH.moment(datetime(2026, 1, 1, 12, tzinfo=UTC), zone) == text


def test_every_language_fills_the_same_places() -> None:
    def places(text: str) -> set[str]:
        return {part.split("}")[0] for part in text.split("{")[1:]}

    english, thai = LANGUAGES["en"], LANGUAGES["th"]
    for name in english.__dataclass_fields__:
        ours, theirs = getattr(english, name), getattr(thai, name)
        if isinstance(ours, str):
            assert places(ours) == places(theirs), name
        elif isinstance(ours, dict):
            assert ours.keys() == theirs.keys(), name


def test_an_unknown_language_is_english_and_a_region_is_ignored() -> None:
    assert words("th-TH") is LANGUAGES["th"]
    assert words("de") is words("en-GB") is LANGUAGES["en"]
