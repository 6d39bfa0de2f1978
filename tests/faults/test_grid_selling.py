"""The cells of what is sold (tests/faults/lives/selling.py)."""

import pytest

from tests.faults.cases import Bench
from tests.faults.cells import parameters, try_cell
from tests.faults.grid import Fault, Row

LIFE = "selling"
pytestmark = [pytest.mark.store, pytest.mark.timeout(300)]


@pytest.mark.parametrize(("row", "fault"), parameters(LIFE))
def test_cell(bench: Bench, row: Row, fault: Fault) -> None:
    try_cell(bench, row, fault)
