"""The tasks of the backfill workflow, as the workflow calls them."""

import json
import secrets
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from lyceum.operations.errors import BackfillDiffers
from operations.backfill_segment import handler as work
from operations.begin_backfill import handler as begin

pytestmark = pytest.mark.store


@pytest.fixture
def wish() -> dict[str, Any]:
    sample: dict[str, Any] = json.loads(Path("events/operations/begin_backfill.json").read_text(encoding="utf-8"))
    return {**sample, "run": f"run-{secrets.token_hex(6)}"}


def test_the_pace_is_shared_among_the_parts(table: str, wish: dict[str, Any]) -> None:
    begun = begin({**wish, "segments": 5, "units_per_second": 200}, None)
    assert begun["left"] == 5
    assert [part["segment"] for part in begun["parts"]] == [0, 1, 2, 3, 4]
    assert {part["units_per_second"] for part in begun["parts"]} == {40.0}


def test_the_step_answers_with_the_next_steps_input(table: str, wish: dict[str, Any]) -> None:
    begun = begin({**wish, "segments": 1, "units_per_second": 40_000}, None)
    (part,) = begun["parts"]
    step = work(part, None)
    assert step["done"]
    assert part.items() <= step.items()
    assert work(step, None) == step
    assert begin({**wish, "segments": 1}, None) == {"parts": [], "left": 0}


def test_another_cut_leaves_under_its_name(table: str, wish: dict[str, Any]) -> None:
    begin(wish, None)
    with pytest.raises(BackfillDiffers):
        begin({**wish, "segments": 7}, None)


@pytest.mark.parametrize(
    "wrong", [{"run": ""}, {"run": "A#B"}, {"segments": 0}, {"segments": 41}, {"units_per_second": 0}, {"table": "x"}]
)
def test_what_an_operator_mistypes_is_refused(wish: dict[str, Any], wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        begin({**wish, **wrong}, None)
