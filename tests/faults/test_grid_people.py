"""The cells of what is done for and with people (tests/faults/lives/people.py)."""

import pytest

from tests.faults.cases import Bench
from tests.faults.cells import kinds_read_by_the_last_release, parameters, try_cell
from tests.faults.grid import Fault, Row

LIFE = "people"
pytestmark = [pytest.mark.store, pytest.mark.timeout(300)]


@pytest.mark.parametrize(("row", "fault"), parameters(LIFE))
def test_cell(bench: Bench, row: Row, fault: Fault) -> None:
    try_cell(bench, row, fault)


def test_the_last_release_reads_what_this_life_writes(bench: Bench) -> None:
    assert {"member"} <= kinds_read_by_the_last_release(bench)
