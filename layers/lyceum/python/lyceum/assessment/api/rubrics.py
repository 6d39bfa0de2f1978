"""Rubrics that are used again, as authors send and see them."""

from pydantic import Field, StrictBool

from lyceum.assessment.api.fields import Card, Request, Title, Total, View
from lyceum.assessment.model.kept_rubric import KeptRubric
from lyceum.assessment.model.rubric import Rubric
from lyceum.kernel.changes import Change
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id
from lyceum.kernel.text import LocalizedText


class NewRubric(Request):
    """A rubric to keep."""

    title: Title
    course: Id | None = None
    """The course that it belongs to; without one it is the whole school's."""
    rubric: Rubric


class ChangedRubric(Change):
    """What to change; what is not named stays."""

    title: Title | None = None
    rubric: Rubric | None = None
    retired: StrictBool | None = None


class RubricView(View):
    """A rubric."""

    id: str
    title: LocalizedText
    course: str | None = None
    rubric: Rubric
    maximum: Total
    """Points of the best level of each criterion together."""
    retired: bool
    made_at: Instant
    revision: int

    @classmethod
    def of(cls, kept: KeptRubric) -> "RubricView":
        """From the domain."""
        return cls(
            id=kept.id,
            title=kept.title,
            course=kept.course,
            rubric=kept.rubric,
            maximum=kept.rubric.maximum,
            retired=kept.retired,
            made_at=kept.made_at,
            revision=kept.rev,
        )


class RubricCard(View):
    """A rubric in a list."""

    id: str
    title: LocalizedText
    course: str | None = None
    criteria: int = Field(description="How many it has.")
    maximum: Total
    retired: bool

    @classmethod
    def of(cls, card: Card) -> "RubricCard":
        """From a card."""
        return cls(
            id=card["id"],
            title=LocalizedText(card["title"]),
            course=card.get("course"),
            criteria=card["criteria"],
            maximum=card["maximum"],
            retired=card["retired"],
        )


class RubricPage(View):
    """Some rubrics."""

    items: list[RubricCard]
    next_cursor: str | None = None
