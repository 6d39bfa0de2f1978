"""Numbers on the wire: what the schema says is what is taken."""

import json
from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from lyceum.kernel.numbers import any_number, decimal, integer

PERCENT: TypeAdapter[Decimal] = TypeAdapter(Annotated[Decimal, decimal(whole_digits=2, places=2)])
FRACTION: TypeAdapter[Decimal] = TypeAdapter(Annotated[Decimal, decimal(whole_digits=0, places=7, signed=True)])
COUNT: TypeAdapter[int] = TypeAdapter(Annotated[int, integer(ge=1, le=9)])


def is_taken(adapter: TypeAdapter[Any], value: Any) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("adapter", "value", "taken"),
    [
        (PERCENT, "0", 0),
        (PERCENT, "07.5", Decimal("7.5")),
        (PERCENT, "100.00", 100),
        (PERCENT, 99.99, Decimal("99.99")),
        (PERCENT, 0.1 + 0.2, Decimal("0.3")),
        (PERCENT, Decimal(100), 100),
        (FRACTION, "-1", -1),
        (FRACTION, "-0.3333333", Decimal("-0.3333333")),
        (FRACTION, 1e-7, Decimal("1e-7")),
        (COUNT, 5.0, 5),
        (COUNT, 9, 9),
    ],
)
def test_what_is_within_bounds_is_taken(adapter: TypeAdapter[Any], value: Any, taken: Any) -> None:
    assert adapter.validate_python(value) == taken


@pytest.mark.parametrize(
    ("adapter", "value"),
    [
        *((PERCENT, value) for value in ("100.01", "-1", " 5", "5 ", "1e1", "٣", "+5", "", ".5", "5.", "1.234", "NaN")),
        *((PERCENT, value) for value in (True, None, 101, -1, 0.001, 100.01, float("nan"), float("inf"), 1e300)),
        *((FRACTION, value) for value in ("1.1", "00.5", "-1.0000001", "0.12345678", 1.1, -2)),
        *((COUNT, value) for value in (True, "5", 0, 10, 5.5, None)),
    ],
)
def test_whatever_else_is_refused(adapter: TypeAdapter[Any], value: Any) -> None:
    assert not is_taken(adapter, value)


@given(
    st.sampled_from([PERCENT, FRACTION, COUNT]),
    st.integers(-200, 200)
    | st.booleans()
    | st.from_regex(r"-?[0-9]{1,4}(\.[0-9]{1,9})?", fullmatch=True)
    | st.text(max_size=6)
    | st.none(),
)
def test_the_schema_and_the_validator_agree(adapter: TypeAdapter[Any], value: Any) -> None:
    assert is_taken(adapter, value) == Draft202012Validator(adapter.json_schema()).is_valid(value)


@given(st.integers(-(10**7), 10**7).map(lambda part: Decimal(part).scaleb(-7)))
def test_what_is_written_is_read_again(share: Decimal) -> None:
    written = FRACTION.dump_json(share)
    assert FRACTION.validate_python(json.loads(written)) == share


@pytest.mark.parametrize("value", ["0", "-1.5", "+2", "6.02e23", "1E-9", ".5", "5.", 3, 2.5, Decimal("6.02E+23")])
def test_a_number_of_any_size_is_read_and_written_so_that_it_can_be_read_again(value: Any) -> None:
    adapter: TypeAdapter[Decimal] = TypeAdapter(Annotated[Decimal, any_number()])
    read = adapter.validate_python(value)

    assert adapter.validate_python(adapter.dump_python(read, mode="json")) == read == Decimal(str(value))


@pytest.mark.parametrize("value", [True, " 1", "1_000", "٣", "NaN", "Infinity", "", ".", "1e", "0x1"])
def test_what_json_schema_calls_no_number_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Annotated[Decimal, any_number()]).validate_python(value)


@pytest.mark.parametrize("value", [2.6e-42, -2.6e-42, 1e-17])
def test_a_number_next_to_nothing_is_not_nothing(value: float) -> None:
    assert not is_taken(PERCENT, value)
    assert is_taken(PERCENT, 0.1 + 0.2)
    assert is_taken(PERCENT, 0.0)
    assert is_taken(PERCENT, -0.0)
