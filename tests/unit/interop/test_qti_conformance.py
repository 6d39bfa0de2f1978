"""Response processing against the cases of another player's conformance suite: responses in, outcomes out.

What is not computed here must say so, and the list of those is typed: a case that begins to pass has to leave it.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lyceum.interop.exchange.source import read_source
from lyceum.interop.qti.declarations import Declaration
from lyceum.interop.qti.processing import processing
from lyceum.interop.qti.values import NotComputable, Null, value
from tests.unit.interop.inputs import folder

NOT_COMPUTED = {
    "anyN_allN",
    "containerSize_index",
    "default_expression",
    "equalRounded_tolerance",
    "lookupTable_matchTable",
    "responseCondition_toBoolean",
    "customOperator",
    "deleteValue_repeat",
    "inside_duration_statsOperator",
    "lookupTable_interpolationTable",
    "mapOutcome_basic",
    "mathOperator_integerUtils",
    "misc_math_string_stats",
    "notEqual_basic",
    "patternMatch_caseSensitive",
    "preCondition",
    "random_lookupOutcomeValue",
    "record_fieldValue",
    "setDefaultValue",
    "setResponseValue_setDefaultValue",
    "template_match_nothing",
    "xiInclude",
}
"""Other code, chance, time, patterns, records, significant figures, tables and responses that are set in between, files
elsewhere; and what the standard does not have: `allN`, an index as a child, numbers that are true."""


def fixtures() -> list[str]:
    try:
        root = folder("qti2-3") / "item-player/tests/conformance/fixtures"
    except pytest.skip.Exception:
        return ["absent"]
    return sorted(path.parent.name.removeprefix("responseProcessing_") for path in root.glob("*/cases.json"))


def read(name: str) -> tuple[Any, list[dict[str, Any]]]:
    home: Path = folder("qti2-3") / f"item-player/tests/conformance/fixtures/responseProcessing_{name}"
    source = read_source("item.xml", (home / "item.xml").read_bytes())
    return source.root, json.loads((home / "cases.json").read_text("utf-8"))["cases"]


def given(declared: Declaration, answer: Any) -> Null:
    written = [str(part) for part in (answer if isinstance(answer, list) else [answer]) if part is not None]
    return value(declared.base, declared.cardinality, written)


def plain(found: Null) -> Any:
    if found is None:
        return None
    items = [float(part) if isinstance(part, Decimal) else part for part in found.items]
    return items[0] if found.cardinality == "single" else items


@pytest.mark.parametrize("name", fixtures())
def test_outcomes_are_those_of_the_conformance_suite(name: str) -> None:
    root, cases = read(name)
    assert cases
    if name in NOT_COMPUTED:
        with pytest.raises(NotComputable):
            run_all(root, cases)
    else:
        run_all(root, cases)


def run_all(root: Any, cases: list[dict[str, Any]]) -> None:
    rules = processing(root)
    for case in cases:
        answers = {
            name: given(rules.responses[name], answer)
            for name, answer in case["responses"].items()
            if name in rules.responses
        }
        reached = rules.run(answers).reached
        for name, expected in _outcomes(case["expect"]).items():
            found = plain(reached.get(name))
            if isinstance(expected, float):
                assert found == pytest.approx(expected), (case["name"], name)
            else:
                assert found == expected, (case["name"], name)


def _outcomes(expect: dict[str, Any]) -> dict[str, Any]:
    """A case may name the score alone."""
    return expect["outcomes"] if "outcomes" in expect else {"SCORE": expect["score"]}
