"""The calculator against the documented examples."""

from decimal import Decimal
from typing import Any

import pytest

from lyceum.kernel.capacity import check_units, index_units, item_size, read_units, write_units

BASE: dict[str, dict[str, Any]] = {"PK": {"S": "T#a#U#u"}, "SK": {"S": "X"}}


def test_sizes_count_names_and_values() -> None:
    assert item_size({"ab": {"S": "ไท"}}) == 2 + 6
    assert item_size({"n": {"N": "1234"}}) == 1 + 3
    assert item_size({"n": {"N": "-12"}}) == 1 + 3
    assert item_size({"b": {"BOOL": True}}) == 2
    assert item_size({"l": {"L": [{"S": "ab"}, {"NULL": True}]}}) == 1 + 3 + (1 + 2) + (1 + 1)
    assert item_size({"m": {"M": {"k": {"S": "v"}}}}) == 1 + 3 + (1 + 1 + 1)


@pytest.mark.parametrize(("size", "units"), [(1, 1), (1024, 1), (1025, 2), (3500, 4)])
def test_a_write_costs_each_started_kilobyte_twice_in_a_transaction(size: int, units: int) -> None:
    item = {"a": {"S": "x" * (size - 1)}}
    assert write_units(None, item) == units
    assert write_units(item, None, transactional=True) == 2 * units


def test_an_update_costs_its_larger_image() -> None:
    assert write_units({"a": {"S": "x" * 2000}}, {"a": {"S": "x"}}) == 2
    assert check_units(None) == 2


def test_an_index_costs_only_what_it_shows() -> None:
    listed = BASE | {"GSI1PK": {"S": "L"}, "GSI1SK": {"S": "1"}, "card": {"M": {"a": {"S": "b"}}}}
    assert index_units(None, BASE) == 0
    assert index_units(None, listed) == 1
    assert index_units(listed, listed | {"other": {"S": "x"}}) == 0
    assert index_units(listed, listed | {"card": {"M": {"a": {"S": "c"}}}}) == 1
    assert index_units(listed, listed | {"GSI1SK": {"S": "2"}}) == 2
    assert index_units(listed, BASE) == 1


@pytest.mark.parametrize(
    ("size", "consistent", "units"), [(1, False, "0.5"), (4096, True, "1"), (4097, False, "1"), (9000, True, "3")]
)
def test_a_read_costs_each_started_four_kilobytes(size: int, consistent: bool, units: str) -> None:
    assert read_units(size, consistent=consistent) == Decimal(units)
