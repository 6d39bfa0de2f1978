"""Each way of breaking a promise is seen, and what is announced in time may go."""

import copy
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tools.releases.__main__ import RELEASES, kept, last_release
from tools.releases.documents import Documents, broken

TODAY = date(2027, 7, 1)
CARD = {
    "type": "object",
    "required": ["id", "state"],
    "properties": {
        "id": {"type": "string"},
        "state": {"type": "string", "enum": ["draft", "live"]},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Card"}},
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        "text": {"type": "object", "patternProperties": {"^[a-z]+$": {"type": "string"}}},
    },
}
WISH = {
    "type": "object",
    "required": ["kind"],
    "properties": {
        "kind": {"enum": ["olx", "gift"]},
        "name": {"type": "string", "maxLength": 9},
        "seats": {"type": "integer", "minimum": 1},
        "body": {"oneOf": [{"$ref": "#/components/schemas/Html"}, {"$ref": "#/components/schemas/Video"}]},
    },
}
FORMS = {
    "Html": {"type": "object", "required": ["html"], "properties": {"html": {"type": "string"}}},
    "Video": {"type": "object", "required": ["url"], "properties": {"url": {"type": "string"}}},
}


def answer(name: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


BEFORE: dict[str, Any] = {
    "paths": {
        "/v1/{tenant}/things": {
            "post": {
                "operationId": "createThing",
                "parameters": [{"in": "query", "name": "limit", "schema": {"type": "integer"}}],
                "requestBody": answer("Wish"),
                "responses": {"201": answer("Card"), "404": answer("Card")},
            }
        }
    },
    "components": {"schemas": {"Card": CARD, "Wish": WISH, **FORMS}},
}
EVENTS: dict[str, Any] = {
    "thing.made": {
        "version": 1,
        "schema": {"type": "object", "required": ["thing"], "properties": {"thing": {"type": "string"}}},
    }
}

type Change = Callable[[Any, Any, Any, Any], object]


def after(change: Change) -> Documents:
    openapi, events = copy.deepcopy(BEFORE), copy.deepcopy(EVENTS)
    schemas = openapi["components"]["schemas"]
    change(openapi["paths"]["/v1/{tenant}/things"], schemas["Card"], schemas["Wish"], events)
    return Documents(openapi, events)


def told(change: Change, before: Documents | None = None) -> list[str]:
    return [str(each) for each in broken(before or Documents(BEFORE, EVENTS), after(change), today=TODAY)]


def drop(mapping: dict[str, Any], *names: str) -> None:
    for name in names:
        del mapping[name]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda path, *_: drop(path, "post"), "the operation is gone"),
        (lambda path, *_: path["post"].update(operationId="makeThing"), "its id was createThing and is makeThing"),
        (lambda path, *_: path["post"].update(security=[{"token": []}]), "it needs a token now"),
        (lambda path, *_: drop(path["post"]["responses"], "404"), "404: the status is gone"),
        (lambda path, *_: drop(path["post"]["responses"]["201"]["content"], "application/json"), "json is gone"),
        (lambda path, *_: path["post"]["parameters"].clear(), "query.limit: the parameter is gone"),
        (lambda path, *_: path["post"]["parameters"][0].update(required=True), "was not needed and is"),
        (lambda path, *_: path["post"]["parameters"][0]["schema"].update(type="string"), "its type was integer"),
        (lambda path, *_: path["post"]["requestBody"].update(required=True), "a body was not needed and is"),
        (lambda _p, _c, wish, _e: wish["required"].append("name"), "request.name: the field was not needed and is"),
        (lambda _p, _c, wish, _e: drop(wish["properties"], "name"), "request.name: the field is gone"),
        (lambda _p, _c, wish, _e: wish["properties"]["kind"]["enum"].remove("gift"), "no longer a value: gift"),
        (lambda _p, _c, wish, _e: wish["properties"]["name"].update(enum=["a"]), "its values were free and are not"),
        (lambda _p, _c, wish, _e: wish["properties"]["name"].update(maxLength=8), "its maxLength was 9 and is 8"),
        (lambda _p, _c, wish, _e: wish["properties"]["name"].update(minLength=1), "its minLength was not there"),
        (lambda _p, _c, wish, _e: wish["properties"]["seats"].update(minimum=2), "its minimum was 1 and is 2"),
        (lambda _p, _c, wish, _e: wish["properties"]["name"].update(pattern="^a$"), "its pattern was not there"),
        (lambda _p, _c, wish, _e: wish["properties"]["body"]["oneOf"].pop(), "a form is no longer taken"),
        (lambda _p, card, *_: drop(card["properties"], "id"), "201.id: the field is gone"),
        (lambda _p, card, *_: card["required"].remove("id"), "201.id: the field was always there and may be absent"),
        (lambda _p, card, *_: card["properties"]["id"].update(type="integer"), "its type was string and is integer"),
        (lambda _p, card, *_: card["properties"]["state"]["enum"].remove("draft"), "no longer a value: draft"),
        (lambda _p, card, *_: drop(card["properties"]["state"], "enum"), "its values are free now"),
        (lambda _p, card, *_: card["properties"]["note"]["anyOf"].append({"type": "integer"}), "a new form is given"),
        (lambda _p, card, *_: card["properties"]["counts"]["additionalProperties"].update(type="string"), "counts[]"),
        (lambda _p, card, *_: card["properties"]["text"].update(patternProperties={"^a$": {"type": "null"}}), "text[]"),
        (lambda *all: drop(all[3], "thing.made"), "thing.made: the event is gone"),
        (lambda *all: drop(all[3]["thing.made"]["schema"]["properties"], "thing"), "thing.made.thing: the field is"),
        (lambda *all: all[3]["thing.made"].update(version=0), "its version was 1 and is 0"),
        (lambda *all: all[3]["thing.made"]["schema"]["properties"]["thing"].update(type="integer"), "its type was"),
    ],
)  # fmt: skip
def test_a_broken_promise_is_told(change: Change, what: str) -> None:
    assert any(what in each for each in told(change)), told(change)


