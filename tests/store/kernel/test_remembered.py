"""What every request needs is read once in a while, and outlives a table that does not answer for a while."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, NoReturn

import pytest

from lyceum.kernel.errors import Busy
from lyceum.kernel.settings import settings
from lyceum.kernel.table import get, remembered
from lyceum.kernel.table.client import dynamodb
from lyceum.kernel.table.items import Key
from lyceum.kernel.table.remembered import all_remembered, forget
from lyceum.kernel.terms import EnactedTermsItem, enacted_key
from tests.meter import metered, units

pytestmark = pytest.mark.store


@pytest.fixture(autouse=True)
def new_process(table: str) -> Iterator[None]:
    forget()
    yield
    forget()


def keep(tenant: str, last: int) -> None:
    """Written by another process."""
    key = enacted_key(tenant)
    item = {"PK": {"S": key.pk}, "SK": {"S": key.sk}, "v": {"N": "1"}, "rev": {"N": "1"}, "n": {"N": str(last)}}
    dynamodb().put_item(TableName=settings().table, Item=item)


def last(tenant: str) -> int | None:
    item = remembered.remembered(EnactedTermsItem, enacted_key(tenant))
    return None if item is None else int(item.last)


def does_not_answer(*_: Any, **__: Any) -> NoReturn:
    raise Busy("The table does not answer.")


def test_it_is_read_once(tenant: str) -> None:
    keep(tenant, 1)
    with metered() as first:
        assert last(tenant) == 1
    keep(tenant, 2)
    with metered() as rest:
        assert {last(tenant) for _ in range(5)} == {1}
    assert (first.spent, rest.spent) == (units(1, read="0.5"), units(0))


def test_that_there_is_none_is_remembered_too(tenant: str) -> None:
    assert last(tenant) is None
    keep(tenant, 1)
    assert last(tenant) is None


def test_what_is_old_is_read_again(tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(tenant, 1)
    assert last(tenant) == 1
    keep(tenant, 2)
    monkeypatch.setattr(remembered, "FRESH_SECONDS", 0.0)
    assert last(tenant) == 2


def test_several_are_one_round_trip(tenant: str) -> None:
    keep(tenant, 1)
    keep(f"{tenant}x", 2)
    keys = [enacted_key(name) for name in (tenant, f"{tenant}x", f"{tenant}y")]
    with metered() as cost:
        found = all_remembered(EnactedTermsItem, keys)
    assert [None if one is None else int(one.last) for one in found] == [1, 2, None]
    assert cost.spent == units(1, read="1.5")
    with metered() as again:
        all_remembered(EnactedTermsItem, keys)
    assert again.spent == units(0)


def test_many_at_once_read_it_once(tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(tenant, 1)
    asked: list[Key] = []

    def noted(item: Any, key: Key) -> Any:
        asked.append(key)
        return get(item, key)

    monkeypatch.setattr(remembered, "get", noted)
    together = Barrier(8)

    def one(_: int) -> int | None:
        together.wait()
        return last(tenant)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(8))) == [1] * 8
    assert asked == [enacted_key(tenant)]


def test_a_table_that_does_not_answer_is_outlived_for_ten_minutes(tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(tenant, 1)
    assert last(tenant) == 1
    monkeypatch.setattr(remembered, "get", does_not_answer)
    monkeypatch.setattr(remembered, "FRESH_SECONDS", 0.0)
    assert last(tenant) == 1
    monkeypatch.setattr(remembered, "STALE_SECONDS", 0.0)
    with pytest.raises(Busy):
        last(tenant)


def test_what_was_never_read_is_not_made_up(tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "get", does_not_answer)
    with pytest.raises(Busy):
        last(tenant)
