"""Numbers on the wire, so that their JSON Schema says exactly what is taken: neither more nor less."""

import re
from decimal import Context, Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetPydanticSchema, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

_PLAIN = PlainSerializer(lambda value: format(value, "f"), return_type=str, when_used="json")
"""Never `1E-7`: what is written can be read again."""


def whole(value: object) -> object:
    """JSON Schema calls 5.0 an integer, and true and "5" none."""
    if isinstance(value, bool | str):
        raise PydanticCustomError("int_type", "Input should be a valid integer")
    return value


def integer(*, ge: int, le: int) -> Any:
    """Mark of a type: a whole number as JSON Schema means it, within bounds."""
    schema = {"type": "integer", "minimum": ge, "maximum": le}
    return _together(Field(ge=ge, le=le), BeforeValidator(whole), WithJsonSchema(schema, mode="validation"))


def decimal(*, whole_digits: int, places: int, signed: bool = False, both_ways: bool = False) -> Any:
    """Mark of a type: 0 to 10 ** `whole_digits` (`signed`: or below), with at most so many places.

    Text in plain notation, so that no client rounds it, or a JSON number. A number that only binary fractions made
    longer (0.1 + 0.2) is what was meant. `both_ways`: what is answered is described as what is taken, so that a model
    that goes in here and out there has one description.
    """
    high = 10**whole_digits
    low = -high if signed else 0
    text = _pattern(whole_digits, places, signed=signed)
    step = Decimal(1).scaleb(-places)

    def spelled(value: object) -> object:
        if isinstance(value, bool) or (isinstance(value, str) and not re.fullmatch(text, value)):
            raise PydanticCustomError("decimal_parsing", "Input should be a valid decimal")
        return _meant(value, step) if isinstance(value, float) else value

    schema = {
        "anyOf": [
            {"type": "number", "minimum": low, "maximum": high, "multipleOf": float(step)},
            {"type": "string", "pattern": f"^{text}$"},
        ]
    }
    said = WithJsonSchema(schema, mode=None if both_ways else "validation")
    return _together(Field(ge=low, le=high, decimal_places=places), BeforeValidator(spelled), _PLAIN, said)


_ANY_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?"


def any_number() -> Any:
    """Mark of a type: a number of whatever size, `6.02e23`, as text or as a JSON number; text on the way out."""

    def spelled(value: object) -> object:
        if isinstance(value, bool) or (isinstance(value, str) and not re.fullmatch(_ANY_NUMBER, value, re.ASCII)):
            raise PydanticCustomError("decimal_parsing", "Input should be a valid decimal")
        return value

    schema = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{_ANY_NUMBER}$"}]}
    return _together(BeforeValidator(spelled), WithJsonSchema(schema))


def _together(*parts: Any) -> GetPydanticSchema:
    """One mark for several."""

    def core(source: Any, handler: Any) -> Any:
        return handler.generate_schema(Annotated[(source, *parts)])

    return GetPydanticSchema(core)


def _pattern(whole_digits: int, places: int, *, signed: bool) -> str:
    below = f"[0-9]{{1,{whole_digits}}}" if whole_digits else "0"
    sign = "-?" if signed else ""
    return rf"{sign}(?:10{{{whole_digits}}}(?:\.0{{1,{places}}})?|{below}(?:\.[0-9]{{1,{places}}})?)"


def _meant(value: float, step: Decimal) -> object:
    exact = Decimal(repr(value))
    if not exact.is_finite() or abs(exact) > 10**9:
        return value
    near = exact.quantize(step)
    return near if abs(near - exact) < min(step / 10_000, abs(exact) / 10**9) else value  # 1E-42 is no other zero


_GREATEST = Decimal(10) ** 40
_PLACES = Decimal(1).scaleb(-40)
_NUMBER_TEXT = r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?"
_WIDE = Context(prec=100)


def _number(value: object) -> object:
    """Text in plain notation or a JSON number; nothing that arithmetic would have to fear."""
    if isinstance(value, bool) or (isinstance(value, str) and not re.fullmatch(_NUMBER_TEXT, value)):
        raise PydanticCustomError("decimal_parsing", "Input should be a valid decimal")
    number = Decimal(repr(value)) if isinstance(value, float) else value
    if isinstance(number, int | Decimal):
        number = Decimal(number)
        if not abs(number) <= _GREATEST:
            raise PydanticCustomError("decimal_range", "Input should be at most 1e40 from 0")
        exponent = number.as_tuple().exponent
        return number.quantize(_PLACES, context=_WIDE) if isinstance(exponent, int) and exponent < -40 else number
    return number


_NUMBER_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "number", "minimum": -1e40, "maximum": 1e40},
        {"type": "string", "pattern": f"^{_NUMBER_TEXT}$"},
    ]
}

Number = Annotated[
    Decimal,
    BeforeValidator(_number),
    _PLAIN,
    WithJsonSchema(_NUMBER_SCHEMA, mode="validation"),
]
"""Any number, -1e40 to 1e40, exact to forty places: what questions are about rather than what is counted."""