@pytest.mark.parametrize(
    "change",
    [
        lambda *_: None,
        lambda path, *_: path.update(get={"operationId": "listThings", "responses": {"200": answer("Card")}}),
        lambda path, *_: path["post"]["responses"].update({"409": answer("Card")}),
        lambda path, *_: path["post"]["parameters"].append({"in": "query", "name": "cursor", "schema": {}}),
        lambda _p, card, *_: card["properties"].update(more={"type": "string"}),
        lambda _p, card, *_: card["properties"]["state"]["enum"].append("gone"),
        lambda _p, _c, wish, _e: wish["properties"].update(more={"type": "string"}),
        lambda _p, _c, wish, _e: wish["properties"]["kind"]["enum"].append("qti"),
        lambda _p, _c, wish, _e: wish["required"].clear(),
        lambda _p, _c, wish, _e: wish["properties"]["name"].update(maxLength=99),
        lambda _p, _c, wish, _e: wish["properties"]["body"]["oneOf"].append({"type": "string"}),
        lambda *all: all[3].update(other={"version": 1, "schema": {}}),
        lambda *all: all[3]["thing.made"].update(version=2),
    ],
)
def test_what_is_added_breaks_nothing(change: Change) -> None:
    assert told(change) == []


@pytest.mark.parametrize(("sunset", "gone"), [("2027-07-01", []), ("2027-07-02", ["the operation is gone"])])
def test_an_operation_goes_when_it_was_announced_to(sunset: str, gone: list[str]) -> None:
    announced = after(lambda path, *_: path["post"].update({"deprecated": True, "x-sunset": sunset}))

    assert [each.partition(": ")[2] for each in told(lambda path, *_: drop(path, "post"), announced)] == gone


def test_a_field_goes_when_it_and_its_route_said_so() -> None:
    def without(_path: Any, card: Any, *_: Any) -> None:
        drop(card["properties"], "note")

    def announce(path: Any, card: Any, *_: Any) -> None:
        path["post"]["x-sunset"] = "2027-07-01"
        card["properties"]["note"] |= {"deprecated": True, "x-sunset": "2027-07-01"}

    assert told(without, after(announce)) == []
    assert told(without, after(lambda path, *_: path["post"].update({"x-sunset": "2027-07-01"}))) != []


def test_an_event_and_a_field_of_one_go_when_they_said_so() -> None:
    end = {"deprecated": True, "x-sunset": "2027-07-01"}
    whole = after(lambda *all: all[3]["thing.made"]["schema"].update(end))
    part = after(lambda *all: all[3]["thing.made"]["schema"]["properties"]["thing"].update(end))

    assert told(lambda *all: drop(all[3], "thing.made"), whole) == []
    assert told(lambda *all: drop(all[3]["thing.made"]["schema"]["properties"], "thing"), part) == []


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """What is kept, in a folder that may be written to."""
    shutil.copytree(RELEASES, tmp_path / "releases")
    return tmp_path / "releases"


def less(last: Documents) -> Documents:
    """Without one event."""
    return Documents(last.openapi, dict(list(last.events.items())[1:]))


def test_what_is_kept_is_not_replaced_by_less(releases: Path) -> None:
    last = last_release(releases)
    before = {path.name: path.read_bytes() for path in last.iterdir()}

    found = kept(releases, last.name, less(Documents.read(last)), replace=True, today=TODAY)

    assert [each.partition(": ")[2] for each in found] == ["the event is gone"]
    assert {path.name: path.read_bytes() for path in last.iterdir()} == before


def test_a_version_that_its_readers_could_not_follow_is_not_kept(
    releases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.releases.__main__.written_today", lambda: [{"kind": {"S": "attempt"}}])

    found = kept(releases, "99.0.0", Documents.read(last_release(releases)), replace=False, today=TODAY)

    assert any("AttemptItem: without" in each for each in found)
    assert not (releases / "99.0.0").exists()


def test_a_version_that_keeps_its_promises_is_kept_with_its_readers(releases: Path) -> None:
    last = Documents.read(last_release(releases))

    assert kept(releases, "99.0.0", last, replace=False, today=TODAY) == []
    assert {path.name for path in (releases / "99.0.0").iterdir()} == {"openapi.json", "events.json", "readers.tar.xz"}
    assert kept(releases, "99.0.0", last, replace=False, today=TODAY) != []
