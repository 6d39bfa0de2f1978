"""The last release's own code reads what is written now: a canary, and a rollback (docs/operations/rollback.md).

tests/faults gives it everything that whole lives of schools write; here it gets the kept item of each kind, and items
that it must not be able to read.
"""

import copy
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from tools.releases.__main__ import RELEASES, last_release
from tools.releases.readers import ARCHIVE, Reading, Wire, read_by, written_today

LAST = last_release()
TODAY = written_today()
ALL_KINDS = {item["kind"]["S"] for item in TODAY}

type Change = Callable[[Wire], object]

PLANTED: dict[str, tuple[str, Change]] = {
    "an attribute that it demands is gone": ("attempt", lambda item: item.pop("c")),
    "an attribute has another name": ("enrollment", lambda item: item.update(status=item.pop("s"))),
    "a text became a number": ("attempt", lambda item: item.update(s={"N": "1"})),
    "an instant is written otherwise": ("attempt", lambda item: item.update(st={"S": "27 November 2026"})),
    "a map became a list": ("attempt", lambda item: item.update(a={"L": []})),
    "a document is no longer compressed": ("questions", lambda item: item.update(q={"B": b"{}"})),
    "a document is compressed, and none": ("questions", lambda item: item.update(q={"B": zlib.compress(b"<q/>")})),
}


def planted(kind: str, change: Change) -> Wire:
    """Today's item of a kind, spoilt."""
    item: dict[str, Any] = copy.deepcopy(next(one for one in TODAY if one["kind"]["S"] == kind))
    change(item)
    return item


@pytest.fixture(scope="module")
def reading() -> Reading:
    """All at once: first today's items, then the spoilt ones."""
    return read_by(LAST, [*TODAY, *(planted(*plant) for plant in PLANTED.values())])


def test_readers_of_the_previous_release_read_what_is_written_now(reading: Reading) -> None:
    assert {number: said for number, said in reading.complaints.items() if number < len(TODAY)} == {}
    assert {"attempt", "enrollment", "progress", "grade"} <= reading.kinds <= ALL_KINDS


@pytest.mark.parametrize("plant", PLANTED)
def test_an_item_that_they_cannot_read_is_told(reading: Reading, plant: str) -> None:
    number = len(TODAY) + list(PLANTED).index(plant)

    assert number in reading.complaints


def test_every_release_keeps_its_readers() -> None:
    assert [folder.name for folder in RELEASES.iterdir() if not (folder / ARCHIVE).is_file()] == []
