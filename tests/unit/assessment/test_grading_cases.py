"""Hand-worked cases: `cases/grading.csv`, each with its source and its steps; keys in `cases/keys.json`.

Expected values are typed, never computed by the code.
"""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from lyceum.assessment.grading import grade
from lyceum.assessment.responses import ResponseValue, compact, expand
from lyceum.content.questions import Key

CASES = Path(__file__).parent / "cases"
KEYS: TypeAdapter[dict[str, Key]] = TypeAdapter(dict[str, Key])
RESPONSE: TypeAdapter[ResponseValue | None] = TypeAdapter(ResponseValue | None)


def rows() -> list[dict[str, str]]:
    with (CASES / "grading.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def keys() -> dict[str, Key]:
    return KEYS.validate_json((CASES / "keys.json").read_bytes())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["case"])
def test_the_points_are_those_worked_by_hand(row: dict[str, str], keys: dict[str, Key]) -> None:
    response = RESPONSE.validate_python(json.loads(row["response"]))
    mark = grade(Decimal(row["points"]), keys[row["key"]], response, floor=Decimal(row["floor"]))
    assert mark.points == (None if row["expected"] == "by hand" else Decimal(row["expected"]))
    assert expand(compact(response)) == response


def test_every_case_says_where_its_points_come_from_and_every_kind_has_cases(keys: dict[str, Any]) -> None:
    assert all(row["source"] and row["steps"] for row in rows())
    assert {row["key"] for row in rows()} == set(keys)
    kinds = set(TypeAdapter(Key).json_schema()["discriminator"]["mapping"])
    assert {key.kind for key in keys.values()} == kinds
