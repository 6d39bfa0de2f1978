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
from lyceum.assessment.model.answering import check_response
from lyceum.assessment.responses import (
    MAX_NUMBER,
    MAX_PARTS,
    MAX_TEXT,
    ChoiceResponse,
    ChoicesResponse,
    NumberResponse,
    PairsResponse,
    ResponseValue,
    TextResponse,
    compact,
    expand,
    parse_number,
)
from lyceum.kernel.errors import DomainError
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


def test_a_response_names_a_bounded_number_of_parts() -> None:
    ids = [f"p{number}" for number in range(MAX_PARTS + 1)]
    assert MAX_PARTS == 200
    ChoicesResponse(choices=tuple(ids[:-1]))
    PairsResponse(pairs=dict.fromkeys(ids[:-1], "t"))
    with pytest.raises(ValidationError):
        ChoicesResponse(choices=tuple(ids))
    with pytest.raises(ValidationError):
        PairsResponse(pairs=dict.fromkeys(ids, "t"))


@pytest.mark.parametrize(
    "response",
    [
        ChoiceResponse(choice="a"),
        ChoicesResponse(choices=("a",)),
        TextResponse(text="a"),
        NumberResponse(number="1"),
        PairsResponse(pairs={"a": "b"}),
    ],
)
def test_a_response_is_closed_and_does_not_change(response: ResponseValue) -> None:
    with pytest.raises(ValidationError):
        WIRE.validate_python(response.model_dump() | {"points": 10})
    name = next(iter(type(response).model_fields))
    with pytest.raises(ValidationError):
        setattr(response, name, getattr(response, name))


def test_the_bounds_are_those_of_the_documentation() -> None:
    assert (MAX_TEXT, MAX_NUMBER) == (20_000, 64)
    assert parse_number("1" * MAX_NUMBER) == Decimal("1" * 64)
    assert parse_number(" " * 9 + "1" * MAX_NUMBER + "\n") == Decimal("1" * 64)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_every_decimal_reads_back_from_its_own_spelling(number: Decimal) -> None:
    if len(str(number)) <= MAX_NUMBER:
        assert parse_number(str(number)) == number


@pytest.mark.parametrize(
    ("authored", "response", "facts"),
    [
        (choice_question("q"), TextResponse(text="x"), {"question": "q", "expected": "choice"}),
        (matching_question("q"), TextResponse(text="x"), {"question": "q", "expected": "pairs"}),
        (choice_question("q"), ChoiceResponse(choice="bern"), {"question": "q"}),
        (several_question("q"), ChoicesResponse(choices=("seven",)), {"question": "q"}),
        (several_question("q"), ChoicesResponse(choices=("two", "two")), {"question": "q"}),
        (matching_question("q"), PairsResponse(pairs={"spain": "paris"}), {"question": "q"}),
        (matching_question("q"), PairsResponse(pairs={"france": "madrid"}), {"question": "q"}),
        (essay_question("q"), TextResponse(text="x" * (MAX_TEXT + 1)), {"question": "q", "limit": "20000"}),
        (numeric_question("q"), NumberResponse(number="x"), {"question": "q"}),
        (unsupported_question("q"), TextResponse(text="x"), {"question": "q"}),
    ],
)
def test_a_refusal_says_what_helps_a_client_to_mend_it(authored, response, facts: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DomainError) as refusal:
        check_response(authored.question, response)
    assert refusal.value.facts == facts


@given(st.text(min_size=1, max_size=5))
def test_no_other_letter_starts_a_compact_form(text: str) -> None:
    if text[0] not in "cmtnpobhf":
        with pytest.raises(ValueError, match="no response starts with"):
            expand(text)


@pytest.mark.parametrize(
    ("response", "text"),
    [
        (None, ""),
        (ChoiceResponse(choice="paris"), "cparis"),
        (ChoicesResponse(choices=()), "m"),
        (ChoicesResponse(choices=("b", "a")), "mb,a"),
        (TextResponse(text=""), "t"),
        (TextResponse(text="a,b=c"), "ta,b=c"),
        (NumberResponse(number=" 1e3"), "n 1e3"),
        (PairsResponse(pairs={}), "p"),
        (PairsResponse(pairs={"b": "x", "a": "x"}), "pb=x,a=x"),
    ],
)
def test_answers_that_earlier_releases_kept_read_back(response: ResponseValue | None, text: str) -> None:
    assert compact(response) == text
    assert expand(text) == response
