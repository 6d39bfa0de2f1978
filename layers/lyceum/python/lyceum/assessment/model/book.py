"""A course's gradebook apart from its rows: the columns there are, what counts, and whether it is locked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from lyceum.assessment.model.grade_scheme import HUNDRED, GradeItem, GradeScheme, ItemKind
from lyceum.assessment.model.gradebook import AssessmentResult
from lyceum.assessment.model.settings import ResultsShown
from lyceum.kernel.text import LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An assessment as the gradebook knows it."""

    assessment: str
    number: int
    """Its place in packed rows: never another one's, whatever becomes of either."""
    rev: int = 0
    """Revision of the assessment; 0 where only a result was heard of."""
    title: LocalizedText | None = None
    lesson: str = ""
    kind: str = ""
    weight: Decimal
    graded: bool = True
    """Practice and what weighs nothing is not."""
    live: bool = True
    """Learners can take it: what they have not handed in counts as nothing in the end."""
    maximum: Decimal = HUNDRED
    results: ResultsShown = ResultsShown.IMMEDIATELY
    due_at: datetime | None = None
    available_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """Who closed something, when and why."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Book:
    """The columns of a course, and its scheme."""

    course: str
    columns: Mapping[str, Column] = field(default_factory=dict)
    """By assessment."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Numbers of items that are no assessments, those of former ones too."""
    scheme: GradeScheme = field(default_factory=GradeScheme)
    lock: Lock | None = None
    rules: int = 0
    """Rises with whatever rows have to be computed anew for."""
    rev: int = 0
    """0 before it was ever kept; its ETag."""

    @classmethod
    def of_facts(cls, course: str, results: Mapping[str, AssessmentResult]) -> "Book":
        """What a row tells by itself that was kept before there were gradebooks: rows of such a course are its own."""
        known = enumerate(sorted(results.items()))
        columns = {id: Column(assessment=id, number=number, weight=one.weight) for number, (id, one) in known}
        return cls(course=course, columns=columns)

    @cached_property
    def items(self) -> Sequence[GradeItem]:
        """All that can be graded: what the scheme names, then assessments that it does not, by id."""
        named = {item.id for item in self.scheme.items}
        listed = [self._seen(item) for item in self.scheme.items if self._there(item)]
        others = [self._unlisted(column) for id, column in sorted(self.columns.items()) if id not in named]
        return (*listed, *others)

    @cached_property
    def by_id(self) -> Mapping[str, GradeItem]:
        """The same items."""
        return {item.id: item for item in self.items}

    def counts(self, item: GradeItem) -> bool:
        """Whether it is part of anybody's grade."""
        if not item.published:
            return False
        column = self.columns.get(item.id)
        return column is None or (column.graded and column.live)

    def number(self, item: str) -> int | None:
        """Its place in packed rows."""
        column = self.columns.get(item)
        return column.number if column is not None else self.numbers.get(item)

    def with_columns(self, found: Sequence[Column]) -> "Book":
        """With what is newly known of assessments; older news change nothing.

        The rules rise where a grade could: with a title alone they do not.
        """
        columns, matters = dict(self.columns), False
        for new in found:
            old = columns.get(new.assessment)
            if old is not None and (old.rev >= new.rev and old.rev > 0):
                continue
            number = old.number if old is not None else self._next(columns)
            columns[new.assessment] = replace(new, number=number)
            matters = matters or old is None or _matters(old) != _matters(new)
        if columns == self.columns:
            return self
        return replace(self, columns=columns, rules=self.rules + matters)

    def with_scheme(self, scheme: GradeScheme) -> "Book":
        """With another scheme. Raises what `GradeScheme.checked` does; the same scheme changes nothing."""
        if scheme == self.scheme:
            return self
        numbers = dict(self.numbers)
        for item in scheme.checked(self.columns).items:
            if item.id not in self.columns and item.id not in numbers:
                numbers[item.id] = self._next(self.columns, numbers)
        return replace(self, scheme=scheme, numbers=numbers, rules=self.rules + 1)

    def without(self, assessments: Collection[str]) -> "Book":
        """In which these assessments count for nothing, as in practice."""
        columns = {id: replace(one, graded=one.graded and id not in assessments) for id, one in self.columns.items()}
        return replace(self, columns=columns)

    def locked(self, lock: Lock | None) -> "Book":
        """Closed, or open again."""
        return replace(self, lock=lock, rules=self.rules + 1)

    def _there(self, item: GradeItem) -> bool:
        return item.kind is not ItemKind.ASSESSMENT or item.id in self.columns

    def _seen(self, item: GradeItem) -> GradeItem:
        column = self.columns.get(item.id)
        return item if column is None else replace(item, title=column.title, maximum=column.maximum)

    def _unlisted(self, column: Column) -> GradeItem:
        return GradeItem(
            id=column.assessment,
            kind=ItemKind.ASSESSMENT,
            title=column.title,
            weight=column.weight,
            maximum=column.maximum,
        )

    def _next(self, columns: Mapping[str, Column], numbers: Mapping[str, int] | None = None) -> int:
        taken = [column.number for column in columns.values()]
        return max((*taken, *(self.numbers if numbers is None else numbers).values()), default=-1) + 1


def _matters(column: Column) -> tuple[Decimal, bool, bool, Decimal, bool]:
    return column.weight, column.graded, column.live, column.maximum, column.results.withholds
