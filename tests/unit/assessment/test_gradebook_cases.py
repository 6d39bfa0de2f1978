"""Hand-worked grades and formulas: `cases/gradebook.csv` and `cases/formulas.csv`, with source and steps.

Expected values are typed, never computed by the code.
"""

import re
from decimal import Decimal

import pytest

from lyceum.assessment.model.course_grade import grade
from lyceum.assessment.model.formula import read
from lyceum.kernel.errors import Invalid
from tests.unit.assessment.gradebooks import book_of, marks_of
from tests.unit.assessment.test_scoring_cases import rows


def figure(text: str) -> Decimal | None:
    return None if text == "none" else Decimal(text)


@pytest.mark.parametrize("row", rows("gradebook"), ids=lambda row: row["case"])
def test_the_grade_is_the_one_worked_by_hand(row: dict[str, str]) -> None:
    found = grade(book_of(row["categories"], row["items"]), {}, marks_of(row["marks"]))
    assert found.current.percent == figure(row["current"])
    assert found.final.percent == figure(row["final"])
    assert found.current.letter == (None if row["letter"] == "none" else row["letter"])


@pytest.mark.parametrize("row", rows("formulas"), ids=lambda row: row["case"])
def test_the_formula_comes_to_what_was_worked_by_hand(row: dict[str, str]) -> None:
    text, values = row["formula"].replace(";", ","), dict(part.split("=") for part in row["values"].split())
    given = {name: None if value == "excused" else Decimal(value) for name, value in values.items()}
    if row["expected"] == "excused":
        assert read(text).value(given) is None
        return
    if re.fullmatch(r"-?[0-9.]+", row["expected"]):
        assert read(text).value(given) == Decimal(row["expected"])
        return
    with pytest.raises(Invalid) as refused:
        read(text).value(given)
    position = refused.value.facts.get("position", "")
    assert f"{refused.value.slug()} {position}".strip() == row["expected"]


def test_every_case_says_where_it_comes_from_and_no_two_have_one_name() -> None:
    for name in ("gradebook", "formulas"):
        found = rows(name)
        assert all(row["source"] and row["steps"] for row in found)
        assert len({row["case"] for row in found}) == len(found) >= 45
