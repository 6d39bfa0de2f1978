"""In the one document that is merged from all functions, a name of a schema means one thing.

The merge takes whichever schema of a name comes last and says nothing: what another function takes or answers would be
described as something else.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, cast

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import BaseModel

from tools.checks.handlers import handler_module, loaded, resolvers
from tools.generate import PUBLISHED

NAME = re.compile(r"[A-Z][A-Za-z]+(-Input|-Output)?")
"""pydantic writes the module's path before a class where two of one name meet in one function."""

DOCUMENT: dict[str, Any] = json.loads((PUBLISHED / "openapi.json").read_text(encoding="utf-8"))["components"]["schemas"]

type Schemas = Mapping[str, Any]


@cache
def schemas() -> dict[str, Schemas]:
    """Schemas by name, of each function that answers over HTTP."""
    return {
        f"{context}.{operation}/{number}": components_of(app)
        for context, operation in loaded()
        for number, app in enumerate(resolvers(handler_module(context, operation)))
    }


def components_of(app: APIGatewayHttpResolver) -> Schemas:
    document: dict[str, Any] = json.loads(app.get_openapi_json_schema(title="Lyceum", version="1"))
    found: Schemas = document.get("components", {}).get("schemas", {})
    return found


def shadowing(given: Mapping[str, Schemas]) -> dict[str, list[list[str]]]:
    """Names with several meanings: for each meaning the functions that have it."""
    meanings: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for function, named in given.items():
        for name, schema in named.items():
            meanings[name][json.dumps(schema, sort_keys=True)].append(function)
    return {name: list(found.values()) for name, found in meanings.items() if len(found) > 1}


def test_no_schema_stands_before_another_one_of_its_name() -> None:
    assert shadowing(schemas()) == {}


def test_every_schema_of_the_functions_is_in_the_document() -> None:
    assert {name for named in schemas().values() for name in named} == DOCUMENT.keys()


def test_names_are_those_of_the_classes() -> None:
    assert [name for name in DOCUMENT if not NAME.fullmatch(name)] == []


def classes() -> Iterator[tuple[type, type]]:
    """Pairs of one name: enumerations, and models that differ in one field's type."""

    def enums(*values: str) -> type:
        return cast("type", StrEnum("Effect", {value.upper(): value for value in values}))

    yield enums("created", "updated"), enums("security", "billing")
    for one, other in ((int, str), (int, int | None)):
        yield (
            type("Change", (BaseModel,), {"__annotations__": {"before": one}}),
            type("Change", (BaseModel,), {"__annotations__": {"before": other}}),
        )


def function_with(said: type) -> APIGatewayHttpResolver:
    app = APIGatewayHttpResolver(enable_validation=True)
    holder = type(f"Holder{id(said)}", (BaseModel,), {"__annotations__": {"said": said}})

    @app.post(f"/{id(said)}")
    def post(wish: Annotated[holder, Body()]) -> None: ...  # type: ignore[valid-type]

    return app


@pytest.mark.parametrize(("one", "other"), list(classes()), ids=["enum", "type", "null"])
def test_a_planted_pair_is_found(one: type, other: type) -> None:
    planted = {"a": components_of(function_with(one)), "b": components_of(function_with(other))}

    assert shadowing(planted | schemas()).keys() >= {one.__name__}
    assert shadowing(planted)[one.__name__] == [["a"], ["b"]]
    assert one.__name__ not in shadowing({"a": planted["a"], "c": components_of(function_with(one))})
