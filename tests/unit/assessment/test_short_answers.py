"""Typed text: what counts as the same answer, in English and Thai, in bounded time."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.short_answers import folded, same_text


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("  grace\thopper\n", "Grace Hopper"),
        ("STRASSE", "Straße"),
        (unicodedata.normalize("NFD", "café"), "café"),
        ("น้\u0e33", "น\u0e4d\u0e49\u0e32"),  # SARA AM, in one sign or two, with a tone mark
        ("เเดง", "แดง"),  # SARA E twice
        ("กรุงเทพ\u200bมหานคร", "กรุงเทพมหานคร"),  # an invisible word break
    ],
)
def test_spellings_that_mean_the_same_are_the_same(typed: str, accepted: str) -> None:
    assert same_text(typed, accepted)


@pytest.mark.parametrize(("typed", "accepted"), [("Hopper", "Grace Hopper"), ("มา", "ม้า"), ("กรุงเทพ", "กรุงเทพมหานคร")])
def test_other_words_are_others(typed: str, accepted: str) -> None:
    assert not same_text(typed, accepted)


def test_case_matters_where_the_author_says_so() -> None:
    assert not same_text("dynamodb", "DynamoDB", case_sensitive=True)
    assert same_text(" DynamoDB ", "DynamoDB", case_sensitive=True)


@pytest.mark.parametrize(
    ("typed", "accepted", "matches"),
    [
        ("serverless", "server*", True),
        ("a server", "server*", False),
        ("the blue whale", "* blue *", True),
        ("the bluewhale", "* blue *", False),
        ("abc", "a*b*c", True),
        ("ab", "ab*b", False),
        ("anything", "*", True),
        ("2*3", r"2\*3", True),
        ("2x3", r"2\*3", False),
        ("c:\\dir", "c:\\dir", True),
        ("โรงเรียนวัด", "โรงเรียน*", True),
    ],
)
def test_wildcards(typed: str, accepted: str, matches: bool) -> None:
    assert same_text(typed, accepted, wildcards=True) is matches


def test_without_the_switch_a_star_is_a_star() -> None:
    assert same_text("2*3", "2*3")
    assert not same_text("2x3", "2*3")


def test_hostile_wildcards_cost_no_more_than_the_text_is_long() -> None:
    began = time.process_time()
    assert not same_text("a" * 20_000, "a*" * 200 + "b", wildcards=True)
    assert time.process_time() - began < 1


@given(st.text(max_size=50))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_a_star_stands_for_any_run(start: str, middle: str, end: str) -> None:
    start, end = (part.replace("*", "").replace("\\", "").strip() for part in (start, end))
    typed = f"{start} {middle} {end}"
    assert (
        same_text(typed, f"{start} * {end}", wildcards=True)
        or not folded(start)
        or not folded(end)
        or not folded(middle)
    )
