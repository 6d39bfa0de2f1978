"""From a rubric's marks to points: hand-worked cases in `cases/rubrics.csv`, and what holds for every rubric."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.errors import InvalidRubric
from lyceum.assessment.model.rubric import Rubric, RubricCriterion, RubricLevel
from lyceum.kernel.errors import DomainError
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.test_scoring_cases import rows

TITLE = LocalizedText.of("Title")


def rubric(criteria: dict[str, dict[str, str | int]]) -> Rubric:
    """Criterion → level → points."""
    return Rubric(
        criteria=tuple(
            RubricCriterion(
                id=criterion,
                title=TITLE,
                levels=tuple(RubricLevel(id=id, title=TITLE, points=Decimal(points)) for id, points in levels.items()),
            )
            for criterion, levels in criteria.items()
        )
    )


@pytest.mark.parametrize("row", rows("rubrics"), ids=lambda row: row["case"])
def test_the_points_are_those_worked_by_hand(row: dict[str, str]) -> None:
    judged, marks = rubric(json.loads(row["rubric"])), json.loads(row["marks"])
    try:
        found = format(judged.points(marks, out_of=Decimal(row["out_of"])).normalize(), "f")
    except DomainError as refusal:
        found = refusal.slug()
    assert found == row["expected"]


def test_every_case_says_where_it_comes_from_and_no_two_have_one_name() -> None:
    found = rows("rubrics")
    assert all(row["source"] and row["steps"] for row in found)
    assert len({row["case"] for row in found}) == len(found) >= 30


def test_an_id_stands_once_and_something_can_be_earned() -> None:
    rubric({"a": {"x": 1}, "b": {"x": 1}}).check()
    twice = RubricCriterion(id="a", title=TITLE, levels=(RubricLevel(id="x", title=TITLE, points=Decimal(1)),))
    with pytest.raises(InvalidRubric) as refusal:
        Rubric(criteria=(twice, twice)).check()
    assert refusal.value.facts == {"criterion": "a"}
    level = RubricLevel(id="x", title=TITLE, points=Decimal(1))
    with pytest.raises(InvalidRubric):
        Rubric(criteria=(RubricCriterion(id="a", title=TITLE, levels=(level, level)),)).check()
    with pytest.raises(InvalidRubric) as nothing:
        rubric({"a": {"x": 0, "y": 0}}).check()
    assert nothing.value.facts == {}


POINTS = st.decimals(min_value=0, max_value=1000, places=4)
LEVELS = st.lists(POINTS, min_size=1, max_size=5).filter(lambda points: max(points) > 0)


@given(st.lists(LEVELS, min_size=1, max_size=6), POINTS, st.data())
def test_points_lie_between_nothing_and_all_and_a_better_level_never_earns_less(
    criteria: list[list[Decimal]], out_of: Decimal, data: st.DataObject
) -> None:
    named = {
        f"c{place}": {f"l{number}": str(points) for number, points in enumerate(levels)}
        for place, levels in enumerate(criteria)
    }
    judged = rubric({name: dict(levels) for name, levels in named.items()})
    marks = {name: data.draw(st.sampled_from(sorted(levels))) for name, levels in named.items()}
    best = {name: max(levels, key=lambda level: Decimal(levels[level])) for name, levels in named.items()}
    found = judged.points(marks, out_of=out_of)
    assert 0 <= found <= out_of
    assert judged.points(best, out_of=out_of) == out_of
    name = data.draw(st.sampled_from(sorted(named)))
    assert judged.points(marks | {name: best[name]}, out_of=out_of) >= found
