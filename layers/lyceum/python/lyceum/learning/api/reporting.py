"""Progress as devices report it, and what became of each item."""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool
from pydantic_core import PydanticCustomError

from lyceum.content.questions import PartId
from lyceum.kernel.clock import Instant
from lyceum.kernel.numbers import integer
from lyceum.learning.model.merging import Outcome, Refusal, Report
from lyceum.learning.record_progress import Recorded

MOST_SECONDS = 1_000_000

Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]


def _text(value: Any) -> Any:
    """Text only: pydantic would take a number for an instant too."""
    if not isinstance(value, str):
        raise PydanticCustomError("datetime_type", "Input should be an instant as ISO 8601 text")
    return value


Seconds = Annotated[int, integer(ge=0, le=MOST_SECONDS)]


class ReportedItem(BaseModel):
    """What a device tells of one lesson."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    lesson: PartId
    completed: StrictBool | None = Field(default=None, description="Completing is for good: false changes nothing.")
    position_seconds: Seconds | None = Field(default=None, description="Where the learner stands in the video.")
    duration_seconds: Seconds | None = Field(default=None, description="Length of the video.")
    at: Annotated[
        Instant,
        BeforeValidator(_text),
        Field(description="When it happened, by the device's clock; at most five minutes ahead of ours."),
    ]

    def report(self) -> Report:
        """For the use case."""
        return Report(self.lesson, self.at, bool(self.completed), self.position_seconds, self.duration_seconds)


class ProgressReport(BaseModel):
    """What a device has to tell since it last could. Repeats and any order are fine."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    items: Annotated[tuple[ReportedItem, ...], Field(min_length=1, max_length=100)]


class ItemResult(BaseModel):
    """What became of one item."""

    lesson: PartId
    status: Literal["recorded", "unchanged", "refused"]
    code: Refusal | None = Field(default=None, description="Why it was refused.")

    @classmethod
    def of(cls, item: ReportedItem, outcome: Outcome) -> Self:
        """From an outcome."""
        if isinstance(outcome, Refusal):
            return cls(lesson=item.lesson, status="refused", code=outcome)
        return cls(lesson=item.lesson, status=outcome.value)


class ProgressView(BaseModel):
    """A result per item, in the order sent."""

    items: list[ItemResult]
    percent: Percent | None = Field(default=None, description="Absent where only positions moved.")
    completed_at: Instant | None = None

    @classmethod
    def of(cls, report: ProgressReport, recorded: Recorded) -> Self:
        """From what was recorded."""
        pairs = zip(report.items, recorded.outcomes, strict=True)
        return cls(
            items=[ItemResult.of(item, outcome) for item, outcome in pairs],
            percent=recorded.percent,
            completed_at=recorded.completed_at,
        )
