"""Items of older versions become items of today's, step by step, in place."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.kernel.migrations import Migration, raised

STEPS = tuple(
    Migration("note", version, lambda item, version=version: {**item, f"from{version}": {"BOOL": True}})  # type: ignore[misc]
    for version in (1, 2, 3)
)


def item(version: int, kind: str = "note", rev: int = 7) -> dict[str, Any]:
    keys = {"PK": {"S": "T#t#N#n"}, "SK": {"S": "NOTE"}}
    return {**keys, "kind": {"S": kind}, "v": {"N": str(version)}, "rev": {"N": str(rev)}, "events": {"L": []}}


@given(st.integers(1, 3))
def test_every_step_is_taken_in_order_and_the_revision_rises_once(version: int) -> None:
    new = raised(item(version), STEPS)
    assert new is not None
    assert (new["v"], new["rev"]) == ({"N": "4"}, {"N": "8"})
    assert [name for name in new if name.startswith("from")] == [f"from{step}" for step in range(version, 4)]


def test_events_that_were_told_do_not_come_along() -> None:
    assert "events" not in (raised(item(1), STEPS) or {"events": None})


@pytest.mark.parametrize("current", [item(4), item(9), item(1, kind="letter")])
def test_what_is_new_enough_or_of_another_kind_stays(current: dict[str, Any]) -> None:
    assert raised(current, STEPS) is None


def test_an_item_without_version_is_the_version_before_the_first() -> None:
    old = {name: value for name, value in item(1).items() if name not in {"v", "rev"}}
    new = raised(old, (Migration("note", 0, lambda same: same),))
    assert new is not None
    assert (new["v"], new["rev"]) == ({"N": "1"}, {"N": "1"})


@pytest.mark.parametrize("name", ["PK", "SK", "kind"])
def test_a_migration_cannot_move_an_item(name: str) -> None:
    step = Migration("note", 1, lambda old: {**old, name: {"S": "elsewhere"}})
    with pytest.raises(ValueError, match="moves the item"):
        raised(item(1), (step,))


def test_the_migration_gets_a_copy() -> None:
    old = item(1)
    raised(old, (Migration("note", 1, lambda given: given.pop("SK") and {**given, "SK": {"S": "NOTE"}}),))
    assert old == item(1)
