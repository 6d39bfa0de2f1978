"""What learning tells."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from lyceum.kernel.events import Event
from lyceum.kernel.ids import Id

Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]


class LearningOpened(Event, context="learning"):
    """A course is open to a learner, on this version of it."""

    learner: Id
    course: Id
    version: int


class ProgressMoved(Event, context="learning"):
    """The share of required items that a learner has done is another one now."""

    learner: Id
    course: Id
    percent: Percent


class CourseCompleted(Event, context="learning"):
    """A learner met the course's criteria. Told once for each learner and course (RULES S1-19)."""

    learner: Id
    course: Id
    version: int
    percent: Percent
