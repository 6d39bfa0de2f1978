"""Levels of classes that a pre-test places learners in, by its percentage (RULES S4-10, X18)."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from lyceum.assessment.sittings.errors import InvalidLevels
from lyceum.content.parts import PartId
from lyceum.kernel.text import LocalizedText

MOST_LEVELS: Final = 50

Bound = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]


class ClassLevel(BaseModel):
    """A level, and the percentages that lead to it."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: PartId
    """What classes name it by."""
    title: LocalizedText
    minimum: Bound
    """It belongs to the level."""
    maximum: Bound
    """It does not, but for the highest level."""


type Levels = Sequence[ClassLevel]


def check_levels(levels: Levels) -> None:
    """Raises InvalidLevels for a level without room, one that comes twice, and two that overlap. Gaps are allowed."""
    seen: set[str] = set()
    for level in levels:
        if level.id in seen:
            raise InvalidLevels(level=level.id, why="it comes twice")
        seen.add(level.id)
        if level.minimum >= level.maximum:
            raise InvalidLevels(level=level.id, why="its minimum is not below its maximum")
    for lower, upper in pairwise(sorted(levels, key=lambda level: level.minimum)):
        if upper.minimum < lower.maximum:
            raise InvalidLevels(level=upper.id, why=f"it overlaps {lower.id}")


def level_of(percent: Decimal, levels: Levels) -> str | None:
    """The level of a percentage. None where it falls in a gap: somebody places that learner by hand."""
    highest = max((level.maximum for level in levels), default=None)
    for level in levels:
        if level.minimum <= percent < level.maximum or percent == level.maximum == highest:
            return level.id
    return None
