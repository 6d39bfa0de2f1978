"""Formulas at their bounds: how much may stand in one, how exactly it is computed, and where a fault is."""

from decimal import ROUND_UP, Decimal, localcontext

import pytest

from lyceum.assessment.gradebooks.errors import FormulaDividesByZero, FormulaInvalid, FormulaTooLarge
from lyceum.assessment.model.formula import DEEPEST, GREATEST, LONGEST, MOST_PARTS, RESERVED, read

TRILLION = Decimal(10) ** 12


def value(text: str, **values: int | str) -> Decimal:
    found = read(text).value({name: Decimal(given) for name, given in values.items()})
    assert found is not None, "nothing is excused"
    return found


def position(text: str) -> str:
    with pytest.raises(FormulaInvalid) as refused:
        read(text)
    (fact,) = refused.value.facts.items()
    assert fact[0] == "position"
    return fact[1]


def limit(text: str, **values: int | str) -> str:
    with pytest.raises(FormulaTooLarge) as refused:
        value(text, **values)
    (fact,) = refused.value.facts.items()
    assert fact[0] == "limit"
    return fact[1]


def test_the_bounds_are_those_of_the_documentation() -> None:
    assert (LONGEST, MOST_PARTS, DEEPEST, GREATEST) == (500, 100, 20, TRILLION)
    assert {"abs", "if", "max", "mean", "min", "round", "sum"} == RESERVED


def test_a_formula_has_500_characters() -> None:
    assert value("7" + " " * 499) == 7
    assert limit("7" + " " * 500) == "500"


@pytest.mark.parametrize(
    ("most", "more"),
    [
        ("-" + "+".join("1" * 50), "--" + "+".join("1" * 50)),  # 50 numbers, 49 signs between them, and those before
        ("max(" + ",".join("1" * 99) + ")", "max(" + ",".join("1" * 100) + ")"),
        ("a*-" + "*".join("a" * 49), "a*--" + "*".join("a" * 49)),
        ("1=-1" + "+0" * 48, "1=--1" + "+0" * 48),
    ],
)
def test_a_formula_has_a_hundred_parts(most: str, more: str) -> None:
    assert abs(value(most, a=1)) <= 100
    assert limit(more, a=1) == "100"


@pytest.mark.parametrize(("before", "after"), [("(", ")"), ("abs(", ")"), ("-", ""), ("max(0,", ")")])
def test_a_formula_is_twenty_deep(before: str, after: str) -> None:
    read(before * 20 + "1" + after * 20)
    assert limit(before * 21 + "1" + after * 21) == "20"


def test_what_stands_side_by_side_is_not_deep() -> None:
    assert value(" + ".join(["(1)"] * 30)) == 30
    assert value("-1 * -1 * -1 + -1 - -1") == -1


@pytest.mark.parametrize("sign", ["", "-"])
def test_no_step_exceeds_a_trillion_either_way(sign: str) -> None:
    assert value(f"{sign}a * 1000", a=10**9) == Decimal(f"{sign}1e12")
    assert limit(f"({sign}a * 1000 * 1.000001) / 1000", a=10**9) == "1000000000000"


def test_what_is_far_too_large_to_be_computed_is_too_large() -> None:
    assert limit("a * a", a="1e999999") == "1000000000000"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 / 3", "0.3333333333333333333333333333"),  # 28 digits
        ("2 / 3", "0.6666666666666666666666666667"),
        ("mean(1, 1, 2)", "1.333333333333333333333333333"),
        ("sum(0.1, 0.2)", "0.3"),
        ("a - 0.1", "9999999.9"),
    ],
)
def test_it_is_computed_in_decimals_of_28_digits(text: str, expected: str) -> None:
    assert value(text, a=10**7) == Decimal(expected)


def test_it_is_computed_the_same_whatever_the_thread_makes_of_decimals() -> None:
    formula = read("round(abs(a) + -b - -mean(a, b) * 3 / 7, 2)")
    given = {"a": Decimal("-1234.567891"), "b": Decimal("98765.432109")}
    expected = formula.value(given)
    assert expected == Decimal("-76631.39")  # 1234.567891 - 98765.432109 + 48765.432109 * 3 / 7 = -76631.3933
    with localcontext(prec=3, rounding=ROUND_UP):
        assert formula.value(given) == expected


