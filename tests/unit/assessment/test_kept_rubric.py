"""Rubrics that are kept: whose they are, and what a change leaves as it was."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment.model.kept_rubric import KeptRubric
from lyceum.assessment.model.rubric import Rubric, RubricCriterion, RubricLevel
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.samples import COURSE, NOON

TITLE, OTHER = LocalizedText.of("Essays"), LocalizedText.of("Talks")


def rubric(points: int) -> Rubric:
    level = RubricLevel(id="good", title=TITLE, points=Decimal(points))
    return Rubric(criteria=(RubricCriterion(id="style", title=TITLE, levels=(level,)),))


KEPT = KeptRubric(id="r1", title=TITLE, course=COURSE, rubric=rubric(1), made_at=NOON)


def test_a_courses_rubric_is_written_by_its_staff_and_the_schools_by_the_schools() -> None:
    assert KEPT.scope == f"course:{COURSE}"
    assert replace(KEPT, course=None).scope == ""


def test_a_new_one_is_in_use_and_was_never_kept() -> None:
    assert (KEPT.retired, KEPT.rev) == (False, 0)


@pytest.mark.parametrize(
    "given", [{"title": OTHER}, {"rubric": rubric(2)}, {"retired": True}, {"title": OTHER, "rubric": rubric(3)}, {}]
)
def test_what_is_not_given_stays(given: dict[str, Any]) -> None:
    assert KEPT.changed(**given) == replace(KEPT, **given)


def test_a_retired_one_is_taken_up_again_and_stays_retired_while_nothing_is_said() -> None:
    retired = replace(KEPT, retired=True, rev=4)
    assert retired.changed(title=OTHER) == replace(retired, title=OTHER)
    assert retired.changed(retired=False) == replace(retired, retired=False)
