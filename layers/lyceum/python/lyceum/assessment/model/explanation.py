"""A grade explained: every step, from the points to the letter, so that anybody can do it again on paper."""

from collections.abc import Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from lyceum.assessment.model.book import Book
from lyceum.assessment.model.course_grade import Grade, Total
from lyceum.assessment.model.grade_scheme import GradeItem, ItemKind
from lyceum.assessment.model.grade_steps import Standing, Step
from lyceum.kernel.text import LocalizedText


class ExplainedStep(BaseModel):
    """One step: what it is, the arithmetic, what it comes to."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    what: str
    how: str
    result: str

    @classmethod
    def of(cls, step: Step) -> "ExplainedStep":
        """From the computation."""
        return cls(what=step.what, how=step.how, result=step.result)


class ExplainedItem(BaseModel):
    """An item, and how its percentage comes about."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    item: str
    kind: ItemKind
    title: LocalizedText | None = None
    category: str | None = None
    weight: Decimal
    extra_credit: bool = False
    counts: bool
    """Unpublished items, drafts and practice do not."""
    excused: bool = False
    overridden: bool = False
    percent: Decimal | None = None
    dropped_now: bool = False
    """From the current grade, by its category."""
    dropped_finally: bool = False
    steps: list[ExplainedStep]

    @classmethod
    def of(cls, item: GradeItem, found: Standing, grade: Grade, *, counts: bool) -> "ExplainedItem":
        """From the computation."""
        return cls(
            item=item.id,
            kind=item.kind,
            title=item.title,
            category=item.category,
            weight=item.weight,
            extra_credit=item.extra_credit,
            counts=counts,
            excused=found.excused,
            overridden=found.overridden,
            percent=found.percent,
            dropped_now=item.id in grade.current.dropped,
            dropped_finally=item.id in grade.final.dropped,
            steps=[ExplainedStep.of(step) for step in found.steps],
        )


class ExplainedTotal(BaseModel):
    """The current or the final grade, from the categories to the letter."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    percent: Decimal | None = None
    letter: str | None = None
    steps: list[ExplainedStep]

    @classmethod
    def of(cls, total: Total) -> "ExplainedTotal":
        """From the computation."""
        steps = [ExplainedStep.of(step) for step in total.steps]
        return cls(percent=total.percent, letter=total.letter, steps=steps)


class Explained(BaseModel):
    """A grade with every step."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    items: list[ExplainedItem]
    current: ExplainedTotal
    """Of what is graded."""
    final: ExplainedTotal
    """With what is missing as nothing."""

    @classmethod
    def of(cls, book: Book, grade: Grade) -> "Explained":
        """From the computation."""
        items = [
            ExplainedItem.of(item, grade.standings[item.id], grade, counts=book.counts(item)) for item in book.items
        ]
        return cls(items=items, current=ExplainedTotal.of(grade.current), final=ExplainedTotal.of(grade.final))

    def without(self, hidden: Sequence[str] | frozenset[str]) -> "Explained":
        """Without items that its reader may not see; they do not count, so the sums say nothing of them."""
        return self.model_copy(update={"items": [item for item in self.items if item.item not in hidden]})

    def without_sums(self) -> "Explained":
        """Without the arithmetic of the totals, which says what each item came to."""
        totals = {name: getattr(self, name).model_copy(update={"steps": []}) for name in ("current", "final")}
        return self.model_copy(update=totals)
