"""The cells of what is sold (tests/faults/lives/selling.py)."""

import pytest

from tests.faults.cases import Bench
from tests.faults.cells import kinds_read_by_the_last_release, parameters, try_cell
from tests.faults.grid import Fault, Row, consumers_of
from tests.faults.house import House
from tests.faults.lives import Life
from tests.faults.streams import each_thing_is_counted_once, events_that_come_again_change_nothing

LIFE = "selling"
CONSUMERS = consumers_of(LIFE)
"""Who hears events in this life, as the grid says."""
pytestmark = [pytest.mark.store, pytest.mark.timeout(300)]


def test_however_the_stream_is_sharded_each_thing_is_counted_once(life: Life, house: House) -> None:
    assert life.house is house
    each_thing_is_counted_once(house)


def test_in_whatever_order_events_come_again_no_consumer_changes_anything(life: Life, house: House) -> None:
    assert life.house is house
    assert events_that_come_again_change_nothing(house) >= CONSUMERS


@pytest.mark.parametrize(("row", "fault"), parameters(LIFE))
def test_cell(bench: Bench, row: Row, fault: Fault) -> None:
    try_cell(bench, row, fault)


def test_the_last_release_reads_what_this_life_writes(bench: Bench) -> None:
    assert {"order", "payment", "refund"} <= kinds_read_by_the_last_release(bench)
