"""Items of every schema version ever written stay readable, and a shape does not change without a new version."""

from pathlib import Path
from typing import Any

import pytest

from lyceum.kernel.migrations import MIGRATIONS, raised
from lyceum.kernel.table.items import Item
from tools.item_fixtures import (
    FIXTURES,
    ShapeChanged,
    fixture_path,
    item_classes,
    known_shapes,
    loaded,
    owner,
    shape,
    shapes_of_today,
    with_shape,
)

CLASSES = item_classes()
WRITTEN = sorted(FIXTURES.glob("v*/*.json"))
READERS = [(path, item) for path in WRITTEN for item in CLASSES if path.stem == item.KIND]


def version(path: Path) -> int:
    return int(path.parent.name.removeprefix("v"))


def label(part: Any) -> str:
    return f"{part.parent.name}-{part.stem}" if isinstance(part, Path) else owner(part)


NOT_KEPT_YET: dict[str, str] = {}
"""Kinds without a fixture, each with the reason. `python -m tools.item_fixtures --tests tests/function/identity`."""


@pytest.mark.parametrize("item", [one for one in CLASSES if one.KIND not in NOT_KEPT_YET], ids=owner)
def test_every_kind_of_today_has_an_item_that_was_really_written(item: Any) -> None:
    assert fixture_path(item.KIND, str(item.V)).is_file(), "python -m tools.item_fixtures"


@pytest.mark.parametrize(("path", "item"), READERS, ids=label)
def test_todays_readers_read_every_item_of_before(path: Path, item: type[Item]) -> None:
    """Readers accept v and v − 1; older ones the backfill has raised by the time a reader forgets them."""
    if item.V - version(path) > 1:
        assert raised(loaded(path), MIGRATIONS) is not None, "no migration raises it"
        return
    wire = loaded(path)
    read = item.from_wire(wire)
    demanded = [name for name, attribute in item.get_attributes().items() if not attribute.null]

    assert [name for name in demanded if getattr(read, name) is None] == []
    assert (read.kind, int(read.v)) == (path.stem, version(path))
    # What it reads it would write again as it was.
    assert {name: value for name, value in read.to_wire().items() if wire.get(name) != value} == {}


def test_what_is_not_kept_yet_is_not_kept() -> None:
    assert {path.stem for path in WRITTEN} & NOT_KEPT_YET.keys() == set()


def test_every_fixture_is_of_a_kind_that_somebody_reads() -> None:
    assert {path.stem for path in WRITTEN} <= {item.KIND for item in CLASSES}


def test_shapes_of_today_are_written_down() -> None:
    """`python -m tools.item_fixtures --shapes` writes them; it refuses one that changed within its version."""
    assert shapes_of_today() == known_shapes()


@pytest.mark.parametrize("item", CLASSES, ids=owner)
def test_a_class_reads_what_its_shape_says(item: Any) -> None:
    assert known_shapes()[owner(item)][str(item.V)] == shape(item)


KEPT = {"1": {"a": "S", "b": "N?"}}


@pytest.mark.parametrize(
    ("version_", "now"),
    [
        (1, {"a": "S", "b": "N?"}),
        (1, {"a": "S", "b": "N?", "c": "S?"}),  # readers of before pass over it
        (2, {"a": "N"}),
    ],
)
def test_what_may_change(version_: int, now: dict[str, str]) -> None:
    assert with_shape(KEPT, version_, now)[str(version_)] == now


@pytest.mark.parametrize(
    "now",
    [
        {"a": "S"},  # gone
        {"a": "N", "b": "N?"},  # of another type
        {"a": "S", "b": "N"},  # demanded now
        {"a": "S", "b": "N?", "c": "S"},  # new, and demanded
        {"a2": "S", "b": "N?"},  # renamed
    ],
)
def test_a_shape_that_changes_within_its_version_is_refused(now: dict[str, str]) -> None:
    with pytest.raises(ShapeChanged, match="raise V"):
        with_shape(KEPT, 1, now)


def test_classes_of_one_kind_agree_on_its_version() -> None:
    versions: dict[str, set[int]] = {}
    for item in CLASSES:
        # An upload and an import are jobs of two kinds; one kind has one version, whoever reads it.
        versions.setdefault(item.KIND, set()).add(item.V)

    assert {kind: found for kind, found in versions.items() if len(found) > 1} == {}
