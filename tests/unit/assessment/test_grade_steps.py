"""What one item is worth to one learner, and every step to it in arithmetic that can be done again on paper."""

from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment.model.conversion import Conversion
from lyceum.assessment.model.formula import read
from lyceum.assessment.model.grade_scheme import GradeItem, ItemKind
from lyceum.assessment.model.grade_steps import Standing, Step, bounded, calculated, overridden, plain, standing
from lyceum.assessment.model.gradebook import AssessmentResult, AttemptResult, Mark
from lyceum.assessment.model.settings import ScorePolicy
from tests.unit.assessment.gradebooks import TUTOR
from tests.unit.assessment.samples import EXAM, NOON

EXCUSED = Standing(excused=True, steps=(Step("excused", "", ""),))


def given(points: str | None) -> Mark:
    return Mark(Decimal(points) if points is not None else None, TUTOR, NOON)


def talk(**more: Any) -> GradeItem:
    return GradeItem(id="talk", kind=ItemKind.PARTICIPATION, **{"maximum": Decimal(20), **more})


def exam(**more: Any) -> GradeItem:
    return GradeItem(id=EXAM, kind=ItemKind.ASSESSMENT, **{"maximum": Decimal(40), **more})


def total(formula: str, **more: Any) -> GradeItem:
    return GradeItem(id="sum", kind=ItemKind.CALCULATED, formula=read(formula), **more)


def attempts(policy: ScorePolicy, *told: tuple[str, str | None]) -> AssessmentResult:
    """Percent and points of each."""
    results = {
        number: AttemptResult(1, Decimal(percent), None if points is None else Decimal(points))
        for number, (percent, points) in enumerate(told, 1)
    }
    return AssessmentResult(Decimal(1), policy, Decimal(60), results)


def table(*rows: tuple[int, int]) -> Conversion:
    return Conversion.of([(Decimal(raw), Decimal(scaled)) for raw, scaled in rows], item="talk")


