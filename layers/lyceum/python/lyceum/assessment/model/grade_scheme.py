"""How a course's grade comes about: categories and items with their weights, and the scale of letters.

Source: RULES S1-28, X5 (categories are ours to add), X7 (what drops the lowest is a category, not an item).
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lyceum.assessment.gradebooks.errors import (
    FormulaCycle,
    FormulaDividesByZero,
    FormulaInvalid,
    FormulaMisplaced,
    FormulaNameUnknown,
    FormulaTooLarge,
    GradeCategoryUnknown,
    GradeItemRepeated,
    GradeItemUnknown,
)
from lyceum.assessment.model.conversion import Conversion
from lyceum.assessment.model.formula import RESERVED, Formula, read
from lyceum.assessment.model.letters import Scale
from lyceum.kernel.text import LocalizedText

ONE, ZERO, HUNDRED = Decimal(1), Decimal(0), Decimal(100)
PROBES = (ZERO, Decimal(50), HUNDRED)
"""Marks that a formula must stand if all its items have them: nothing handed in, half of it, all of it."""


class ItemKind(StrEnum):
    """What an item's mark comes from (RULES S1-28)."""

    ASSESSMENT = "assessment"
    """Graded attempts; the item's id is the assessment's."""
    ACTIVITY = "activity"
    PARTICIPATION = "participation"
    MANUAL = "manual"
    """As activity and participation: somebody gives points."""
    CALCULATED = "calculated"
    """A formula over other items."""

    @property
    def by_hand(self) -> bool:
        """Whether only people give its points."""
        return self in (ItemKind.ACTIVITY, ItemKind.PARTICIPATION, ItemKind.MANUAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeCategory:
    """A group of items that counts as one."""

    id: str
    title: LocalizedText
    weight: Decimal
    """Relative to the other categories and to items without one."""
    drop_lowest: int = 0
    """How many of its lowest items do not count; one always does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeItem:
    """One column of the gradebook."""

    id: str
    kind: ItemKind
    title: LocalizedText | None = None
    """Of an assessment, its own."""
    category: str | None = None
    weight: Decimal = ONE
    """Relative to the other items of its category, or to the categories."""
    maximum: Decimal = HUNDRED
    """Points that can be earned; of an assessment, its own."""
    extra_credit: bool = False
    """It adds to the others and costs nothing where it is missing."""
    multiplier: Decimal = ONE
    published: bool = True
    """An unpublished item does not count, and learners do not see it."""
    code: str | None = None
    """Its name in formulas."""
    formula: Formula | None = None
    conversion: Conversion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeScheme:
    """What somebody has said about a course's grade. Assessments that it does not name count by their own weight."""

    categories: tuple[GradeCategory, ...] = ()
    items: tuple[GradeItem, ...] = ()
    letters: Scale = ()

    def checked(self, assessments: Collection[str]) -> "GradeScheme":
        """The scheme, for a course that has these assessments, if no rule is against it.

        Raises GradeItemRepeated, GradeCategoryUnknown, GradeItemUnknown, FormulaMisplaced, FormulaNameUnknown,
        FormulaCycle, FormulaDividesByZero, FormulaTooLarge.
        """
        demand_once([category.id for category in self.categories])
        demand_once([item.id for item in self.items])
        demand_once([*(item.code for item in self.items if item.code is not None), *RESERVED])
        known = {category.id for category in self.categories}
        for item in self.items:
            if item.category is not None and item.category not in known:
                raise GradeCategoryUnknown(item=item.id, category=item.category)
            if item.kind is ItemKind.ASSESSMENT and item.id not in assessments:
                raise GradeItemUnknown(item=item.id)
            if (item.formula is None) is (item.kind is ItemKind.CALCULATED):
                raise FormulaMisplaced(item=item.id)
        self._check_formulas()
        return self

    def _check_formulas(self) -> None:
        codes = {item.code: item for item in self.items if item.code is not None}
        for item in self.items:
            for name in item.formula.names if item.formula is not None else ():
                if name not in codes:
                    raise FormulaNameUnknown(item=item.id, name=name)
        for item in in_order_of_need(self.items):
            if item.formula is not None:
                _probe(item.id, item.formula)


def _probe(item: str, formula: Formula) -> None:
    for probe in PROBES:
        try:
            formula.value(dict.fromkeys(formula.names, probe))
        except FormulaDividesByZero as error:
            raise FormulaDividesByZero(item=item) from error
        except FormulaTooLarge as error:
            raise FormulaTooLarge(item=item, limit=error.facts["limit"]) from error


def formula_of(item: str, text: str) -> Formula:
    """The formula of an item. Raises FormulaInvalid, FormulaTooLarge, each with the item's id."""
    try:
        return read(text)
    except FormulaInvalid as error:
        raise FormulaInvalid(item=item, position=error.facts["position"]) from error
    except FormulaTooLarge as error:
        raise FormulaTooLarge(item=item, limit=error.facts["limit"]) from error


def _needs(items: Sequence[GradeItem]) -> dict[str, set[str]]:
    """Which items each one's formula names, by id."""
    codes = {item.code: item.id for item in items if item.code is not None}
    named = {item.id: item.formula.names if item.formula else () for item in items}
    return {id: {codes[name] for name in names} for id, names in named.items()}


def in_order_of_need(items: Sequence[GradeItem]) -> Iterator[GradeItem]:
    """Each item after those that its formula names. Raises FormulaCycle for items that need each other."""
    waiting = _needs(items)
    by_id = {item.id: item for item in items}
    while waiting:
        ready = [id for id, needs in waiting.items() if not needs & waiting.keys()]
        if not ready:
            raise FormulaCycle(item=min(waiting))
        for id in ready:
            del waiting[id]
            yield by_id[id]


def demand_once(ids: Sequence[str]) -> None:
    """Raises GradeItemRepeated for an id, or a code, that stands there twice."""
    for id, count in Counter(ids).items():
        if count > 1:
            raise GradeItemRepeated(id=id)
