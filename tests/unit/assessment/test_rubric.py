"""From a rubric's marks to points: hand-worked cases in `cases/rubrics.csv`, and what holds for every rubric."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lyceum.assessment.errors import InvalidRubric, RubricMarksIncomplete, UnknownRubricMark
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


def test_marks_that_are_not_the_rubrics_or_not_all_there_are_named() -> None:
    judged = rubric({"style": {"good": 2, "bad": 0}, "facts": {"right": 3}})
    for marks in ({"style": "right"}, {"style": "good", "facts": "bad"}, {"else": "good"}):
        with pytest.raises(UnknownRubricMark) as unknown:
            judged.check_marks(marks)
        criterion = list(marks)[-1]
        assert unknown.value.facts == {"criterion": criterion, "level": marks[criterion]}
        with pytest.raises(UnknownRubricMark):
            judged.points({**marks}, out_of=Decimal(10))
    for marks, missing in (({}, "style"), ({"style": "good"}, "facts"), ({"facts": "right"}, "style")):
        judged.check_marks(marks)
        with pytest.raises(RubricMarksIncomplete) as incomplete:
            judged.points(marks, out_of=Decimal(10))
        assert incomplete.value.facts == {"criterion": missing}


def test_a_level_that_stands_twice_is_told_by_its_criterion() -> None:
    level = RubricLevel(id="x", title=TITLE, points=Decimal(1))
    fine = RubricCriterion(id="a", title=TITLE, levels=(level,))
    twice = RubricCriterion(id="b", title=TITLE, levels=(level, level))
    with pytest.raises(InvalidRubric) as refusal:
        Rubric(criteria=(fine, twice)).check()
    assert refusal.value.facts == {"criterion": "b"}


def test_the_maximum_is_the_best_levels_together() -> None:
    judged = rubric({"a": {"x": 1, "y": "2.5", "z": 0}, "b": {"x": "0.5"}})
    assert [criterion.most for criterion in judged.criteria] == [Decimal("2.5"), Decimal("0.5")]
    assert judged.maximum == 3
    judged.check()
    rubric({"a": {"x": "0.0001"}}).check()


@pytest.mark.parametrize(("criteria", "levels"), [(1, 1), (20, 10)])
def test_a_rubric_has_up_to_twenty_criteria_of_up_to_ten_levels(criteria: int, levels: int) -> None:
    named: dict[str, dict[str, str | int]] = {
        f"c{number}": {f"l{level}": 1 for level in range(levels)} for number in range(criteria)
    }
    assert rubric(named).maximum == criteria


@pytest.mark.parametrize(("criteria", "levels"), [(0, 1), (21, 1), (1, 0), (1, 11)])
def test_it_has_no_more_and_not_none(criteria: int, levels: int) -> None:
    named: dict[str, dict[str, str | int]] = {
        f"c{number}": {f"l{level}": 1 for level in range(levels)} for number in range(criteria)
    }
    with pytest.raises(ValidationError):
        rubric(named)


def test_a_level_earns_up_to_a_thousand_points_with_four_places() -> None:
    for points in ("0", "0.0001", "1000"):
        assert rubric({"a": {"x": points}}).maximum == Decimal(points)
    for points in ("-0.0001", "1000.0001", "0.00001"):
        with pytest.raises(ValidationError):
            rubric({"a": {"x": points}})


def test_points_of_a_level_are_answered_as_they_are_taken() -> None:
    taken, answered = (RubricLevel.model_json_schema(mode=mode) for mode in ("validation", "serialization"))
    assert taken["properties"]["points"] == answered["properties"]["points"]