@pytest.mark.parametrize(
    ("sign", "less", "same", "greater"),
    [("=", 0, 1, 0), ("<>", 1, 0, 1), ("<", 1, 0, 0), ("<=", 1, 1, 0), (">", 0, 0, 1), (">=", 0, 1, 1)],
)
def test_a_comparison_is_one_where_it_is_true_and_else_nothing(sign: str, less: int, same: int, greater: int) -> None:
    found = [value(f"a {sign} 5", a=given) for given in (4, 5, 6)]
    assert found == [less, same, greater]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("round(2.5)", "2"),
        ("round(3.5)", "4"),
        ("round(-2.5)", "-2"),
        ("round(a, 0)", "3"),
        ("round(a, 2)", "3.14"),
        ("round(a, 2.9)", "3.14"),  # whole places
        ("round(a, 6)", "3.141592"),
        ("round(a, 9)", "3.141592"),  # six are the most
        ("round(a, -3)", "3"),  # and none the least
    ],
)
def test_rounding_is_to_none_up_to_six_places_halves_to_even(text: str, expected: str) -> None:
    assert str(value(text, a="3.1415921")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abs(-3)", 3),
        ("abs(3)", 3),
        ("min(7)", 7),
        ("max(7)", 7),
        ("sum(7)", 7),
        ("mean(7)", 7),
        ("mean(1, 2, 3, 6)", 3),
        ("if(0.5, 1, 2)", 1),
        ("if(-1, 1, 2)", 1),
        ("if(0, 1 / 0, 2)", 2),
        ("if(1 > 2, 1, if(2 > 1, 3, 4))", 3),
        ("2 * -3", -6),
        ("6 / -3", -2),
        ("-2 + 3 * 2 - 1", 3),
        ("1 + 1 = 2", 1),
        ("2 = 1 + 1", 1),
    ],
)
def test_functions_and_signs_do_what_they_say(text: str, expected: int) -> None:
    assert value(text) == expected


@pytest.mark.parametrize("text", ["if(1, 1 / 0, 2)", "mean(1, 1 / 0)", "a / (a - a)"])
def test_nothing_is_divided_by_nothing(text: str) -> None:
    with pytest.raises(FormulaDividesByZero) as refused:
        value(text, a=1)
    assert refused.value.facts == {}


def test_names_are_told_once_each_as_they_first_stand_there() -> None:
    formula = read("b + max(a, b, c_2) * a - if(z, b, y9)")
    assert formula.names == ("b", "a", "c_2", "z", "y9")
    assert formula.text == "b + max(a, b, c_2) * a - if(z, b, y9)"
    assert read("1 + 2").names == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  %", "3"),
        ("a   %", "5"),
        ("1 + 2 3", "7"),
        ("max", "4"),
        ("max + 1", "5"),
        ("  max(1, 2", "11"),
        ("1 + abs()", "9"),
        ("1 + abs(1, 2)", "5"),
        ("1 + if(1, 2)", "5"),
        ("if(1, 2, 3, 4)", "1"),
        ("round(1, 2, 3)", "1"),
        ("(1", "3"),
        ("(1,2)", "3"),
        ("1 < 2 < 3", "7"),
        ("1 +   ", "4"),
        ("1,", "2"),
        (")", "1"),
        ("* 2", "1"),
        ("+ 2", "1"),
        ("1.", "1"),
        (".5", "1"),
        ("0.1234567", "1"),
        ("a.5", "2"),
        ("aB", "2"),
        ("_a", "1"),
    ],
)
def test_a_fault_is_told_by_the_place_where_reading_stopped(text: str, expected: str) -> None:
    assert position(text) == expected


def test_numbers_have_up_to_twelve_digits_and_six_places() -> None:
    assert value("999999999999.000001 - 999999999999") == Decimal("0.000001")
