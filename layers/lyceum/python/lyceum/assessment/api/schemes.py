"""Schemes of gradebooks as staff send and see them."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StrictBool, StringConstraints

from lyceum.assessment.api.fields import Request, Title, View
from lyceum.assessment.api.grades import ColumnView, GradeLockView
from lyceum.assessment.model.book import Book
from lyceum.assessment.model.conversion import Conversion
from lyceum.assessment.model.grade_scheme import GradeCategory, GradeItem, GradeScheme, ItemKind, formula_of
from lyceum.assessment.model.letters import Band, scale_of
from lyceum.content.questions import PartId
from lyceum.kernel.numbers import decimal, integer
from lyceum.kernel.text import FilledLine, PlainText

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
RelativeWeight = Annotated[Decimal, decimal(whole_digits=3, places=4, both_ways=True)]
MaximumPoints = Annotated[Decimal, decimal(whole_digits=4, places=4, both_ways=True)]
Multiplier = Annotated[Decimal, decimal(whole_digits=1, places=4, both_ways=True)]
Minimum = Annotated[Decimal, decimal(whole_digits=2, places=2, both_ways=True)]
Letter = Annotated[FilledLine, StringConstraints(min_length=1, max_length=12)]
Dropped = Annotated[int, integer(ge=0, le=50)]
FormulaText = Annotated[PlainText, StringConstraints(min_length=1, max_length=500)]


class GradeCategoryPart(Request):
    """A group of items that counts as one."""

    id: PartId
    title: Title
    weight: RelativeWeight = Decimal(1)
    """Relative to the other categories and to items without one."""
    drop_lowest: Dropped = 0
    """How many of its lowest items do not count; one always does (RULES X7)."""

    def category(self) -> GradeCategory:
        """As the domain has it."""
        return GradeCategory(id=self.id, title=self.title.text(), weight=self.weight, drop_lowest=self.drop_lowest)

    @classmethod
    def of(cls, category: GradeCategory) -> "GradeCategoryPart":
        """From the domain."""
        title = Title(dict(category.title.root))
        return cls(id=category.id, title=title, weight=category.weight, drop_lowest=category.drop_lowest)


class ConversionRow(Request):
    """From so many raw points on there are so many scaled ones (RULES S4-14)."""

    raw: MaximumPoints
    scaled: MaximumPoints


class GradeItemPart(Request):
    """One column of the gradebook."""

    id: PartId
    """Of an assessment its own; of another item what its author calls it, for good."""
    kind: ItemKind
    title: Title | None = None
    """Of an assessment, its own is shown."""
    category: PartId | None = None
    weight: RelativeWeight = Decimal(1)
    maximum: MaximumPoints = Decimal(100)
    """Points that can be earned; of an assessment, its own count."""
    extra_credit: StrictBool = False
    multiplier: Multiplier = Decimal(1)
    published: StrictBool = True
    """An item that is not does not count, and learners do not see it."""
    code: Code | None = None
    """Its name in formulas."""
    formula: FormulaText | None = None
    """Of a calculated item. What a learner is excused from is left out of `mean`, `min` and `max`; where the formula
    needs it otherwise, or no item is left, the calculated item is not asked of them either. What is only missing counts
    as nothing in the final grade, and leaves the item out of the current one.
    """
    conversion: Annotated[list[ConversionRow], Field(max_length=200)] | None = None

    def item(self) -> GradeItem:
        """As the domain has it. Raises FormulaInvalid, FormulaTooLarge, InvalidConversion."""
        rows = self.conversion
        return GradeItem(
            id=self.id,
            kind=self.kind,
            title=self.title.text() if self.title is not None else None,
            category=self.category,
            weight=self.weight,
            maximum=self.maximum,
            extra_credit=self.extra_credit,
            multiplier=self.multiplier,
            published=self.published,
            code=self.code,
            formula=formula_of(self.id, self.formula) if self.formula is not None else None,
            conversion=Conversion.of([(row.raw, row.scaled) for row in rows], item=self.id)
            if rows is not None
            else None,
        )

    @classmethod
    def of(cls, item: GradeItem) -> "GradeItemPart":
        """From the domain."""
        rows = item.conversion.rows if item.conversion is not None else None
        return cls(
            id=item.id,
            kind=item.kind,
            title=Title(dict(item.title.root)) if item.title is not None else None,
            category=item.category,
            weight=item.weight,
            maximum=item.maximum,
            extra_credit=item.extra_credit,
            multiplier=item.multiplier,
            published=item.published,
            code=item.code,
            formula=item.formula.text if item.formula is not None else None,
            conversion=[ConversionRow(raw=raw, scaled=scaled) for raw, scaled in rows] if rows is not None else None,
        )


class LetterPart(Request):
    """A letter, and the least percentage that gets it."""

    letter: Letter
    minimum: Minimum


class SchemeRequest(Request):
    """How a course's grade comes about. Assessments that are not named count by their own weight."""

    categories: Annotated[list[GradeCategoryPart], Field(max_length=50)] = []
    items: Annotated[list[GradeItemPart], Field(max_length=300)] = []
    letters: Annotated[list[LetterPart], Field(max_length=30)] = []
    """None: no letters are given."""

    def scheme(self) -> GradeScheme:
        """As the domain has it. Raises FormulaInvalid, FormulaTooLarge, InvalidConversion, InvalidLetterScale."""
        return GradeScheme(
            categories=tuple(category.category() for category in self.categories),
            items=tuple(item.item() for item in self.items),
            letters=scale_of([Band(each.letter, each.minimum) for each in self.letters]),
        )


class SchemeView(View):
    """A course's gradebook apart from its rows."""

    course: str
    categories: list[GradeCategoryPart]
    items: list[GradeItemPart]
    letters: list[LetterPart]
    assessments: list[ColumnView]
    """What the course has, named above or not."""
    lock: GradeLockView | None = None
    revision: int

    @classmethod
    def of(cls, book: Book) -> "SchemeView":
        """From the domain."""
        lock = (
            GradeLockView(by=book.lock.by, at=book.lock.at, reason=book.lock.reason) if book.lock is not None else None
        )
        return cls(
            course=book.course,
            categories=[GradeCategoryPart.of(category) for category in book.scheme.categories],
            items=[GradeItemPart.of(item) for item in book.scheme.items],
            letters=[LetterPart(letter=band.letter, minimum=band.minimum) for band in book.scheme.letters],
            assessments=[ColumnView.of(column) for _, column in sorted(book.columns.items())],
            lock=lock,
            revision=book.rev,
        )