SCALED = table((0, 0), (5, 10), (10, 30))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("0.00", "0"),
        ("-0", "0"),
        ("100", "100"),
        ("1E+2", "100"),
        ("66.660", "66.66"),
        ("0.123456", "0.123456"),
        ("0.1234565", "0.123456"),  # halves to even
        ("0.1234567", "0.123457"),
        ("0.0000001", "0"),
        ("-2.5000000", "-2.5"),
    ],
)
def test_a_number_is_written_without_exponent_and_with_six_places_at_most(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


@pytest.mark.parametrize(
    ("percent", "expected"),
    [("-0.01", "0"), ("0", "0"), ("1", "1"), ("66.665", "66.66"), ("100", "100"), ("100.01", "100")],
)
def test_a_percentage_lies_between_nothing_and_a_hundred_with_two_places(percent: str, expected: str) -> None:
    assert bounded(Decimal(percent)) == Decimal(expected)


@pytest.mark.parametrize(
    ("item", "points", "percent", "steps"),
    [
        (talk(), "15", "75", [("points", "15 / 20 * 100", "75")]),
        (talk(), "0", "0", [("points", "0 / 20 * 100", "0")]),
        (talk(), "25", "100", [("points", "25 / 20 * 100", "100")]),
        (talk(maximum=Decimal(0)), "0", "100", [("points", "0 / 0 * 100", "100")]),
        (talk(maximum=Decimal(1)), "0.5", "50", [("points", "0.5 / 1 * 100", "50")]),
        (talk(maximum=Decimal("0.5")), "0.25", "50", [("points", "0.25 / 0.5 * 100", "50")]),
        (
            talk(multiplier=Decimal("1.5")),
            "8",
            "60",
            [("points", "8 / 20 * 100", "40"), ("multiplier", "min(40 * 1.5, 100)", "60")],
        ),
        (
            talk(conversion=SCALED),
            "7.5",
            "33.33",
            [("conversion", "raw 7.5 -> scaled 10; / 30 * 100", "33.33")],
        ),
        (
            talk(conversion=SCALED, multiplier=Decimal(4)),
            "5",
            "100",
            [("conversion", "raw 5 -> scaled 10; / 30 * 100", "33.33"), ("multiplier", "min(33.33 * 4, 100)", "100")],
        ),
    ],
)
def test_points_that_people_give(item: GradeItem, points: str, percent: str, steps: list[tuple[str, str, str]]) -> None:
    found = standing(item, None, given(points))
    assert found == Standing(Decimal(percent), steps=tuple(Step(*step) for step in steps))


def test_nothing_is_there_to_count_before_anybody_gave_points_or_was_graded() -> None:
    nothing = Standing(None, excused=False, overridden=False, steps=())
    assert standing(talk(), None, None) == nothing
    assert standing(exam(), None, None) == nothing
    assert standing(exam(), attempts(ScorePolicy.HIGHEST), None) == nothing
    assert calculated(GradeItem(id="sum", kind=ItemKind.CALCULATED), {}, (), None) == nothing


def test_who_is_excused_has_no_percentage_whatever_else_there_is() -> None:
    assert standing(talk(), None, given(None)) == EXCUSED
    assert standing(exam(), attempts(ScorePolicy.HIGHEST, ("80", "32")), given(None)) == EXCUSED
    assert calculated(total("1"), {}, (), given(None)) == EXCUSED


def test_each_attempt_is_a_step_and_the_policy_says_which_count() -> None:
    told = attempts(ScorePolicy.AVERAGE, ("80", "32"), ("65", "26"))
    found = standing(exam(multiplier=Decimal("1.2")), told, None)
    assert found == Standing(
        Decimal(87),
        steps=(
            Step("attempt", "attempt 1", "80"),
            Step("attempt", "attempt 2", "65"),
            Step("policy", "average(80, 65)", "72.5"),
            Step("multiplier", "min(72.5 * 1.2, 100)", "87"),
        ),
    )


def test_attempts_are_converted_by_their_points_or_else_by_their_percentage() -> None:
    """Of 40 points 24.99 % is 9.996, shown as 10.00: the last row. Told points are taken as they are."""
    told = attempts(ScorePolicy.HIGHEST, ("24.99", None), ("24.99", "9.996"))
    found = standing(exam(conversion=SCALED), told, None)
    assert found == Standing(
        Decimal(100),
        steps=(
            Step("attempt", "attempt 1", "24.99"),
            Step("conversion", "raw 10 -> scaled 30; / 30 * 100", "100"),
            Step("attempt", "attempt 2", "24.99"),
            Step("conversion", "raw 9.996 -> scaled 10; / 30 * 100", "33.33"),
            Step("policy", "highest(100, 33.33)", "100"),
        ),
    )


def test_a_persons_points_take_the_place_of_what_was_computed() -> None:
    """Neither conversion nor multiplier touches them."""
    item = exam(conversion=SCALED, multiplier=Decimal(2))
    step = Step("override", "30 / 40 * 100", "75")
    assert standing(item, None, given("30")) == Standing(Decimal(75), overridden=True, steps=(step,))
    kept = Standing(Decimal(10), steps=(Step("formula", "10", "10"),))
    assert overridden(item, given("30"), kept) == Standing(Decimal(75), overridden=True, steps=(*kept.steps, step))
    formula = total("10", maximum=Decimal(40))
    assert calculated(formula, {}, (), given("30")) == Standing(Decimal(75), overridden=True, steps=(*kept.steps, step))
    nothing = Step("override", "0 / 40 * 100", "0")
    assert overridden(item, given("0"), kept) == Standing(Decimal(0), overridden=True, steps=(*kept.steps, nothing))


@pytest.mark.parametrize(
    ("formula", "percent", "how", "result"),
    [
        ("7 * 6", "42", "7 * 6", "42"),
        ("quiz * 2", "100", "quiz * 2 with quiz = 80.5", "100"),
        ("quiz - lab", "40.5", "quiz - lab with quiz = 80.5, lab = 40", "40.5"),
        ("lab - quiz", "0", "lab - quiz with lab = 40, quiz = 80.5", "0"),
        ("quiz + later", None, "quiz + later", "later is missing"),
        ("quiz + unknown", None, "quiz + unknown", "unknown is missing"),
        ("lab / (quiz - 80.5)", None, "lab / (quiz - 80.5) with lab = 40, quiz = 80.5", "formula-divides-by-zero"),
        ("lab*lab*lab*lab*lab*lab*lab*lab", None, "lab*lab*lab*lab*lab*lab*lab*lab with lab = 40", "formula-too-large"),
    ],
)
def test_a_formula_shows_what_it_was_given(formula: str, percent: str | None, how: str, result: str) -> None:
    values = {"quiz": Decimal("80.5"), "lab": Decimal(40), "later": None}
    expected = None if percent is None else Decimal(percent)
    assert calculated(total(formula), values, (), None) == Standing(expected, steps=(Step("formula", how, result),))


@pytest.mark.parametrize(
    ("formula", "percent", "how", "result"),
    [
        ("mean(quiz, lab)", "80.5", "mean(quiz, lab) with quiz = 80.5, lab excused", "80.5"),
        ("quiz + lab", None, "quiz + lab with quiz = 80.5, lab excused", "excused"),
        ("lab", None, "lab with lab excused", "excused"),
        ("max(quiz / 0, lab)", None, "max(quiz / 0, lab) with quiz = 80.5, lab excused", "formula-divides-by-zero"),
        ("lab + later", None, "lab + later", "later is missing"),
    ],
)
def test_a_formula_says_what_the_learner_is_excused_from(
    formula: str, percent: str | None, how: str, result: str
) -> None:
    values = {"quiz": Decimal("80.5"), "lab": None, "later": None}
    expected = None if percent is None else Decimal(percent)
    found = calculated(total(formula, multiplier=Decimal(1)), values, {"lab"}, None)
    assert found == Standing(expected, excused=result == "excused", steps=(Step("formula", how, result),))


def test_who_has_points_for_a_total_is_not_excused_from_it_though_its_parts_are() -> None:
    found = calculated(total("lab * 2"), {"lab": None}, {"lab"}, given("30"))
    steps = Step("formula", "lab * 2 with lab excused", "excused"), Step("override", "30 / 100 * 100", "30")
    assert found == Standing(Decimal(30), excused=False, overridden=True, steps=steps)


def test_the_multiplier_of_a_calculated_item_comes_after_its_formula() -> None:
    found = calculated(total("40", multiplier=Decimal("0.5")), {}, (), None)
    steps = Step("formula", "40", "40"), Step("multiplier", "min(40 * 0.5, 100)", "20")
    assert found == Standing(Decimal(20), steps=steps)
