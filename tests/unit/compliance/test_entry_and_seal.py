"""Entries, what their hash covers, windows, seals, histories, and the table of what events mean."""

import ast
import importlib
import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.compliance.errors import AuditPeriodTooLong, AuditQuestionUnclear
from lyceum.compliance.model.classification import MEANINGS
from lyceum.compliance.model.entry import Entry
from lyceum.compliance.model.export import Export, ExportState
from lyceum.compliance.model.history import history_of
from lyceum.compliance.model.seal import Head, Seal, bounds, is_in_time, is_ripe, leaf_of, window_of
from lyceum.kernel.events import Event
from lyceum.kernel.ids import derived_id, new_id
from tests.store.compliance.trail import ADA, COURSE, HEAD, NOON, envelope, publication
from tools.generate import modules

PACKAGE = Path("layers/lyceum/python/lyceum")
CONTEXTS = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}


def timers() -> set[str]:
    """Events that a sweep of timers tells: they have no class, their names stand in the stores, `identity.BanDue`."""
    constants = (
        node.value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    named = (re.fullmatch(r"([a-z_]+)\.([A-Z][A-Za-z]+)", text) for text in constants)
    return {found[2] for found in named if found and found[1] in CONTEXTS}


def entry(**changed: Any) -> Entry:
    full: dict[str, Any] = {
        "origin": {"request_id": "r", "impersonator": ADA, "whence": "~1.x"},
        "changes": {"roles": {"before": ["a"], "after": ["b"]}},
    }
    return Entry.of(envelope("acme", **(full | changed)))


def test_every_event_has_its_meaning() -> None:
    """Whoever tells a new event says in lyceum.compliance.model.classification what it means."""
    list(modules("events"))
    importlib.import_module("lyceum.kernel.jobs")
    assert {"AttemptDue", "BanDue", "CourseBanDue", "SessionDue"} <= timers()
    told = {name: event for name, event in Event.registry.items() if event.__module__.startswith("lyceum.")}
    assert told.keys() | timers() == MEANINGS.keys()
    named = {name: meaning.object for name, meaning in MEANINGS.items() if meaning.object}
    assert [name for name, field in named.items() if field not in told[name].model_fields] == []


def test_the_hash_covers_everything_that_an_entry_says() -> None:
    whole = entry()
    known = whole.content()
    for field in fields(Entry):
        changed: dict[str, Any] = {field.name: another(getattr(whole, field.name))}
        assert replace(whole, **changed).content() != known, field.name


def another(value: Any) -> Any:
    if isinstance(value, datetime):
        return value + timedelta(milliseconds=1)
    return value + 1 if isinstance(value, int) else f"{value}x"


def test_the_same_event_is_the_same_entry_whatever_the_order_of_its_data() -> None:
    told = envelope("acme", data={"person": ADA, "roles": ["b"]})
    turned = told.model_copy(update={"data": dict(reversed(told.data.items()))})
    assert Entry.of(told).content() == Entry.of(turned).content()


@given(st.integers(0, 2**31).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_an_instant_lies_in_its_window(at: datetime) -> None:
    start, end = bounds(window_of(at))
    assert start <= at < end
    assert end - start == timedelta(minutes=5)
    # Nobody seals while somebody may still write without saying so anew, ten seconds and a half minute included.
    latest = end + timedelta(seconds=30) - timedelta(milliseconds=1)
    assert is_in_time(at, now=latest)
    assert not is_in_time(at, now=end + timedelta(seconds=30))
    assert not is_ripe(window_of(at), now=latest + timedelta(seconds=10))


@given(st.lists(st.integers(0, 299), unique=True, max_size=20))
def test_a_seal_is_read_as_it_was_written(seconds: list[int]) -> None:
    entries = [entry(at=NOON + timedelta(seconds=n)) for n in seconds]
    seal = Seal.over(entries, tenant="acme", head=Head(4, "ab"), window=window_of(NOON), at=NOON)
    assert (seal.number, seal.previous) == (5, "ab")
    assert [leaf.place for leaf in seal.leaves] == sorted(each.place for each in entries)
    assert {leaf.hash for leaf in seal.leaves} == {leaf_of(each).hash for each in entries}
    assert Seal.read(seal.body()) == seal


def test_updated_is_empty_until_the_first_change() -> None:
    """RULES S2-18, X19, X22."""
    first = Entry.of(publication("acme"))
    (alone,) = [history_of([first])]
    assert alone is not None
    assert (alone.object, alone.created_at, alone.created_by) == (COURSE, NOON, HEAD)
    assert (alone.updated_at, alone.updated_by) == (None, None)
    later = Entry.of(publication("acme", at=NOON + timedelta(days=1), actor=ADA))
    changed = history_of([later, first])
    assert changed is not None
    assert (changed.created_by, changed.updated_at, changed.updated_by) == (HEAD, later.at, ADA)
    assert history_of([]) is None


def export(first: str, last: str, **other: Any) -> Export:
    return Export("acme", new_id(), HEAD, "csv", date.fromisoformat(first), date.fromisoformat(last), NOON, **other)


def test_an_export_covers_at_most_a_month() -> None:
    assert export("2026-11-01", "2026-12-01").check().last == date(2026, 12, 1)
    for first, last in (("2026-11-01", "2026-12-02"), ("2026-11-02", "2026-11-01")):
        with pytest.raises(AuditPeriodTooLong):
            export(first, last).check()
    with pytest.raises(AuditQuestionUnclear):
        export("2026-11-01", "2026-11-01", person=ADA, object=derived_id("x")).check()


def test_an_export_that_never_ended_has_failed() -> None:
    wish = export("2026-11-01", "2026-11-01")
    states = [wish.state_at(NOON), wish.state_at(NOON + timedelta(minutes=20)), replace(wish, entries=0).state_at(NOON)]
    assert states == [ExportState.REQUESTED, ExportState.FAILED, ExportState.READY]
