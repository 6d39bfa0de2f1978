"""Zones by name, and a machine that has none."""

import zoneinfo

import pytest

from lyceum.kernel.time_zones import NoTimeZones, UnknownTimeZone, known_zone


@pytest.mark.parametrize("name", ["Asia", "Mars/Olympus", "", "../etc/passwd"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownTimeZone):
        known_zone(name)


def test_a_machine_without_zones_does_not_call_every_zone_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: str) -> None:
        raise zoneinfo.ZoneInfoNotFoundError(name)

    assert known_zone("Asia/Bangkok") == "Asia/Bangkok"
    monkeypatch.setattr(zoneinfo, "ZoneInfo", nothing)
    with pytest.raises(NoTimeZones):
        known_zone("Asia/Bangkok")
