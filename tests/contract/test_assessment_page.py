"""docs/assessment.md says what the code does: responses fit their kinds of question, formulas come to what it says."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from lyceum.assessment.model.answering import form_of
from lyceum.assessment.model.attempt import State
from lyceum.assessment.model.formula import RESERVED, read
from lyceum.assessment.responses import ResponseValue
from lyceum.content.kinds import AssessmentKind
from lyceum.content.questions import Question, QuestionKind, RichText
from tools.checks.layout import ROOT

PAGE = (ROOT / "docs/assessment.md").read_text()


def rows(heading: str) -> Iterator[list[str]]:
    """The cells of a table by the first cell of its head."""
    lines = iter(PAGE.splitlines())
    for line in lines:
        if line.startswith(f"| {heading} |"):
            break
    next(lines)
    for line in lines:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


RESPONSES = {kind.strip(): cells[1] for cells in rows("kind | response") for kind in cells[0].split(",")}
FORMULAS = list(rows("formula"))


def test_every_kind_of_question_has_its_response() -> None:
    assert set(RESPONSES) == {str(kind) for kind in QuestionKind} - {"unsupported"}


@pytest.mark.parametrize("kind", RESPONSES)
def test_a_response_has_the_form_of_its_kind(kind: str) -> None:
    said = re.findall(r"`(\{.*?\})`(?:,|$|\s\|)", RESPONSES[kind] + ",")[0]
    response: ResponseValue = TypeAdapter(ResponseValue).validate_python(json.loads(said))
    question = Question(id="q", kind=QuestionKind(kind), stem=RichText.of("?"))
    assert next(iter(response.model_dump())) == form_of(question)


def test_every_state_and_kind_is_there() -> None:
    states = {cells[0].strip("`") for cells in rows("state of an attempt")}
    kinds = {name for cells in rows("kind | what") for name in re.findall(r"`([a-z_]+)`", cells[0])}
    assert states == {str(state) for state in State}
    assert kinds == {str(kind) for kind in AssessmentKind}


@pytest.mark.parametrize(("formula", "where", "found"), FORMULAS)
def test_a_formula_comes_to_what_is_said(formula: str, where: str, found: str) -> None:
    said = dict(each.rsplit(" ", 1) for each in where.split(", "))
    values = {name: None if value == "excused" else Decimal(value) for name, value in said.items()}
    expected = None if found == "not asked" else Decimal(found)
    assert read(formula.strip("`")).value(values) == expected


def test_every_function_of_formulas_is_named() -> None:
    (line,) = (line for line in PAGE.split("\n\n") if line.startswith("Formulas of calculated items"))
    assert set(re.findall(r"`([a-z]+)`", line)) >= RESERVED
