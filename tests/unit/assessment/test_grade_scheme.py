"""Schemes that contradict themselves are refused by name, and no formula takes long."""

import time
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    InvalidConversion,
    InvalidLetterScale,
)
from lyceum.assessment.model.conversion import Conversion
from lyceum.assessment.model.formula import DEEPEST, LONGEST, read
from lyceum.assessment.model.grade_scheme import GradeCategory, GradeItem, GradeScheme, ItemKind, formula_of
from lyceum.assessment.model.letters import NAMED_SCALES, Band, letter_of, scale_of
from lyceum.kernel.errors import DomainError, Invalid
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.samples import EXAM


def manual(id: str, **more: Any) -> GradeItem:
    return GradeItem(id=id, kind=ItemKind.MANUAL, **more)


def calculated(id: str, formula: str, **more: Any) -> GradeItem:
    return GradeItem(id=id, kind=ItemKind.CALCULATED, formula=formula_of(id, formula), **more)


def group(id: str) -> GradeCategory:
    return GradeCategory(id=id, title=LocalizedText.of(id), weight=Decimal(1))


REFUSED: dict[str, tuple[type[DomainError], dict[str, str], Callable[[], GradeScheme]]] = {
    "item-twice": (GradeItemRepeated, {"id": "a"}, lambda: GradeScheme(items=(manual("a"), manual("a")))),
    "category-twice": (GradeItemRepeated, {"id": "c"}, lambda: GradeScheme(categories=(group("c"), group("c")))),
    "code-twice": (
        GradeItemRepeated,
        {"id": "p"},
        lambda: GradeScheme(items=(manual("a", code="p"), manual("b", code="p"))),
    ),
    "code-of-a-function": (GradeItemRepeated, {"id": "max"}, lambda: GradeScheme(items=(manual("a", code="max"),))),
    "no-such-category": (
        GradeCategoryUnknown,
        {"item": "a", "category": "c"},
        lambda: GradeScheme(items=(manual("a", category="c"),)),
    ),
    "no-such-assessment": (
        GradeItemUnknown,
        {"item": "x"},
        lambda: GradeScheme(items=(GradeItem(id="x", kind=ItemKind.ASSESSMENT),)),
    ),
    "formula-of-a-manual-item": (
        FormulaMisplaced,
        {"item": "a"},
        lambda: GradeScheme(items=(manual("a", formula=read("1")),)),
    ),
    "calculated-without-formula": (
        FormulaMisplaced,
        {"item": "a"},
        lambda: GradeScheme(items=(GradeItem(id="a", kind=ItemKind.CALCULATED),)),
    ),
    "unknown-name": (
        FormulaNameUnknown,
        {"item": "f", "name": "q"},
        lambda: GradeScheme(items=(manual("a", code="p"), calculated("f", "p + q"))),
    ),
    "itself": (FormulaCycle, {"item": "f"}, lambda: GradeScheme(items=(calculated("f", "f", code="f"),))),
    "each-other": (
        FormulaCycle,
        {"item": "f"},
        lambda: GradeScheme(items=(calculated("g", "f", code="g"), calculated("f", "g", code="f"))),
    ),
    "by-nothing": (
        FormulaDividesByZero,
        {"item": "f"},
        lambda: GradeScheme(items=(calculated("f", "1 / 0"),)),
    ),
    "by-a-mark-that-can-be-nothing": (
        FormulaDividesByZero,
        {"item": "f"},
        lambda: GradeScheme(items=(manual("a", code="p"), calculated("f", "100 / p"))),
    ),
    "by-a-mark-that-can-be-half": (
        FormulaDividesByZero,
        {"item": "f"},
        lambda: GradeScheme(items=(manual("a", code="p"), calculated("f", "1 / (50 - p)"))),
    ),
    "by-a-mark-that-can-be-all": (
        FormulaDividesByZero,
        {"item": "f"},
        lambda: GradeScheme(items=(manual("a", code="p"), calculated("f", "1 / (100 - p)"))),
    ),
    "grows": (
        FormulaTooLarge,
        {"item": "f", "limit": "1000000000000"},
        lambda: GradeScheme(items=(manual("a", code="p"), calculated("f", "p*p*p*p*p*p*p"))),
    ),
    "unreadable": (
        FormulaInvalid,
        {"item": "f", "position": "3"},
        lambda: GradeScheme(items=(calculated("f", "1 %"),)),
    ),
    "too-long": (
        FormulaTooLarge,
        {"item": "f", "limit": "500"},
        lambda: GradeScheme(items=(calculated("f", " " * 501),)),
    ),
    "too-deep": (
        FormulaTooLarge,
        {"item": "f", "limit": "20"},
        lambda: GradeScheme(items=(calculated("f", "(" * 200 + "1" + ")" * 200),)),
    ),
    "too-many-parts": (
        FormulaTooLarge,
        {"item": "f", "limit": "100"},
        lambda: GradeScheme(items=(calculated("f", "+".join("1" * 60)),)),
    ),
    "letters-with-a-gap": (InvalidLetterScale, {}, lambda: GradeScheme(letters=scale_of([Band("A", Decimal(50))]))),
    "letter-twice": (
        InvalidLetterScale,
        {},
        lambda: GradeScheme(letters=scale_of([Band("A", Decimal(50)), Band("A", Decimal(0))])),
    ),
    "percentage-twice": (
        InvalidLetterScale,
        {},
        lambda: GradeScheme(letters=scale_of([Band("A", Decimal(0)), Band("B", Decimal(0))])),
    ),
}
TABLES = {
    "nothing": [],
    "no-start": [(1, 1)],
    "falls": [(0, 5), (1, 4)],
    "raw-twice": [(0, 0), (0, 1)],
    "nowhere": [(0, 0)],
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_scheme_that_contradicts_itself_is_refused_by_name(case: str) -> None:
    error, facts, make = REFUSED[case]
    with pytest.raises(error) as refused:
        make().checked({EXAM})
    assert refused.value.facts == facts


def test_what_fits_together_is_taken() -> None:
    items = (
        GradeItem(id=EXAM, kind=ItemKind.ASSESSMENT, code="exam", category="c"),
        manual("talk", code="talk"),
        calculated("sum", "if(talk = 0, exam, (exam + talk) / 2)", code="half"),
        calculated("best", "max(half, exam)"),
    )
    scheme = GradeScheme(categories=(group("c"),), items=items, letters=NAMED_SCALES["letters"])
    assert scheme.checked({EXAM}) is scheme


def test_a_category_drops_nothing_and_an_item_is_no_extra_credit_unless_somebody_says_so() -> None:
    assert group("c").drop_lowest == 0
    plain = manual("a")
    assert (plain.extra_credit, plain.published, plain.multiplier, plain.weight, plain.maximum) == (
        False,
        True,
        1,
        1,
        100,
    )


@pytest.mark.parametrize("table", TABLES)
def test_a_conversion_that_leads_nowhere_is_refused(table: str) -> None:
    with pytest.raises(InvalidConversion):
        Conversion.of([(Decimal(raw), Decimal(scaled)) for raw, scaled in TABLES[table]], item="a")


@pytest.mark.parametrize("name", NAMED_SCALES)
def test_named_scales_say_something_for_every_percentage(name: str) -> None:
    scale = NAMED_SCALES[name]
    assert all((letter_of(Decimal(percent), scale) is None) is (scale == ()) for percent in range(301))
    assert letter_of(None, scale) is None


@pytest.mark.parametrize(
    ("percent", "letter"), [("100", "A"), ("80", "A"), ("79.99", "B+"), ("75", "B+"), ("50", "D"), ("49.99", "F")]
)
def test_the_letter_is_the_highest_that_is_reached(percent: str, letter: str) -> None:
    """Source: the scale of eight letters usual at universities in Thailand."""
    assert letter_of(Decimal(percent), NAMED_SCALES["half_steps"]) == letter


@given(st.text(alphabet="0123456789.+-*/()<>=, abmaxifsum_", max_size=LONGEST + 20))
def test_whatever_is_written_is_read_or_refused_by_name_within_bounds(text: str) -> None:
    began = time.perf_counter()
    with suppress(Invalid):
        formula = read(text)
        formula.value(dict.fromkeys(formula.names, Decimal(7)))
    assert time.perf_counter() - began < 1


def test_the_worst_formula_is_computed_at_once() -> None:
    deep = "abs(" * (DEEPEST - 1) + "a*99" + ")" * (DEEPEST - 1)
    began = time.perf_counter()
    assert read(deep).value({"a": Decimal(100)}) == 9900
    assert time.perf_counter() - began < 1
