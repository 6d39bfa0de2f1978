"""Levels of classes by the percentage of a pre-test. Source: RULES S4-10, X18."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lyceum.assessment.model.placement import ClassLevel, check_levels, level_of
from lyceum.assessment.sittings.errors import InvalidLevels
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.samples import settings


def level(id: str, minimum: str, maximum: str) -> ClassLevel:
    return ClassLevel(id=id, title=LocalizedText.of(id), minimum=Decimal(minimum), maximum=Decimal(maximum))


SCHOOL = [level("advanced", "80", "100"), level("beginner", "0", "40"), level("middle", "40", "70")]


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        ("0", "beginner"),
        ("39.99", "beginner"),
        ("40", "middle"),
        ("69.99", "middle"),
        ("70", None),  # the gap up to 80
        ("79.99", None),
        ("80", "advanced"),
        ("99.99", "advanced"),
        ("100", "advanced"),  # the highest has its maximum
    ],
)
def test_a_percentage_leads_to_its_level(percent: str, expected: str | None) -> None:
    check_levels(SCHOOL)
    assert level_of(Decimal(percent), SCHOOL) == expected


def test_the_highest_level_has_its_maximum_wherever_that_is() -> None:
    levels = [level("low", "10", "20"), level("high", "20", "50")]
    assert [level_of(Decimal(percent), levels) for percent in ("9.99", "10", "20", "50", "50.01")] == [
        None,
        "low",
        "high",
        "high",
        None,
    ]


def test_without_levels_nobody_is_placed() -> None:
    check_levels([])
    assert level_of(Decimal(50), []) is None


@pytest.mark.parametrize(
    ("levels", "named", "why"),
    [
        ([level("a", "0", "50"), level("a", "50", "100")], "a", "it comes twice"),
        ([level("a", "50", "50")], "a", "its minimum is not below its maximum"),
        ([level("a", "50", "40")], "a", "its minimum is not below its maximum"),
        ([level("b", "49.99", "100"), level("a", "0", "50")], "b", "it overlaps a"),
        ([level("a", "0", "100"), level("b", "20", "30")], "b", "it overlaps a"),
    ],
)
def test_levels_that_contradict_each_other_are_refused(levels: list[ClassLevel], named: str, why: str) -> None:
    with pytest.raises(InvalidLevels) as refusal:
        check_levels(levels)
    assert refusal.value.facts == {"level": named, "why": why}
    with pytest.raises(InvalidLevels):
        settings(levels=levels).check()
    with pytest.raises(InvalidLevels):
        settings().changed({"levels": [each.model_dump() for each in levels]})


@given(st.sets(st.integers(0, 10_000), min_size=2, max_size=20), st.integers(0, 10_000))
def test_levels_without_a_gap_place_everybody_between_them(bounds: set[int], hundredths: int) -> None:
    ends = sorted(Decimal(bound) / 100 for bound in bounds)
    levels = [level(str(number), str(low), str(high)) for number, (low, high) in enumerate(pairwise(ends))]
    check_levels(levels)
    percent = Decimal(hundredths) / 100
    found = level_of(percent, levels)
    assert (found is not None) == (ends[0] <= percent <= ends[-1])
    if found is not None:
        mine = levels[int(found)]
        assert mine.minimum <= percent
        assert percent < mine.maximum or mine is levels[-1]


@pytest.mark.parametrize(("minimum", "maximum"), [("-0.01", "40"), ("0", "100.01"), ("0.001", "40"), ("0", "39.999")])
def test_bounds_are_percentages_of_two_places(minimum: str, maximum: str) -> None:
    with pytest.raises(ValidationError):
        level("a", minimum, maximum)


def test_bounds_may_be_anything_between() -> None:
    assert (level("a", "0", "0.01").maximum, level("b", "99.99", "100").minimum) == (Decimal("0.01"), Decimal("99.99"))


def test_a_level_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        SCHOOL[0].minimum = Decimal(0)  # type: ignore[misc] # it is what must not be possible


def test_an_assessment_has_at_most_fifty_levels() -> None:
    levels = [level(f"l{number}", str(number), str(number + 1)) for number in range(51)]
    assert len(settings(levels=levels[:50]).levels) == 50
    with pytest.raises(ValidationError):
        settings(levels=levels)
