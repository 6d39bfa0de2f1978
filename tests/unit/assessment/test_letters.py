"""Letters for percentages: the scales that are offered, and what a scale of one's own must be."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.gradebooks.errors import InvalidLetterScale
from lyceum.assessment.model.letters import NAMED_SCALES, Band, letter_of, scale_of

OFFERED = {
    "none": "",
    "letters": "A 90, B 80, C 70, D 60, F 0",
    "letters_with_signs": "A 93, A- 90, B+ 87, B 83, B- 80, C+ 77, C 73, C- 70, D+ 67, D 60, F 0",
    "half_steps": "A 80, B+ 75, B 70, C+ 65, C 60, D+ 55, D 50, F 0",
    "pass_fail": "P 60, F 0",
}


def bands(text: str) -> list[Band]:
    pairs = (part.split() for part in text.split(", ") if part)
    return [Band(letter, Decimal(minimum)) for letter, minimum in pairs]


def test_the_scales_that_are_offered_are_these() -> None:
    assert {name: list(scale) for name, scale in NAMED_SCALES.items()} == {
        name: bands(text) for name, text in OFFERED.items()
    }


@pytest.mark.parametrize("text", ["A 50, B 0", "B 0, A 50", "C 10, A 80, F 0, B 20"])
def test_a_scale_has_its_best_letter_first_however_it_was_written(text: str) -> None:
    scale = scale_of(bands(text))
    assert [band.minimum for band in scale] == sorted((band.minimum for band in bands(text)), reverse=True)
    assert set(scale) == set(bands(text))


@pytest.mark.parametrize("text", ["A 50", "F 1", "A 90, B 10", "A 50, A 0", "A 0, B 0", "A 50, A 0, B 0"])
def test_a_scale_names_every_percentage_and_nothing_twice(text: str) -> None:
    with pytest.raises(InvalidLetterScale):
        scale_of(bands(text))


def test_one_letter_for_all_is_a_scale_and_none_at_all_too() -> None:
    assert scale_of(bands("A 0")) == (Band("A", Decimal(0)),)
    assert scale_of([]) == ()


@given(st.decimals(0, 300, places=2))
def test_a_percentage_has_the_letter_of_the_highest_minimum_that_it_reaches(percent: Decimal) -> None:
    expected = next(band for band in bands(OFFERED["letters_with_signs"]) if band.minimum <= percent)
    assert letter_of(percent, NAMED_SCALES["letters_with_signs"]) == expected.letter


def test_without_a_percentage_or_a_scale_there_is_no_letter() -> None:
    assert letter_of(None, NAMED_SCALES["letters"]) is None
    assert letter_of(Decimal(100), ()) is None
