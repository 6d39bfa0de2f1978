"""The two grades of a course as they are written down: the sums, what was left out of them, and the letter."""

from decimal import Decimal

import pytest

from lyceum.assessment.model.course_grade import Grade, Total, grade
from lyceum.assessment.model.grade_steps import Standing, Step
from tests.unit.assessment.gradebooks import book_of, marks_of

NOTHING = Total(percent=None, letter=None, dropped=frozenset(), steps=())


def told(total: Total) -> list[tuple[str, str, str]]:
    return [(step.what, step.how, step.result) for step in total.steps]


def of(categories: str, items: str, marks: str) -> Grade:
    return grade(book_of(categories, items), {}, marks_of(marks))


def test_what_a_category_drops_is_named_now_and_at_the_end() -> None:
    """Now a is the lowest in hw and p in ex; at the end c, which is missing, goes in hw."""
    found = of(
        "hw 40 drop 1 | ex 60 drop 1", "a:hw:1 | b:hw:2 | c:hw:1 | p:ex:1 | q:ex:3 | z::5", "a=50 b=80 p=10 q=90 z=100"
    )
    assert found.current.dropped == {"a", "p"}
    assert found.final.dropped == {"c", "p"}
    assert told(found.current) == [
        ("category", "ex: (3 * 90) / 3", "90"),
        ("category", "hw: (2 * 80) / 2", "80"),
        ("total", "(60 * 90 + 40 * 80 + 5 * 100) / 105", "86.67"),  # 9100 / 105
        ("letter", "86.67", "B"),
    ]
    assert told(found.final) == [
        ("category", "ex: (3 * 90) / 3", "90"),
        ("category", "hw: (1 * 50 + 2 * 80) / 3", "70"),
        ("total", "(60 * 90 + 40 * 70 + 5 * 100) / 105", "82.86"),  # 8700 / 105
        ("letter", "82.86", "B"),
    ]


def test_extra_credit_is_written_beside_its_group_and_is_never_missing() -> None:
    found = of("hw 2", "a:hw:1 | b:hw:3 | e:hw:1 extra | f:hw:1 extra | x::1 extra | z::2", "a=80 e=20 x=40 z=90")
    assert told(found.current) == [
        ("category", "hw: (1 * 80) / 1 + min((1 * 20) / 4, 100)", "85"),
        ("total", "(2 * 85 + 2 * 90) / 4 + min((1 * 40) / 4, 100)", "97.5"),
        ("letter", "97.5", "A"),
    ]
    assert told(found.final) == [
        ("category", "hw: (1 * 80 + 3 * 0) / 4 + min((1 * 20) / 4, 100)", "25"),
        ("total", "(2 * 25 + 2 * 90) / 4 + min((1 * 40) / 4, 100)", "67.5"),
        ("letter", "67.5", "D"),
    ]


def test_a_category_with_extra_credit_alone_is_no_part_of_what_extra_credit_is_shared_among() -> None:
    found = of("hw 9 | ex 9", "e:hw:1 extra | a::1 | x::1 extra", "a=80 e=50 x=40")
    assert told(found.current)[0] == ("total", "(1 * 80) / 1 + min((1 * 40) / 1, 100)", "120")


def test_extra_credit_of_nothing_is_not_written() -> None:
    found = of("", "a::1 | e::1 extra", "a=80 e=0")
    assert told(found.current) == [("total", "(1 * 80) / 1", "80"), ("letter", "80", "B")]


def test_extra_credit_of_a_percent_at_most_is_written_too() -> None:
    found = of("", "a::1 | e::1 extra", "a=80 e=0.5")
    assert told(found.current)[0] == ("total", "(1 * 80) / 1 + min((1 * 0.5) / 1, 100)", "80.5")


def test_a_weight_of_less_than_one_weighs() -> None:
    assert told(of("", "a::0.5 | b::0 | c::0.25", "a=90 b=10 c=60").current)[0] == (
        "total",
        "(0.5 * 90 + 0.25 * 60) / 0.75",
        "80",
    )


def test_without_a_scale_there_is_no_letter_and_no_step_to_it() -> None:
    found = grade(book_of("", "a::1", letters=()), {}, marks_of("a=80"))
    assert found.current == Total(Decimal(80), None, frozenset(), (Step("total", "(1 * 80) / 1", "80"),))


@pytest.mark.parametrize(("items", "marks"), [("", ""), ("a::1", "a=excused"), ("a::0", "a=90"), ("h::1 hidden", "")])
def test_where_nothing_counts_there_is_no_grade(items: str, marks: str) -> None:
    found = of("", items, marks)
    assert (found.current, found.final) == (NOTHING, NOTHING)


def test_the_standings_are_those_of_now_though_formulas_take_missing_marks_as_nothing_at_the_end() -> None:
    found = of("", "a::0 code p | b::0 code q | c::0 | f::1 = p + q", "a=40 c=70")
    assert found.standings["f"] == Standing(None, steps=(Step("formula", "p + q", "q is missing"),))
    assert (found.standings["a"].percent, found.standings["b"].percent) == (40, None)
    assert (found.current, told(found.final)) == (NOTHING, [("total", "(1 * 40) / 1", "40"), ("letter", "40", "F")])


def test_the_explanation_says_what_is_not_asked_and_why() -> None:
    """f needs a, which is excused, and g needs f; h is of what is left: (60 + 30) / 2 now, as b is asked and c too."""
    found = of(
        "",
        "a::0 code p | b::0 code q | c::0 code s | f::1 code r = p / 2 | g::1 = r + q | h::1 = mean(p; q; s)",
        "a=excused b=60 c=30",
    )
    assert {item: (each.percent, each.excused) for item, each in found.standings.items() if item in "fgh"} == {
        "f": (None, True),
        "g": (None, True),
        "h": (45, False),
    }
    assert [found.standings[item].steps for item in "fgh"] == [
        (Step("formula", "p / 2 with p excused", "excused"),),
        (Step("formula", "r + q with r excused, q = 60", "excused"),),
        (Step("formula", "mean(p, q, s) with p excused, q = 60, s = 30", "45"),),
    ]
    assert told(found.current) == told(found.final) == [("total", "(1 * 45) / 1", "45"), ("letter", "45", "F")]


def test_what_divides_by_zero_counts_as_nothing_at_the_end_though_every_item_is_calculated() -> None:
    found = of("", "q::0 code q = 42 | p::0 code p = 100 / (42 - q) | f::1 = p + 7", "")
    assert found.standings["p"].steps[0].result == "formula-divides-by-zero"
    assert (found.current.percent, found.final.percent) == (None, 7)


def test_a_calculated_item_can_be_overridden_and_excused() -> None:
    book = book_of("", "a::0 code p | f::1 = p / 2 | g::3 = p")
    found = grade(book, {}, marks_of("a=80 f=70 g=excused"))
    assert (found.standings["f"].percent, found.standings["f"].overridden) == (70, True)
    assert (found.standings["g"].percent, found.standings["g"].excused) == (None, True)
    assert (found.current.percent, found.final.percent) == (70, 70)
