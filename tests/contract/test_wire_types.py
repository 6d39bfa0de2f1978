"""What a request may be is what its schema says: nothing is read leniently, and no validator refuses more than it.

pydantic takes `"true"` for a boolean, `true` for a number and ` a@b.c ` for an address where it is not told otherwise;
JSON Schema does not. What a validator refuses is `invalid-request`, though the document allows it: a rule of the domain
has an error with a name of its own instead.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, BaseModel, StrictInt, StringConstraints, TypeAdapter, model_validator

from lyceum.kernel import clock
from lyceum.kernel.clock import Day, Instant
from lyceum.kernel.http import Flag
from lyceum.kernel.numbers import decimal, integer
from tools.checks.handlers import handler_module, loaded, resolvers

LENIENT = frozenset({"bool", "int", "float", "decimal", "date", "datetime", "time", "timedelta"})
NO_SCHEMAS = frozenset({"function", "serialization", "metadata", "default", "config", "cls", "custom_init"})
EXACT = {clock.__name__: "dates and instants are refused as their formats are"}
"""Modules whose validators refuse nothing that the schema of their types allows, and why."""
EXPLAINED = {
    "lyceum.kernel.changes.Change._null_takes_away_what_is_optional": "each change's schema says it",
}


def bodies() -> Iterator[Any]:
    for operation in loaded():
        for app in resolvers(handler_module(*operation)):
            for route in [*app._static_routes, *app._dynamic_routes]:
                for part in route.dependant.body_params:
                    yield pytest.param(part._type_adapter, False, id=f"{route.operation_id}")
                for part in [*route.dependant.query_params, *route.dependant.path_params]:
                    yield pytest.param(part._type_adapter, True, id=f"{route.operation_id}-{part.name}")


BODIES = list(bodies())


def test_there_are_bodies() -> None:
    assert len([one for one in BODIES if not one.values[1]]) > 40


@pytest.mark.parametrize(("adapter", "as_text"), BODIES)
def test_requests_are_read_as_their_schema_says(adapter: TypeAdapter[Any], as_text: bool) -> None:
    adapter.rebuild(force=True)

    # In an address everything is text: 5 is a number there, as it is for the schema.
    assert [found for found in faults(adapter.core_schema) if not (as_text and found == "int")] == []


class Blank(BaseModel):
    text: str

    @model_validator(mode="after")
    def _not_blank(self) -> "Blank":
        if not self.text:
            raise ValueError
        return self


@pytest.mark.parametrize(
    ("lenient", "fault"),
    [
        (bool, "bool"),
        (int, "int"),
        (StrictInt, "int"),
        (list[dict[str, float | None]], "float"),
        (Annotated[str, StringConstraints(strip_whitespace=True)], "strips"),
        (Annotated[str, AfterValidator(str.upper)], "str.upper"),
        (Blank, f"{__name__}.Blank._not_blank"),
    ],
)
def test_what_is_lenient_is_seen(lenient: Any, fault: str) -> None:
    assert list(faults(TypeAdapter(lenient).core_schema)) == [fault]


@pytest.mark.parametrize(
    "exact",
    [
        Instant,
        Day,
        Flag,
        Annotated[int, integer(ge=0, le=9)],
        Annotated[Decimal, decimal(whole_digits=1, places=1)],
        str,
    ],
)
def test_what_is_exact_is_let_pass(exact: Any) -> None:
    assert list(faults(TypeAdapter(exact).core_schema)) == []


def faults(schema: Any, *, guarded: bool = False) -> Iterator[str]:
    """What a validator's schema (pydantic_core.core_schema) takes or refuses beyond its JSON Schema.

    `guarded`: something looks at the raw value first.
    """
    parts: Iterable[Any] = schema if isinstance(schema, list | tuple) else ()
    if isinstance(schema, dict):
        yield from _of_one(schema, guarded=guarded)
        guarded = guarded or schema.get("type") == "function-before"
        parts = [part for name, part in schema.items() if name not in NO_SCHEMAS]
    for part in parts:
        yield from faults(part, guarded=guarded)


def _of_one(schema: dict[str, Any], *, guarded: bool) -> Iterator[str]:
    kind = schema.get("type")
    if kind in LENIENT and not guarded and not (kind == "bool" and schema.get("strict")):
        yield str(kind)  # a strict integer is none either: JSON Schema calls 5.0 one
    if kind == "str" and {"strip_whitespace", "to_lower", "to_upper"} & schema.keys():
        yield "strips"
    if kind in ("function-after", "function-plain", "function-wrap"):
        yield from _refusing(schema["function"]["function"])


def _refusing(function: Any) -> Iterator[str]:
    module, name = getattr(function, "__module__", None), function.__qualname__
    full = f"{module}.{name}" if module else name
    if module not in EXACT and full not in EXPLAINED:
        yield full
