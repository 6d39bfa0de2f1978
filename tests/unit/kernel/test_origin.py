"""What an event says of where it comes from and what it changed, and what it cannot be made to say."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.catalog.events import CoursePublished
from lyceum.kernel import origin
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import SEALED, SYSTEM, Envelope, EventOrigin, Recorded
from lyceum.kernel.ids import derived_id, new_id
from lyceum.kernel.table.items import EventsAttribute
from lyceum.kernel.table.read import in_parallel

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
ADA = derived_id("ada")
TOLD = CoursePublished(course=derived_id("course"), version=2)
EVENTS = EventsAttribute()


def recorded(event: Any = TOLD, **options: Any) -> Recorded:
    return Recorded.of(event, id=new_id(), tenant="acme", actor=ADA, at="2026-11-26T12:00:00.000Z", **options)


def travelled(kept: Recorded) -> Envelope:
    """As the item keeps it, the relay reads it and the bus carries it."""
    (back,) = EVENTS.deserialize(EVENTS.serialize([kept.stored()]))
    return Envelope.model_validate_json(
        Recorded.model_validate(back).envelope(rev=1, aggregate="A|B").model_dump_json()
    )


def test_an_event_says_which_request_caused_it_and_who_acted() -> None:
    with origin.during(origin.Origin("request-1", impersonator=derived_id("admin"))) as now:
        kept = recorded(origin=now.stated(tenant="acme", actor=ADA))
    assert travelled(kept).origin == EventOrigin(request_id="request-1", impersonator=derived_id("admin"))


def test_outside_of_requests_nothing_is_said_and_nothing_stored() -> None:
    kept = recorded(origin=origin.current().stated(tenant="acme", actor=ADA))
    assert {"o", "ch"} & kept.stored().keys() == set()
    assert travelled(kept).origin is None
    assert travelled(kept).changes == {}


def test_what_is_written_at_the_same_time_has_the_origin_of_its_caller() -> None:
    """In the pool's threads too, and none of them keeps it for the next request."""
    with origin.during(origin.Origin("request-1")) as now:
        assert in_parallel(*[origin.current] * 20) == [now] * 20
    assert in_parallel(*[origin.current] * 20) == [origin.current()] * 20


def test_an_origin_ends_with_its_block_also_when_it_fails() -> None:
    with pytest.raises(RuntimeError), origin.during(origin.Origin("request-1")):
        raise RuntimeError
    assert origin.current() == origin.Origin()


def test_an_address_leaves_the_process_sealed_or_not_at_all() -> None:
    bare = origin.Origin("r", address="203.0.113.9", agent="Firefox")
    assert bare.stated(tenant="acme", actor=ADA) == {"q": "r"}
    sealing = origin.Origin("r", address="203.0.113.9", agent="Firefox", seal=lambda *_: f"{SEALED}xyz")
    assert sealing.stated(tenant="acme", actor=ADA) == {"q": "r", "w": f"{SEALED}xyz"}
    assert sealing.stated(tenant="acme", actor=SYSTEM) == {"q": "r"}
    assert sealing.stated(tenant="", actor=ADA) == {"q": "r"}


def test_an_address_is_sealed_once_for_each_request() -> None:
    asked: list[str] = []
    now = origin.Origin("r", address="203.0.113.9", agent="x" * 500, seal=lambda *text: asked.append(text[2]))
    assert now.stated(tenant="acme", actor=ADA) == now.stated(tenant="acme", actor=ADA) == {"q": "r"}
    assert asked == [f"203.0.113.9\n{'x' * 120}"]


def test_what_changed_travels_by_field() -> None:
    told = TOLD.changing(status=("draft", "published"), seats=(None, 5), roles=({"b", "a"}, ["a"]), due=(None, NOON))
    changes = travelled(recorded(told)).changes
    assert {name: (each.before, each.after) for name, each in changes.items()} == {
        "status": ("draft", "published"),
        "seats": (None, 5),
        "roles": (["a", "b"], ["a"]),
        "due": (None, "2026-11-26T12:00:00.000Z"),
    }
    assert (told.name(), told.context, told.schema_version) == ("CoursePublished", "catalog", 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("note", "Ada Lovelace lives here"),
        ("email", "ada@example.org"),
        ("name", "Ada"),
        ("x", "a\nb"),
        ("x", "a" * 401),
    ],
)
def test_nothing_about_a_person_goes_into_a_change_unsealed(field: str, value: str) -> None:
    with pytest.raises(ValueError, match=field):
        TOLD.changing(**{field: (None, value)})


def test_a_sealed_value_may_be_about_a_person() -> None:
    told = TOLD.changing(name=(f"{SEALED}abc", f"{SEALED}def"))
    assert travelled(recorded(told)).changes["name"].after == f"{SEALED}def"


def test_data_and_changes_together_stay_below_two_kilobytes() -> None:
    with pytest.raises(ValueError, match="2048"):
        recorded(TOLD.changing(**{f"f{n}": ("a" * 100, "b" * 100) for n in range(20)}))


def test_an_envelope_of_before_is_read() -> None:
    old = json.loads(travelled(recorded()).model_dump_json())
    del old["origin"], old["changes"]
    assert Envelope.model_validate(old).origin is None


def test_an_event_recorded_by_the_version_before_is_read() -> None:
    old = {name: value for name, value in recorded().stored().items() if name not in {"o", "ch"}}
    assert Recorded.model_validate(old).envelope(rev=1, aggregate="A|B").origin is None


def test_a_consumer_passes_the_request_on() -> None:
    seen: list[origin.Origin] = []
    kept = recorded(origin={"q": "request-7", "im": ADA})
    handler = event_entry_point(Consumer("CoursePublished", CoursePublished, lambda *_: seen.append(origin.current())))
    handler({"detail": json.loads(travelled(kept).model_dump_json())}, None)
    assert seen == [origin.Origin("request-7")]
    assert origin.current() == origin.Origin()


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_numbers_are_shown_exactly(value: Decimal) -> None:
    assert Decimal(str(TOLD.changing(points=(None, value)).changes["points"][1])) == value
