"""A whole day of events, told once more from the bus's archive to everybody who hears them, changes nothing."""

import json
import secrets

import pytest

from lyceum.kernel.relay import envelopes
from tests.faults.house import House, forget, handler_of, hearers
from tests.faults.lives import LIVES

pytestmark = [pytest.mark.store, pytest.mark.timeout(300)]


@pytest.mark.parametrize(
    "name",
    ["learning", *(pytest.param(name, marks=pytest.mark.slow) for name in ("people", "selling", "upkeep"))],
)
def test_an_archive_replay_of_the_whole_day_changes_nothing(house: House, name: str) -> None:
    """Every event that was ever told, once more to everybody who hears it, in the opposite order."""
    begun = len(house.history)
    LIVES[name](house, f"s{secrets.token_hex(5)}").live()
    house.settle()
    house.stage.begin()
    known = house.stage.ids()
    before = house.stage.picture([], known)
    told = [one for record in house.history[begun:] for one in envelopes(record)]
    forget()
    refused: list[str] = []
    for envelope in reversed(told):
        for operation, _ in hearers(envelope.name):
            try:
                handler_of(operation)({"detail": json.loads(envelope.model_dump_json())}, None)
            except Exception as error:  # noqa: BLE001 - a replay must be refused by nobody
                refused.append(f"{operation} {envelope.name}: {error!r}")
    after = house.stage.picture(house.stage.records(), known)
    print(f"{len(told)} events, {len(before.items)} items")
    assert refused == []
    assert len(told) > 20
    assert before.apart_from_windows().differences(after.apart_from_windows()) == []
