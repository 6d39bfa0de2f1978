"""Rubrics: criteria with levels, and the one rule from marks to points."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from lyceum.assessment.errors import InvalidRubric, RubricMarksIncomplete, UnknownRubricMark
from lyceum.assessment.model.points import quantised
from lyceum.content.parts import Content, PartId
from lyceum.kernel.numbers import decimal
from lyceum.kernel.text import LocalizedText

RubricPoints = Annotated[Decimal, decimal(whole_digits=3, places=4, both_ways=True)]

type Marks = Mapping[str, str]
"""Criterion → the level that was reached."""


class RubricLevel(Content):
    """How well a criterion can be met, and what that earns."""

    id: PartId
    title: LocalizedText
    points: RubricPoints


class RubricCriterion(Content):
    """One thing that is looked at."""

    id: PartId
    title: LocalizedText
    levels: Annotated[tuple[RubricLevel, ...], Field(min_length=1, max_length=10)]

    @property
    def most(self) -> Decimal:
        """What its best level earns."""
        return max(level.points for level in self.levels)


class Rubric(Content):
    """What work is judged by. Its points are relative: what is judged by it says how many there are in all."""

    criteria: Annotated[tuple[RubricCriterion, ...], Field(min_length=1, max_length=20)]

    @property
    def maximum(self) -> Decimal:
        """The points of the best level of each criterion together."""
        return sum((criterion.most for criterion in self.criteria), Decimal(0))

    def check(self) -> None:
        """Raises InvalidRubric where an id stands twice, or nothing can be earned."""
        seen: set[str] = set()
        for criterion in self.criteria:
            levels = [level.id for level in criterion.levels]
            if criterion.id in seen or len(set(levels)) < len(levels):
                raise InvalidRubric(criterion=criterion.id)
            seen.add(criterion.id)
        if self.maximum <= 0:
            raise InvalidRubric

    def check_marks(self, marks: Marks) -> None:
        """Raises UnknownRubricMark for a criterion or level that is not the rubric's."""
        known = {criterion.id: {level.id for level in criterion.levels} for criterion in self.criteria}
        for criterion, level in marks.items():
            if level not in known.get(criterion, ()):
                raise UnknownRubricMark(criterion=criterion, level=level)

    def points(self, marks: Marks, *, out_of: Decimal) -> Decimal:
        """What these marks earn of so many points: the share that they earn of the rubric's own, to four places.

        Halves round to even, as everywhere. Raises UnknownRubricMark, RubricMarksIncomplete. Source: FEATURES AG17.
        """
        self.check_marks(marks)
        missing = [criterion.id for criterion in self.criteria if criterion.id not in marks]
        if missing:
            raise RubricMarksIncomplete(criterion=missing[0])
        earned = sum(
            (
                level.points
                for criterion in self.criteria
                for level in criterion.levels
                if level.id == marks[criterion.id]
            ),
            Decimal(0),
        )
        return quantised(out_of * earned / self.maximum)
