"""Hand-worked cases of sections and scoring: `cases/sections.csv`, with source and steps; and what always holds."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.model.points import quantised
from lyceum.assessment.model.scoring import Scale, ScaledSection, Score, final_score
from lyceum.assessment.model.sections import Scoring
from tests.unit.assessment.samples import settings
from tests.unit.assessment.test_scoring_cases import rows

CASES = rows("sections")


def scale(row: dict[str, str]) -> Scale:
    sections = tuple(
        ScaledSection(id, tuple(places), Decimal(maximum) if maximum is not None else None)
        for id, places, maximum in json.loads(row["sections"])
    )
    worth = [Decimal(each) for each in json.loads(row["worth"])]
    return Scale(worth, Scoring(row["scoring"]), Decimal(row["fixed"]) if row["fixed"] else None, sections)


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["case"])
def test_sections_and_the_whole_are_those_worked_by_hand(row: dict[str, str]) -> None:
    given = enumerate(json.loads(row["points"]))
    points = {place: Decimal(each) for place, each in given if each is not None}
    measured = scale(row)
    parts = [(quantised(part.points), quantised(part.maximum)) for part in measured.of_sections(points)]
    assert parts == [(Decimal(earned), Decimal(most)) for earned, most in json.loads(row["expected"])]
    whole = measured.of_whole(points)
    assert quantised(whole.maximum) == quantised(measured.maximum) == Decimal(row["maximum"])
    assert whole.percent == Decimal(row["percent"])


def test_every_case_says_where_it_comes_from_and_no_two_have_one_name() -> None:
    assert all(row["source"] and row["steps"] for row in CASES)
    assert len({row["case"] for row in CASES}) == len(CASES)
    assert {row["scoring"] for row in CASES} == set(Scoring)


small = st.decimals(min_value=0, max_value=20, places=2)


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    worth = draw(st.lists(small, min_size=1, max_size=6))
    scoring = draw(st.sampled_from(Scoring))
    cut = draw(st.integers(0, len(worth)))
    parts = [part for part in (tuple(range(cut)), tuple(range(cut, len(worth)))) if part]
    sections = tuple(ScaledSection(str(part), part, draw(st.none() | small)) for part in parts)
    fixed = draw(small) if scoring is Scoring.FIXED else None
    return Scale(worth, scoring, fixed, draw(st.sampled_from([sections, ()])))


@given(scales(), st.data())
def test_nobody_earns_less_than_nothing_or_more_than_there_is(scale: Scale, data: st.DataObject) -> None:
    shares = [data.draw(st.decimals(-1, 1, places=3)) for _ in scale.worth]
    points = {place: scale.worth[place] * share for place, share in enumerate(shares)}
    for part in (*scale.of_sections(points), scale.of_whole(points)):
        assert 0 <= quantised(part.points) <= quantised(part.maximum)
        assert 0 <= part.percent <= 100


@given(scales())
def test_who_has_all_points_of_the_questions_has_the_whole(scale: Scale) -> None:
    whole = scale.of_whole(dict(enumerate(scale.worth)))
    assert quantised(whole.points) == quantised(whole.maximum) == quantised(scale.maximum)
    assert whole.percent == 100


@given(scales(), st.data())
def test_sections_roll_up_into_the_whole(scale: Scale, data: st.DataObject) -> None:
    """RULES S4-14."""
    points = {place: most * data.draw(st.decimals(0, 1, places=3)) for place, most in enumerate(scale.worth)}
    if scale.sections:
        parts = scale.of_sections(points)
        assert quantised(sum((part.points for part in parts), Decimal(0))) == quantised(scale.of_whole(points).points)


ONE, HALF = Decimal(1), Decimal("0.5")


def test_what_is_not_said_is_the_sum_of_the_questions() -> None:
    assert Scale([ONE]) == Scale([ONE], scoring=Scoring.PER_QUESTION, fixed=None, sections=())
    assert ScaledSection("a", (0,)) == ScaledSection("a", (0,), maximum=None)


def test_a_single_point_can_be_half_earned() -> None:
    assert Scale([ONE]).of_whole({0: HALF}).percent == 50


def test_sections_that_are_worth_a_point_together_share_what_is_fixed() -> None:
    parts = (ScaledSection("a", (0,)), ScaledSection("b", (1,)))
    found = Scale([Decimal("0.25"), Decimal("0.75")], Scoring.FIXED, Decimal(100), parts).of_sections(
        {0: Decimal("0.25")}
    )
    assert [(part.points, part.maximum) for part in found] == [(25, 25), (0, 75)]


def test_where_nothing_is_asked_nothing_can_be_missed() -> None:
    whole = Scale([]).of_whole({})
    score = final_score([whole.points], Scale([]).maximum, settings(), late=False)
    assert score == Score(Decimal(0), Decimal(0), Decimal(100), passed=True)
    (part,) = Scale([], sections=(ScaledSection("empty", ()),)).of_sections({})
    assert (quantised(part.points), quantised(part.maximum), part.percent) == (0, 0, 100)
