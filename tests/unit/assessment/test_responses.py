"""Responses: what each kind of question takes, and the compact form that an attempt keeps."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from lyceum.assessment.errors import (
    DuplicateChoice,
    NotAnswerable,
    NotANumber,
    ResponseTooLong,
    UnknownChoice,
    WrongResponseKind,
)
from lyceum.assessment.responses import (
    MAX_TEXT,
    ChoiceResponse,
    ChoicesResponse,
    NumberResponse,
    PairsResponse,
    ResponseValue,
    TextResponse,
    check_response,
    compact,
    expand,
    parse_number,
)
from tests.texts import texts
from tests.unit.assessment.samples import (
    choice_question,
    essay_question,
    matching_question,
    numeric_question,
    several_question,
    short_question,
    true_false_question,
    unsupported_question,
)

WIRE: TypeAdapter[ResponseValue] = TypeAdapter(ResponseValue)

part_ids = st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True)
responses = st.one_of(
    part_ids.map(lambda id: ChoiceResponse(choice=id)),
    st.lists(part_ids, max_size=20).map(lambda ids: ChoicesResponse(choices=tuple(ids))),
    texts(max_size=200).map(lambda text: TextResponse(text=text)),
    texts(max_size=80).map(lambda text: NumberResponse(number=text)),
    st.dictionaries(part_ids, part_ids, max_size=20).map(lambda pairs: PairsResponse(pairs=pairs)),
)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"choice": "a"}, ChoiceResponse(choice="a")),
        ({"choices": ["a", "b"]}, ChoicesResponse(choices=("a", "b"))),
        ({"text": "ครู"}, TextResponse(text="ครู")),
        ({"number": "3.14"}, NumberResponse(number="3.14")),
        ({"pairs": {"p": "t"}}, PairsResponse(pairs={"p": "t"})),
    ],
)
def test_each_form_is_told_by_its_one_field(document: object, expected: ResponseValue) -> None:
    assert WIRE.validate_json(WIRE.dump_json(expected)) == expected
    assert WIRE.validate_python(document) == expected


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"choice": "a", "text": "b"},
        {"choice": "a#b"},
        {"choice": 1},
        {"number": 3.14},
        {"pairs": {"p": 1}},
        "a",
        None,
    ],
)
def test_a_malformed_response_is_refused_on_the_wire(document: object) -> None:
    with pytest.raises(ValidationError):
        WIRE.validate_python(document)


@pytest.mark.parametrize(
    ("authored", "response"),
    [
        (choice_question(), ChoiceResponse(choice="oslo")),
        (true_false_question(), ChoiceResponse(choice="false")),
        (several_question(), ChoicesResponse(choices=())),
        (several_question(), ChoicesResponse(choices=("six", "two"))),
        (short_question(), TextResponse(text="x" * MAX_TEXT)),
        (essay_question(), TextResponse(text="")),
        (numeric_question(), NumberResponse(number=" -6.02E23 ")),
        (matching_question(), PairsResponse(pairs={"france": "oslo", "italy": "oslo"})),
    ],
)
def test_a_fitting_response_is_taken(authored, response) -> None:  # type: ignore[no-untyped-def]
    check_response(authored.question, response)


@pytest.mark.parametrize(
    ("authored", "response", "error"),
    [
        (choice_question(), TextResponse(text="paris"), WrongResponseKind),
        (choice_question(), ChoiceResponse(choice="bern"), UnknownChoice),
        (true_false_question(), ChoiceResponse(choice="True"), UnknownChoice),
        (several_question(), ChoicesResponse(choices=("two", "seven")), UnknownChoice),
        (several_question(), ChoicesResponse(choices=("two", "two")), DuplicateChoice),
        (essay_question(), TextResponse(text="x" * (MAX_TEXT + 1)), ResponseTooLong),
        (numeric_question(), NumberResponse(number="3,14"), NotANumber),
        (matching_question(), PairsResponse(pairs={"spain": "paris"}), UnknownChoice),
        (matching_question(), PairsResponse(pairs={"france": "madrid"}), UnknownChoice),
        (unsupported_question(), TextResponse(text="print()"), NotAnswerable),
    ],
)
def test_an_unfitting_response_is_refused_by_name(authored, response, error) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error):
        check_response(authored.question, response)


@pytest.mark.parametrize(
    "text", ["3,14", "1 000", "0x10", "NaN", "Infinity", "1e9999", "", ".", "๓", "1_0", "1" * 65, "--1"]
)
def test_only_plain_decimal_notation_is_a_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "value"), [("3.14", "3.14"), ("+.5", "0.5"), ("5.", "5"), ("1e3", "1000"), ("-0", "0")]
)
def test_numbers_are_read_exactly(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@given(responses)
def test_the_compact_form_loses_nothing(response: ResponseValue) -> None:
    assert expand(compact(response)) == response


def test_an_answer_taken_back_is_empty() -> None:
    assert compact(None) == ""
    assert expand("") is None


def test_a_foreign_compact_form_is_refused() -> None:
    with pytest.raises(ValueError, match="no response"):
        expand("?x")


def test_a_typical_answer_takes_few_bytes() -> None:
    assert len(compact(ChoiceResponse(choice="z0123abcd"))) == 10
