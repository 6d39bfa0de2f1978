"""Counting uses in the table: exactly so many get through, however many come at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import new_id
from lyceum.kernel.limits import TooOften, Window, take
from lyceum.kernel.table import Key
from tests.meter import metered, units

pytestmark = pytest.mark.store
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WINDOWS = [Window(timedelta(minutes=1), 3), Window(timedelta(hours=1), 4)]


def fresh() -> Key:
    return Key(f"LIMIT#{new_id()}", "COUNT")


def test_a_window_is_used_up_and_begins_again(table: str) -> None:
    key = fresh()
    assert [take(key, WINDOWS, at=NOON).remaining for _ in range(3)] == [2, 1, 0]
    with pytest.raises(TooOften) as refused:
        take(key, WINDOWS, at=NOON)
    assert refused.value.retry_after == 60
    assert take(key, WINDOWS, at=NOON + timedelta(minutes=1)).remaining == 0
    with pytest.raises(TooOften) as refused:
        take(key, WINDOWS, at=NOON + timedelta(minutes=2))
    assert refused.value.retry_after == 3600 - 120


def test_many_at_once_get_as_many_as_are_allowed(table: str) -> None:
    key, together, windows = fresh(), Barrier(12), [Window(timedelta(hours=1), 5)]
    take(key, windows, at=NOON)

    def one(_: int) -> bool:
        together.wait()
        try:
            take(key, windows, at=NOON)
        except (TooOften, Busy):
            return False
        return True

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(one, range(12))) == 4


def test_it_costs_one_round_trip_and_one_unit(table: str) -> None:
    key = fresh()
    take(key, WINDOWS, at=NOON)
    with metered() as cost:
        take(key, WINDOWS, at=NOON)
    assert cost.spent == units(1, 1)


def test_with_what_was_read_a_new_window_costs_no_more(table: str) -> None:
    key = fresh()
    with metered() as cost:
        take(key, WINDOWS, at=NOON, kept={})
    assert cost.spent == units(1, 1)
