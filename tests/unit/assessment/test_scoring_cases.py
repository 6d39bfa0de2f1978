"""Hand-worked cases of scores, counting attempts and course grades: `cases/scoring.csv`, with source and steps.

Expected values are typed, never computed by the code.
"""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lyceum.assessment.model.scoring import counting_percent, course_percent, final_score
from lyceum.assessment.model.settings import ScorePolicy
from tests.unit.assessment.samples import settings

CASES = Path(__file__).parent / "cases"


def rows(name: str = "scoring") -> list[dict[str, str]]:
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def attempt(given: dict[str, Any]) -> Decimal:
    points, maximum = [Decimal(each) for each in given["points"]], Decimal(given["maximum"])
    chosen = settings(late_allowed=True, late_penalty_percent=Decimal(given.get("penalty", "0")))
    return final_score(points, maximum, chosen, late=given.get("late", False)).percent


def policy(given: dict[str, Any]) -> Decimal | None:
    percents = {int(number): Decimal(percent) for number, percent in given["percents"].items()}
    return counting_percent(ScorePolicy(given["policy"]), percents)


def course(given: dict[str, Any]) -> Decimal | None:
    return course_percent((Decimal(weight), Decimal(percent)) for weight, percent in given["parts"])


RULES = {"attempt": attempt, "policy": policy, "course": course}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["case"])
def test_the_percentage_is_the_one_worked_by_hand(row: dict[str, str]) -> None:
    found = RULES[row["rule"]](json.loads(row["given"]))
    assert found == (None if row["expected"] == "none" else Decimal(row["expected"]))


def test_every_case_says_where_it_comes_from_and_no_two_have_one_name() -> None:
    found = rows()
    assert all(row["source"] and row["steps"] for row in found)
    assert len({row["case"] for row in found}) == len(found)
    assert {row["rule"] for row in found} == set(RULES)
    assert len(found) + len(rows("grading")) >= 150
